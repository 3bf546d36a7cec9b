"""axe finds nothing, in four windows, in light, dark and forced colours; targets are big enough (A-07, A-12)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside
from tests.browser.shop import LINK, in_dialog, ready
from tests.browser.site import listening
from tests.extension.host import Host
from tests.web import everything

SIZES = {"wide": (1280, 900), "tablet": (768, 1024), "phone": (320, 568), "low": (320, 256)}
SCHEMES = ("light", "dark", "forced")
LEAST = 24
"""CSS pixels that a target must be wide and high (WCAG 2.5.8)."""

AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

SMALL_TARGETS = """([root, least]) => {
  const inProse = (target) => getComputedStyle(target).display === "inline"
    && target.closest("p, li, dd").textContent.trim() !== target.textContent.trim();
  return [...document.querySelectorAll(`${root} :is(a, button, summary, input:not([type=hidden]))`)]
    .filter((target) => target.checkVisibility() && !inProse(target))
    .map((target) => ({ target, box: target.getBoundingClientRect() }))
    .filter(({ box }) => box.width < least || box.height < least)
    .map(({ target, box }) => `${box.width} x ${box.height}: ${target.outerHTML}`);
}"""


def look(page, size, scheme):
    """Have a page in one size and one scheme of colours."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    if scheme == "forced":
        page.emulate_media(forced_colors="active")
    else:
        page.emulate_media(color_scheme=scheme)


def looks(*states):
    """Each state in each size: the schemes go round, so that any two of the three come together somewhere."""
    return [
        pytest.param(
            arrive, size, SCHEMES[(turn + at) % 3], id=f"{arrive.__name__}-{size}-{SCHEMES[(turn + at) % 3]}"
        )
        for turn, arrive in enumerate(states)
        for at, size in enumerate(SIZES)
    ]


def assert_axe_finds_nothing(page, within=None):
    # Forced colours are the visitor's own choice, and axe reads the page's.
    is_forced = page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    rules = {**AXE["rules"], **({"color-contrast": {"enabled": False}} if is_forced else {})}
    found = Axe().run(page, within, options={**AXE, "rules": rules})
    assert found.violations_count == 0, found.generate_report()


def banner_page(page):
    page.goto("/")
    expect(banner(page)).to_be_visible()


def answered_page(page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect(page.locator(".cookieprefs-done")).to_be_visible()


def policy_page(page):
    answered_page(page)
    page.goto("/")
    expect(banner(page)).to_have_count(0)


def open_panel_page(page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    open_details(page)


def preferences_page(page):
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    open_details(page)


def receipt_page(page):
    page.goto("/preferences")
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    page.goto("/receipt")
    expect(page.locator(".cookieprefs-record")).to_have_count(1)


def proof_page(page):
    receipt_page(page)
    page.locator(".cookieprefs-record dd a").first.click()
    expect(page.locator("iframe.cookieprefs-words")).to_be_visible()
    # Its elements are there before its style is.
    page.wait_for_load_state()


def empty_receipt_page(page):
    page.goto("/receipt")


def version_page(page):
    page.goto("/versions/1")


def error_page(page):
    assert page.goto("/no-such-page").status == 404


def open_details(page):
    expect(panel(page)).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


STATES = (
    banner_page,
    answered_page,
    policy_page,
    open_panel_page,
    preferences_page,
    receipt_page,
    proof_page,
    empty_receipt_page,
    version_page,
    error_page,
)


@pytest.mark.parametrize(("arrive", "size", "scheme"), looks(*STATES))
@pytest.mark.usefixtures("site")
def test_axe_finds_nothing_on_our_own_pages(page, arrive, size, scheme):
    look(page, size, scheme)
    arrive(page)
    assert_axe_finds_nothing(page)


def banner_over_a_page(page):
    expect(banner(page)).to_be_visible()
    ready(page)


def dialog_over_a_page(page):
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    return in_dialog(page), None


def notice_over_a_page(page):
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran")
    page.evaluate("() => { window.cookieprefs.withdraw(); }")
    expect(page.locator(".cookieprefs-notice")).to_be_visible()


def placeholder_in_a_page(page):
    place = inside(page).locator("body")
    expect(place).to_contain_text("YouTube")
    # Not as a page: what names it, and where it stands, is its frame's.
    return place.element_handle().owner_frame(), "#cookieprefs-placeholder"


# axe takes a ground that is not written for white, whatever the scheme.
BOTH_SCHEMES = '<meta name="color-scheme" content="light dark"><style>html { background: Canvas; }</style>'
OVER = (banner_over_a_page, dialog_over_a_page, notice_over_a_page, placeholder_in_a_page)


@pytest.mark.parametrize(("arrive", "size", "scheme"), looks(*OVER))
def test_axe_finds_nothing_of_ours_on_a_sites_page(shop, vendors, page, arrive, size, scheme):
    counter = '<script type="text/plain" data-service="matomo">window.ran = [1];</script>'
    body = f"<main><h1>Tea</h1>{LINK}{counter}{film(vendors.at('/first.html'))}</main>"
    shop.page("/", body, head=BOTH_SCHEMES)
    look(page, size, scheme)
    page.goto("/")
    framed = arrive(page)
    assert_axe_finds_nothing(page)
    if framed:
        assert_axe_finds_nothing(*framed)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_operators_page_and_in_what_goes_to_an_authority(app, page, tmp_path, scheme):
    look(page, "wide", scheme)
    proof = dict(everything.papers(app, tmp_path))["proof"]
    page.set_content(proof)
    assert_axe_finds_nothing(page)
    site = sample.write(tmp_path / "host")
    host = Host(f"sqlite:///{tmp_path / 'host.sqlite3'}", instance=site, auth=lambda: True)
    host.prepare()
    with listening(host.app) as port:
        page.goto(f"http://localhost:{port}/cookies/operator/")
        assert_axe_finds_nothing(page)
        page.goto("about:blank")
    host.close()


@pytest.mark.parametrize(
    ("arrive", "root"),
    [
        (banner_page, "#cookieprefs-banner"),
        (answered_page, "#cookieprefs-main"),
        (open_panel_page, "#cookieprefs-panel"),
        (preferences_page, "body"),
        (receipt_page, "body"),
        (proof_page, "body"),
        (error_page, "body"),
    ],
)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("site")
def test_every_target_is_big_enough(page, arrive, root, size):
    look(page, size, "light")
    arrive(page)
    assert page.evaluate(SMALL_TARGETS, [root, LEAST]) == []
