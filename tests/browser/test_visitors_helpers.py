"""A visitor who has a helper refuse for them is obeyed: by autoconsent itself, and as fast as anyone can click."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import autoconsent
from tests.browser.pages import banner, held
from tests.browser.shop import LINK

DOCUMENT = Path(__file__).parents[2] / "docs" / "visitors-helpers.md"
REFUSED = {"hotjar": "refused", "matomo": "refused", "youtube": "refused"}
GIVEN = {"hotjar": "given", "matomo": "given", "youtube": "given"}
MEASURED = {**REFUSED, "hotjar": "given", "matomo": "given"}
WATCHED = {**REFUSED, "youtube": "given"}

# Pressed before the browser has painted it, and before anything else of ours was loaded.
AT_ONCE = """
const watch = new MutationObserver(() => {
  const button = document.querySelector('[data-cookieprefs-banner] [data-cookieprefs-action="refuse-all"]');
  if (!button) return;
  watch.disconnect();
  button.click();
});
watch.observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(params=["en", "fr"])
def page_of_the_shop(request, shop, page):
    """The shop's page in a language, not opened yet."""
    shop.page("/", f"<h1>Tea</h1><p>Linden, mint and sage.</p>{LINK}", lang=request.param)
    return page


def rules():
    """Our rules as the document has them: autoconsent's, and Consent-O-Matic's."""
    return [
        json.loads(one)
        for one in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    ]


def test_autoconsent_without_a_rule_of_ours_refuses(shop, page_of_the_shop):
    autoconsent.loose(page_of_the_shop.context)
    page_of_the_shop.goto("/")
    assert autoconsent.wait(page_of_the_shop, "autoconsentDone")["cmp"] == "HEURISTIC-REJECT"
    expect(banner(page_of_the_shop)).to_have_count(0)
    assert shop.site.stored() == REFUSED
    assert held(page_of_the_shop.context) == ("", "hotjar.matomo.youtube")


def test_autoconsent_with_our_rule_refuses_and_sees_that_it_did(shop, page_of_the_shop):
    autoconsent.loose(page_of_the_shop.context, rules()[0], heuristics="off")
    page_of_the_shop.goto("/")
    said = autoconsent.wait(page_of_the_shop, "optOutResult")
    assert (said["cmp"], said["result"]) == ("cookieprefs", True)
    expect(banner(page_of_the_shop)).to_have_count(0)
    assert shop.site.stored() == REFUSED
    assert autoconsent.understood(page_of_the_shop)


def test_autoconsent_with_our_rule_accepts_where_the_visitor_tells_it_to(shop, page_of_the_shop):
    autoconsent.loose(page_of_the_shop.context, rules()[0], act="optIn", heuristics="off")
    page_of_the_shop.goto("/")
    assert autoconsent.wait(page_of_the_shop, "optInResult")["result"]
    expect(banner(page_of_the_shop)).to_have_count(0)
    assert shop.site.stored() == GIVEN
    assert not autoconsent.understood(page_of_the_shop)


def test_a_click_at_the_very_moment_that_the_button_is_there_counts(shop, page_of_the_shop):
    page_of_the_shop.context.add_init_script(AT_ONCE)
    page_of_the_shop.goto("/")
    expect(banner(page_of_the_shop)).to_have_count(0)
    page_of_the_shop.wait_for_function("() => document.cookie.includes('&yes=&no=')")
    assert shop.site.stored() == REFUSED


@pytest.mark.parametrize("path", ["/cookies/", "/cookies/preferences", "/cookies/do-not-sell"])
def test_autoconsent_takes_none_of_our_own_pages_for_a_popup(shop, page, path):
    """Who reads the policy has not asked to be answered for there (FIELD 2a)."""
    autoconsent.loose(page.context)
    page.goto(path)
    page.wait_for_function("() => window.heard.some(({ type }) => type === 'report')")
    age = page.evaluate("() => performance.now()")
    page.wait_for_function("age => performance.now() > age + 3000", arg=age)
    assert page.evaluate("() => window.heard.filter(({ type }) => type === 'popupFound')") == []
    assert shop.site.records() == []
    found = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => one.matches("dialog, [role=dialog]")
          || getComputedStyle(one).position === "fixed").length"""
    )
    assert found == 0


def found(page, within, target):
    """What a selection of Consent-O-Matic's finds."""
    inner = target.get("childFilter")
    return within.locator(target["selector"], has=page.locator(inner["target"]["selector"]) if inner else None)


def act(page, within, action, wanted):
    """Do what an action of Consent-O-Matic's says, for a visitor who wants these categories."""
    match action["type"]:
        case "list":
            for one in action["actions"]:
                act(page, within, one, wanted)
        case "foreach":
            for one in found(page, within, action["target"]).all():
                act(page, one, action["action"], wanted)
        case "consent":
            for one in action["consents"]:
                if found(page, within, one["matcher"]["target"]).is_checked() != (one["type"] in wanted):
                    act(page, within, one["toggleAction"], wanted)
        case "click":
            found(page, within, action["target"]).first.dispatch_event("click")
        case unknown:
            pytest.fail(f"an action that is not known here: {unknown}")


def is_save(response):
    """Whether this answers the whole form."""
    return response.request.method == "POST" and response.url.endswith("/cookies/preferences")


@pytest.mark.parametrize(
    ("wanted", "answers"),
    [("", REFUSED), ("B", MEASURED), ("E", WATCHED)],
)
def test_the_steps_of_our_rule_for_consent_o_matic_save_what_the_visitor_wants(shop, page, wanted, answers):
    [one] = rules()[1].values()
    [detector] = one["detectors"]
    page.goto("/cookies/preferences")
    expect(found(page, page, detector["presentMatcher"]["target"])).to_have_count(1)
    expect(found(page, page, detector["showingMatcher"]["target"])).to_have_count(len(REFUSED))
    with page.expect_response(is_save) as saved:
        for method in one["methods"]:
            act(page, page, method["action"], wanted)
    assert saved.value.ok
    assert shop.site.stored() == answers
    page.reload()
    expect(found(page, page, detector["showingMatcher"]["target"])).to_have_count(0)
