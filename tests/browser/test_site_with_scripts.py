"""A site's own htmx, base, frameworks and old tricks do not get into the way of ours (H-05)."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from cookieprefs.web import assets
from tests.browser.conftest import HTMX_2
from tests.browser.pages import banner, button, panel
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINE, LINK
from tests.browser.vendors import expect_ran, ran, script

HTMX = {
    "4": assets.folder("static") / "vendor" / "htmx-4.0.1.min.js",
    "2": HTMX_2,
}

BOOST = """for (const name of ["hx-boost", "hx-boost:inherited"]) document.body.setAttribute(name, "true");"""


@pytest.fixture(params=HTMX.values(), ids=HTMX)
def boosted(request, shop, vendors, page):
    """A page that has htmx take over every link and form of it."""
    shop.pages.serve("/htmx.js", request.param.read_text(encoding="utf-8"), "text/javascript")
    shop.page(
        "/",
        f"<h1>Tea</h1>{LINK}{film(vendors.at('/first.html'))}<script>{BOOST}</script>",
        head='<script src="/htmx.js" defer></script>',
    )
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate("() => window.htmx.process(document.body)")
    return page


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_one_click_is_one_post(shop, boosted, action):
    button(banner(boosted), action).click()
    expect(banner(boosted)).to_have_count(0)
    assert shop.site.line.posts == ["/cookies/preferences"]
    assert len(shop.site.records()) == 1
    assert boosted.locator("h1").count() == 1


def test_a_placeholders_button_is_one_post(shop, boosted):
    inside(boosted).get_by_role("button", name="Always allow").click()
    expect(loaded(boosted)).to_have_text("first")
    assert shop.site.line.posts == ["/cookies/preferences/services/youtube"]


def test_the_link_opens_the_dialog_and_the_page_stays(shop, boosted):
    boosted.get_by_role("link", name="Cookie Preferences", exact=True).click()
    expect(panel(boosted.frame_locator("dialog iframe"))).to_be_visible()
    assert boosted.url == f"{shop.url}/"
    assert boosted.locator("h1").count() == 1


@pytest.fixture
def based(shop, vendors, page):
    """A page whose addresses lead elsewhere unless they are whole."""
    shop.page(
        "/",
        LINK + film(vendors.at("/first.html")),
        head='<base href="https://elsewhere.invalid/">',
        line=f'<script src="{shop.url}/cookies/embed.js" async></script>',
    )
    page.goto("/")
    expect(banner(page)).to_be_visible()
    return page


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_a_base_does_not_lead_a_decision_elsewhere(shop, based, action):
    button(banner(based), action).click()
    expect(banner(based)).to_have_count(0)
    assert len(shop.site.records()) == 1


def test_a_base_does_not_lead_our_links_elsewhere(shop, based):
    for one in banner(based).get_by_role("link").all():
        assert one.evaluate("one => one.href").startswith(shop.url)
    assert banner(based).locator("form").get_attribute("action").startswith(shop.url)


def test_a_base_does_not_lead_the_preferences_elsewhere(based):
    based.get_by_role("link", name="Cookie Preferences", exact=True).click()
    expect(panel(based.frame_locator("dialog iframe"))).to_be_visible()


def test_a_base_does_not_lead_an_always_elsewhere(shop, based):
    inside(based).get_by_role("button", name="Always allow").click()
    expect(loaded(based)).to_have_text("first")
    assert shop.site.stored() == {"youtube": "given"}


TRICKS = {
    "a page that takes names of ours": "<script>window.cookieprefs = undefined; window.SITE = 1;</script>",
    "elements with names of ours": '<form id="banner" name="page"></form><p id="cookieprefs"></p>',
    "an array with more in it": "<script>Array.prototype.more = () => 0; Object.prototype.extra = 1;</script>",
    "a form of the same names": '<form id="form"><input name="action"><button name="submit">go</button></form>',
    "no locks": "<script>Object.defineProperty(navigator, 'locks', { value: undefined });</script>",
    "no popover": """<script>
        delete HTMLElement.prototype.showPopover;
        delete HTMLElement.prototype.popover;
    </script>""",
    "every key caught": "<script>addEventListener('keydown', (event) => event.preventDefault(), true);</script>",
    "every submit caught below": "<script>addEventListener('submit', (event) => event.preventDefault());</script>",
    "every click stopped": "<script>addEventListener('click', (event) => event.stopPropagation());</script>",
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_what_a_page_does_does_not_hinder_a_choice(shop, vendors, page, trick):
    gate = f'<script type="text/plain" data-service="matomo">{script("counted")}</script>'
    shop.page("/", f"{trick}{gate}{LINE}", line="")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_ran(page, [])
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.wait_for_function("() => window.ran?.length")
    expect_ran(page, ["counted"])
    assert len(shop.site.records()) == 1


def test_the_line_may_stand_anywhere(shop, page):
    for path, line in {"/head": {"line": LINE}, "/end": {"line": "", "body": f"<p>text</p>{LINE}"}}.items():
        shop.page(path, **{"body": "<p>text</p>", **line})
        page.goto(path)
        expect(banner(page)).to_be_visible()


@pytest.mark.parametrize("attributes", ["", "defer", "async", 'type="text/javascript"'])
def test_the_line_may_be_written_with_or_without_async(shop, page, attributes):
    shop.page("/", "<p>text</p>", line=f'<script src="/cookies/embed.js" {attributes}></script>')
    page.goto("/")
    expect(banner(page)).to_be_visible()


def gates(vendors):
    return f'<script type="text/plain" data-service="matomo">{script("counted")}</script>' + film(
        vendors.at("/first.html")
    )


def whole(vendors):
    head = f'<!doctype html><html lang="en"><head>{LINE}</head>'
    return f"{head}<body><h1>Anew</h1>{gates(vendors)}{LINK}</body></html>"


def expect_shut(vendors, page):
    expect(banner(page)).to_have_count(1)
    expect(banner(page)).to_be_visible()
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert (vendors.requests, ran(page)) == ([], [])


@pytest.mark.parametrize("when", ["before", "after"])
def test_gates_that_the_page_writes_while_it_loads_are_gates(shop, vendors, page, when):
    shop.pages.serve("/writes.js", f"document.write({json.dumps(gates(vendors))});", "text/javascript")
    written = '<script src="/writes.js"></script>'
    body, line = (f"<p>text</p>{written}", LINE) if when == "after" else (f"{written}{LINE}", "")
    shop.page("/", body, line=line)
    page.goto("/")
    expect_shut(vendors, page)
    button(banner(page), "accept_all").click()
    expect(loaded(page)).to_have_text("first")
    page.wait_for_function("() => window.ran")
    expect_ran(page, ["counted"])
    assert len(shop.site.records()) == 1


@pytest.mark.parametrize(("action", "choice"), [("refuse_all", "refused"), ("accept_all", "given")])
def test_a_page_that_writes_itself_anew_is_gated_and_takes_an_answer(shop, vendors, page, action, choice):
    """A browser takes every listener off what it writes over: the banner's form posts by itself then."""
    shop.page("/", "<h1>Before</h1>")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    write = "(html) => { document.open(); document.write(html); document.close(); }"
    page.evaluate(write, whole(vendors))
    expect(page.get_by_role("heading", name="Anew")).to_be_visible()
    expect_shut(vendors, page)
    button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)
    assert set(shop.site.stored().values()) == {choice}
