"""Without CSS, and on paper: all can be read, and what cannot work there is left out (A-12, L-26)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.colours import contrast
from tests.browser.pages import banner, button, expect_state, panel, press_without_script, switch

USELESS = (
    "button, input:not([type=hidden]), nav a, .cookieprefs-button, .cookieprefs-skip, [role=status], [role=alert]"
)
"""What can only be used on a screen."""


@pytest.fixture
def plain(site, new_context):
    """A page that gets no style of ours."""
    context = new_context()
    context.add_init_script(watch.SCRIPT)
    context.route("**/*.css", lambda route: route.abort())
    return context.new_page()


def test_without_css_the_page_reads_in_order_and_works(site, plain):
    plain.goto("/")
    headings = plain.get_by_role("heading").all_inner_texts()
    assert headings[:2] == ["Cookies: your choice", "Cookie policy"]
    button(banner(plain), "refuse_all").click()
    watch.wait_for_answers(plain, 1)
    plain.goto("/preferences")
    expect(switch(plain, "matomo")).to_be_visible()
    switch(plain, "matomo").click()
    watch.wait_for_answers(plain, 1)
    expect_state(plain, matomo="on")
    assert plain.locator("[hidden]").filter(visible=True).count() == 0
    assert site.stored()["matomo"] == "given"


def test_without_css_and_without_a_script(site, new_context):
    context = new_context(java_script_enabled=False)
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    page.goto("/preferences")
    switch(page, "matomo").check()
    press_without_script(page, button(panel(page), "save"))
    expect(switch(page, "matomo")).to_be_checked()
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "refused"}


@pytest.fixture(params=["light", "dark"])
def on_paper(request, page):
    """Opens a page as it is printed, whatever the visitor's screen is like."""

    def open_(path):
        page.emulate_media(media="print", color_scheme=request.param)
        page.goto(path)
        return page

    return open_


def expect_printed(page, *words):
    """Expect that a page has these words on paper, dark enough, and nothing to press."""
    assert page.locator(USELESS).filter(visible=True).evaluate_all("all => all.map((one) => one.outerHTML)") == []
    for text in words:
        found = page.locator("main").get_by_text(text, exact=True).first
        expect(found).to_be_visible()
        assert contrast(found) >= 4.5
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF")
    assert 1 <= pdf.count(b"/Type /Page\n") <= 15


def test_the_policy_on_paper(site, on_paper):
    page = on_paper("/")
    expect_printed(
        page, "Cookie policy", "Matomo", "Where your choice applies", "Contact and complaints", "_pk_id.*"
    )
    shown = page.get_by_role("link", name="CNIL").evaluate("one => getComputedStyle(one, '::after').content")
    assert "https://www.cnil.fr" in shown, "on paper nobody sees where a link leads"


def test_the_panel_on_paper_tells_every_state_and_cookie(site, on_paper, page):
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    expect_printed(on_paper("/preferences"), "Audience measurement", "Matomo", "On", "Off", "_pk_id.*")


def test_the_receipt_on_paper(site, on_paper, page):
    page.goto("/preferences")
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    expect_printed(on_paper("/receipt"), "Your receipt", "Receipt number", site.records()[-1].receipt_id)
