"""The panel in the dialog of a site's page: it stands alone, and what leads away opens beside that page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import expect_state

FRAME = """() => new Promise((done) => {
  const frame = Object.assign(document.createElement("iframe"), { src: "/preferences", title: "Preferences" });
  frame.onload = done;
  document.body.append(frame);
})"""
LISTEN = "() => { new BroadcastChannel('cookieprefs').onmessage = ({ data }) => { window.heard = data; }; }"


@pytest.fixture
def frame(page):
    """The panel in a frame of a page on the same origin, which does nothing by itself."""
    page.goto("/no-such-page")
    page.evaluate(FRAME)
    return page.frames[-1]


def switch(frame, key):
    return frame.locator(f"#cookieprefs-switch-{key}")


@pytest.mark.parametrize("part", [".cookieprefs-head", ".cookieprefs-nav >> nth=0", ".cookieprefs-foot"])
def test_what_leads_elsewhere_is_left_out(frame, part):
    expect(frame.locator("html")).to_contain_class("cookieprefs-framed")
    expect(frame.locator(part)).to_be_hidden()
    expect(frame.locator("h1")).to_be_visible()


def test_a_page_of_its_own_has_it(page):
    page.goto("/preferences")
    expect(page.locator("html")).not_to_contain_class("cookieprefs-framed")
    expect(page.locator(".cookieprefs-head")).to_be_visible()


def test_a_switch_works_and_tells_the_pages_beside_it(page, frame, context):
    beside = context.new_page()
    beside.goto("/preferences")
    page.evaluate(LISTEN)
    switch(frame, "matomo").click()
    page.wait_for_function("() => window.heard === 'decided'")
    expect_state(beside, matomo="on")


def test_a_receipt_opens_beside_the_page(page, frame, context):
    switch(frame, "matomo").click()
    with context.expect_page() as opened:
        frame.locator("#cookieprefs-see").click()
    expect(opened.value.locator("h1")).to_have_text("Your receipt")
    assert opened.value.evaluate("() => window.opener") is None
    assert frame.url.endswith("/preferences")


def test_the_receipt_of_a_refusal_without_id_opens_beside_the_page(frame, context, site):
    frame.locator('#cookieprefs-panel button[value="refuse_all"]').first.click()
    link = frame.locator("#cookieprefs-summary a")
    expect(link).to_be_visible()
    assert link.text_content() == site.records()[-1].receipt_id
    with context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_have_text("Proof of a decision")
    assert frame.url.endswith("/preferences")


def test_a_vendors_policy_opens_beside_the_page_as_well(frame):
    link = frame.locator(".cookieprefs-vendor a").last
    link.evaluate("link => { link.onclick = (event) => event.preventDefault(); }")
    link.click()
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener")


def test_erasing_is_done_where_it_stands(frame, context, site):
    switch(frame, "matomo").click()
    frame.locator("#cookieprefs-erase").click()
    expect(frame.locator("#cookieprefs-summary")).to_contain_text("You have not decided yet.")
    expect(switch(frame, "matomo")).not_to_be_checked()
    assert frame.url.endswith("/preferences")
    assert context.cookies() == []
    assert not any(one.subject for one in site.records())


def test_a_page_around_it_never_changes_its_own_height_by_it(page, frame):
    page.evaluate(
        """() => new Promise((done) => {
          window.complaints = [];
          addEventListener("error", ({ message }) => window.complaints.push(message));
          const frame = document.querySelector("iframe");
          const body = frame.contentDocument.body;
          new ResizeObserver(() => { frame.style.height = `${body.scrollHeight}px`; }).observe(body);
          requestAnimationFrame(() => requestAnimationFrame(done));
        })"""
    )
    before = page.locator("iframe").bounding_box()["height"]
    watch.shifts(page)
    assert page.evaluate("() => window.complaints") == []
    assert page.locator("iframe").bounding_box()["height"] == before
