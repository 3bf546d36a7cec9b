"""What happened is said once, by a line that was there before, stays, and leaves the focus alone (A-05)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, panel, switch, whole
from tests.browser.shop import LINK, ready

LISTEN = """() => {
  const LIVE = "[role=status], [role=alert], [aria-live]";
  const words = (line) => line.textContent.replace(/\\s+/g, " ").trim();
  const known = new Map([...document.querySelectorAll(LIVE)].map((line) => [line, words(line)]));
  window.heard = [];
  new MutationObserver(() => {
    for (const line of document.querySelectorAll(LIVE)) {
      const isNew = !known.has(line) && line.getAttribute("role") !== "alert";
      const said = words(line);
      if (said && said !== known.get(line)) window.heard.push(isNew ? `${said} (came with its line)` : said);
      known.set(line, said);
    }
    for (const line of known.keys()) if (!line.isConnected) known.delete(line);
  }).observe(document, { childList: true, characterData: true, subtree: true });
}"""
"""Notes each time that words come into a line that is read out. A status that comes with them may go unheard."""

QUIET = """() => new Promise((done) => {
  const wait = () => setTimeout(done, 300);
  let timer = wait();
  new MutationObserver(() => { clearTimeout(timer); timer = wait(); })
    .observe(document, { childList: true, characterData: true, subtree: true });
})"""
"""Until nothing has changed for as long as any second telling of the same would take to come."""


def heard(page, count=1):
    """What was said, once so much was and nothing more comes."""
    page.wait_for_function("(count) => window.heard.length >= count", arg=count)
    page.evaluate(QUIET)
    return page.evaluate("() => window.heard.splice(0)")


ACTS = [
    (lambda page: switch(page, "matomo"), "Matomo is on. Saved."),
    (lambda page: switch(page, "matomo"), "Matomo is off. Saved."),
    (lambda page: whole(page, "audience"), "Saved. 2 optional services are on: Matomo and Hotjar."),
    (lambda page: button(panel(page), "refuse_all"), "Saved. Everything optional is off."),
    (lambda page: button(panel(page), "refuse_all"), "Saved. Everything optional is off."),
    (
        lambda page: button(panel(page), "accept_all"),
        "Saved. 3 optional services are on: Matomo, Hotjar and YouTube.",
    ),
    (lambda page: button(panel(page), "withdraw_all"), "Saved. Everything optional is off."),
]


@pytest.mark.usefixtures("site")
def test_each_act_in_the_preferences_is_said_once_with_the_service_and_its_state(page):
    page.goto("/preferences")
    line = page.get_by_role("status").element_handle()
    assert line.text_content() == ""
    page.evaluate(LISTEN)
    for find, said in ACTS:
        find(page).click()
        assert heard(page) == [said]
        assert find(page).evaluate("(pressed) => pressed === document.activeElement")
    assert line.evaluate("(line) => line.isConnected")
    expect(page.get_by_role("status")).to_have_count(1)


def test_answering_the_banner_of_our_own_page_is_said_once(site, page):
    page.goto("/")
    page.evaluate(LISTEN)
    button(banner(page), "refuse_all").click()
    assert heard(page) == ["Saved. Everything optional is off."]
    assert len(site.records()) == 1


def test_a_failure_is_said_once_as_an_alert(site, page):
    page.goto("/preferences")
    page.evaluate(LISTEN)
    site.line.failures = 1
    switch(page, "matomo").click()
    assert len(heard(page)) == 1
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_role("status")).to_be_empty()


@pytest.fixture
def front(shop, page):
    """A site's page that listens, with a counter that runs once it is allowed."""
    counter = '<script type="text/plain" data-service="matomo">window.ran = [1];</script>'
    shop.page("/", f"<h1>Tea</h1>{counter}{LINK}<a href='#' data-cookieprefs='withdraw'>Withdraw all</a>")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    page.evaluate(LISTEN)
    return page


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_answering_the_banner_of_a_sites_page_is_said_once(front, action):
    button(banner(front), action).click()
    assert heard(front) == ["Your choice is saved."]


def test_withdrawing_there_is_said_once_and_so_is_what_still_runs(front):
    button(banner(front), "accept_all").click()
    heard(front)
    front.get_by_text("Withdraw all").click()
    assert sorted(heard(front, 2)) == [
        "Still running on this page, until you reload it: Matomo.",
        "Your choice is saved.",
    ]
    assert front.evaluate("() => document.activeElement.textContent") == "Withdraw all"


def test_a_failure_there_is_said_once_in_the_banner(shop, front):
    shop.site.line.failures = 1
    button(banner(front), "accept_all").click()
    assert heard(front) == ["Your choice could not be saved. Nothing was switched on."]
    expect(banner(front).get_by_role("alert")).to_be_visible()
