"""Every language of the interface on the narrowest phone: nothing runs over, no word is cut, buttons are equal."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cookieprefs.web import translations
from tests import sample
from tests.browser.pages import banner, panel
from tests.browser.shop import LINE, LINK

CODES = translations.interface_languages()
PHONE = {"width": 320, "height": 568}

MEASURED = """() => {
  const box = (one) => one?.getBoundingClientRect().toJSON();
  const isSeen = (one) => one.checkVisibility() && getComputedStyle(one).clipPath === "none";
  const find = (selector) => [...document.querySelectorAll(selector)];
  const told = (found) => found.map((one) => one.outerHTML.slice(0, 160));
  const all = find("#cookieprefs-banner *, #cookieprefs-panel :not(thead *)").filter(isSeen);
  const words = (one) => {
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      for (const { index, 0: word } of walker.currentNode.data.matchAll(/[^\\s\\-\\u2010]+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, index);
        range.setEnd(walker.currentNode, index + word.length);
        found.push({ word, lines: new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size });
      }
    }
    return found;
  };
  return {
    language: document.documentElement.lang,
    direction: document.documentElement.dir,
    width: document.documentElement.scrollWidth,
    outside: told(all.filter((one) => box(one).left < -0.5 || box(one).right > innerWidth + 0.5)),
    clipped: told(all.filter((one) =>
      getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)),
    broken: all.filter((one) => one.matches("button, h2, legend, label, summary, a, b")).flatMap(words)
      .filter(({ lines }) => lines > 1).map(({ word }) => word),
    refuse: box(document.querySelector("#cookieprefs-banner button[value=refuse_all]")),
    accept: box(document.querySelector("#cookieprefs-banner button[value=accept_all]")),
  };
}"""


@pytest.fixture
def everywhere(site):
    """The sample site in every language that the interface speaks."""
    site.publish(sample.with_languages(*CODES))
    return site


def opened(page, path):
    """A page with all that it can unfold unfolded, as it is measured."""
    page.goto(path)
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    return page.evaluate(MEASURED)


def assert_whole(found):
    assert found["width"] <= PHONE["width"], found["language"]
    assert found["outside"] == [], found["language"]
    assert found["clipped"] == [], found["language"]
    assert found["broken"] == [], found["language"]


def assert_equal(found):
    refuse, accept = found["refuse"], found["accept"]
    assert abs(refuse["width"] - accept["width"]) < 1, found["language"]
    assert abs(refuse["height"] - accept["height"]) < 1, found["language"]
    assert refuse["height"] >= 44, found["language"]
    assert min(refuse["left"], accept["left"]) >= 0, found["language"]
    assert max(refuse["right"], accept["right"]) <= PHONE["width"], found["language"]


@pytest.mark.usefixtures("everywhere")
def test_the_banner_is_whole_on_a_phone_in_every_language(page):
    page.set_viewport_size(PHONE)
    for code in CODES:
        page.goto(f"/?lang={code}")
        found = page.evaluate(MEASURED)
        assert (found["language"], found["direction"]) == (code, translations.direction(code))
        assert_whole(found)
        assert_equal(found)


def test_the_banner_on_a_sites_page_is_whole_on_a_phone_in_every_language(shop, page):
    shop.site.publish(sample.with_languages(*CODES))
    page.set_viewport_size(PHONE)
    for code in CODES:
        page.goto(shop.page(f"/{code}", LINK, line=LINE.replace("embed.js", f"embed.js?lang={code}"), lang=code))
        expect(banner(page)).to_be_visible()
        found = page.evaluate(MEASURED)
        assert_whole(found)
        assert_equal(found)
        assert found["accept"]["bottom"] <= PHONE["height"], code


@pytest.mark.usefixtures("everywhere")
def test_the_panel_is_whole_on_a_phone_in_every_language(page):
    page.set_viewport_size(PHONE)
    for code in CODES:
        assert_whole(opened(page, f"/preferences?lang={code}"))


@pytest.mark.parametrize("code", ["en", "fr", "de", "es", "it"])
@pytest.mark.usefixtures("everywhere")
def test_what_a_screen_reader_finds_has_its_name_in_the_language(page, code):
    with translations.speaking(code):
        refuse, accept, choose, title = map(
            translations.say, ("Refuse all", "Accept all", "Choose", "Cookies: your choice")
        )
        save, preferences = map(translations.say, ("Save choices", "Cookie Preferences"))
    assert (refuse == "Refuse all") == (code == "en")
    page.goto(f"/?lang={code}")
    region = page.get_by_role("region", name=title, exact=True)
    assert region.evaluate("(one) => one.id") == "cookieprefs-banner"
    for name in (refuse, accept):
        assert banner(page).get_by_role("button", name=name, exact=True).count() == 1
    banner(page).get_by_role("link", name=choose, exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == preferences
    assert panel(page).get_by_role("switch", name="Matomo", exact=True).count() == 1
    assert panel(page).get_by_role("button", name=save, exact=True).count() == 2
