"""On a site's own pages: a new service asks for itself alone, in the page's words; new words ask nobody (L-33)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.pages import banner, button, held
from tests.browser.shop import LINK, ready
from tests.browser.vendors import expect_ran, script

WITH_VIMEO = sample.with_service("vimeo", "media")
NEW_WORDS = sample.SITE.replace("We count visits to mend broken pages.", "We count visits to find broken pages.")


def written(shop, copy, lang="en"):
    """Write the shop's page; another `copy` of our script is one that no browser has kept yet."""
    gate = f'<script type="text/plain" data-service="matomo">{script("counted")}</script>'
    line = f'<script src="/cookies/embed.js?copy={copy}" async></script>'
    return shop.page("/", f"{gate}{LINK}", line=line, lang=lang)


@pytest.fixture
def decided(shop, page):
    """The shop's page, whose visitor said yes to Matomo and no to the others."""
    shop.decide(page.context, matomo=True, hotjar=False, youtube=False)
    page.goto(written(shop, 1))
    page.wait_for_function("() => window.ran")
    expect(banner(page)).to_have_count(0)
    return page


def anew(shop, page, lang="en"):
    """Open the page again with our script as it is now."""
    page.goto(written(shop, 2, lang))
    ready(page)


def test_new_words_ask_nobody(shop, decided):
    shop.site.publish(NEW_WORDS)
    anew(shop, decided)
    decided.wait_for_function("() => window.ran")
    expect(banner(decided)).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_new_service_asks_for_itself_alone_and_the_rest_stays_as_it_was(shop, decided, lang):
    shop.site.publish(WITH_VIMEO)
    anew(shop, decided, lang)
    expect(banner(decided)).to_contain_text("Vimeo")
    expect(banner(decided)).to_have_attribute("lang", lang)
    expect(banner(decided)).to_have_count(1)
    for name in ("YouTube", "Hotjar", "Matomo"):
        expect(banner(decided)).not_to_contain_text(name)
    expect_ran(decided, ["counted"])
    assert decided.evaluate("() => window.cookieprefs.decision.vimeo") is None


@pytest.mark.parametrize(
    ("action", "choice", "expected"),
    [
        ("accept_all", "given", ("matomo.vimeo", "hotjar.youtube")),
        ("refuse_all", "refused", ("matomo", "hotjar.vimeo.youtube")),
    ],
)
def test_its_answer_is_one_to_that_service(shop, decided, action, choice, expected):
    shop.site.publish(WITH_VIMEO)
    anew(shop, decided)
    expect(banner(decided)).to_contain_text("Vimeo")
    button(banner(decided), action).click()
    expect(banner(decided)).to_have_count(0)
    assert held(decided.context) == expected
    assert shop.site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "refused", "vimeo": choice}
    assert shop.site.records()[-1].shown.layout == "new-2"
    expect_ran(decided, ["counted"])


def test_who_decided_so_long_ago_that_it_no_longer_counts_is_asked_for_everything(shop, decided):
    later = "{ const now = Date.now; Date.now = () => now() + 200 * 86_400_000; }"
    decided.add_init_script(later)
    shop.site.clock.pass_(days=200)
    anew(shop, decided)
    expect(banner(decided)).to_be_visible()
    expect_ran(decided, [])
    assert decided.evaluate("() => window.cookieprefs.decision.matomo") is None
    assert shop.site.records()[-1].decided_at < shop.site.clock() - timedelta(days=199)


def test_a_page_in_a_language_that_the_site_lacks_has_its_first_one_in_one_request(shop, page):
    shop.page("/", "<h1>Tee</h1>", lang="de-AT")
    page.goto("/")
    expect(banner(page)).to_have_attribute("lang", "en")
    assert [path for _, path in shop.site.line.passed] == ["/cookies/embed.js"]
