"""T4: whatever shape a service gave to what it stored, a no deletes it, or tells what to do (L-28, B-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import press_without_script, switch
from tests.sample import SITE

HOLDS = "holds: {en: A number., fr: Un numéro.}"
STAND_IN = f"""\
vendors:
  - {{key: stander, name: Stander, privacy_policy: "https://stander.example/privacy"}}
{SITE}\
  - key: stand-in
    name: Stand-in
    purpose: media
    vendor: stander
    opt_out: https://stander.example/opt-out
    data: [online_identifier]
    description: {{en: Stores all that can be stored., fr: Stocke tout ce qui se stocke.}}
    cookies:
      - {{name: "si_*", lifetime: session, {HOLDS}}}
      - {{name: si_deeper, lifetime: session, path: /deeper, {HOLDS}}}
      - {{name: si_partitioned, lifetime: session, partitioned: true, {HOLDS}}}
      - {{name: __Secure-si, lifetime: session, {HOLDS}}}
      - {{name: __Host-si, lifetime: session, {HOLDS}}}
      - {{name: "si_*", kind: localStorage, lifetime: persistent, {HOLDS}}}
      - {{name: "si_*", kind: sessionStorage, lifetime: session, {HOLDS}}}
      - {{name: "si_*", kind: indexedDB, lifetime: persistent, {HOLDS}}}
      - {{name: "si_*", kind: cacheStorage, lifetime: persistent, {HOLDS}}}
      - {{name: elsewhere, lifetime: session, party: third, shared: true, {HOLDS}}}
"""

WRITTEN = {
    "host-only": "si_host=1; Path=/",
    "Domain": "si_domain=1; Path=/; Domain=shop.localhost",
    "Domain of the host": "si_www=1; Path=/; Domain=www.shop.localhost",
    "deeper path": "si_deeper=1; Path=/deeper",
    "path of the page": "si_path=1",
    "Secure": "si_secure=1; Path=/; Secure",
    "SameSite=None": "si_none=1; Path=/; Secure; SameSite=None",
    "__Secure-": "__Secure-si=1; Path=/; Secure",
    "__Host-": "__Host-si=1; Path=/; Secure",
    "Partitioned": "si_partitioned=1; Path=/; Secure; SameSite=None; Partitioned",
    "Partitioned, undeclared": "si_chip=1; Path=/; Secure; SameSite=None; Partitioned",
}
"""Cookies as a stand-in's script writes them."""

FOR_THE_SCRIPT = {"path of the page", "Partitioned, undeclared"}
"""What the server alone does not reach: nobody declared it so."""

STORED = {
    "localStorage": ("localStorage.setItem('si_a', 1)", "Object.keys(localStorage)"),
    # htmx 2 keeps something of its own there.
    "sessionStorage": (
        "sessionStorage.setItem('si_a', 1)",
        "Object.keys(sessionStorage).filter((key) => key.startsWith('si'))",
    ),
    "IndexedDB": (
        "new Promise((done) => { indexedDB.open('si_a').onsuccess = (e) => done(e.target.result.close()); })",
        "indexedDB.databases().then((all) => all.map(({ name }) => name))",
    ),
    "CacheStorage": ("caches.open('si_a').then(() => 0)", "caches.keys()"),
}
"""What else it stores: how, and how to see it."""


@pytest.fixture
def at(site):
    """Where the panel is, on a host that has a parent domain."""
    site.publish(STAND_IN)
    return f"http://www.shop.localhost:{site.port}/preferences"


@pytest.fixture
def page(page, at):
    """The panel of a visitor who has said yes to the stand-in."""
    page.goto(at)
    switch(page, "stand-in").click()
    watch.wait_for_answers(page, 1)
    return page


def held(page):
    """The names of all cookies of the stand-in in the browser, the server's alone among them."""
    return {
        one["name"] for one in page.context.cookies() if "si" in one["name"] and "cookieprefs" not in one["name"]
    }


def refuse(page):
    """Switch the stand-in off, and wait until the page has looked again."""
    switch(page, "stand-in").click()
    watch.wait_for_answers(page, 2)
    looked(page)


def looked(page):
    """Wait until the page has looked at what is in the browser."""
    expect(page.locator("#cookieprefs-left-over")).to_have_attribute("aria-busy", "false")


def badge(page, name, kind="cookie"):
    """What marks a declared item of the stand-in as here."""
    row = f'#cookieprefs-service-stand-in [data-cookieprefs-item="{name}"][data-cookieprefs-kind="{kind}"]'
    return page.locator(f"{row} .cookieprefs-here")


def left_over(page):
    return page.locator("[data-cookieprefs-left=stand-in]")


@pytest.mark.parametrize("shape", WRITTEN)
def test_a_cookie_of_each_shape_is_gone_after_a_withdrawal(page, shape):
    page.evaluate("(cookie) => { document.cookie = cookie; }", WRITTEN[shape])
    assert len(held(page)) == 1, "the browser took it"
    refuse(page)
    expect(left_over(page)).to_be_hidden()
    assert held(page) == set()


def test_an_httponly_cookie_is_gone_after_a_withdrawal(page, at):
    page.context.add_cookies([{"name": "si_http", "value": "1", "url": at, "httpOnly": True}])
    page.goto(at)
    expect(badge(page, "si_*")).not_to_have_attribute("hidden", "")
    switch(page, "stand-in").click()
    watch.wait_for_answers(page, 1)
    expect(badge(page, "si_*")).to_have_attribute("hidden", "")
    assert held(page) == set()
    expect(left_over(page)).to_be_hidden()


@pytest.mark.parametrize("shape", [one for one in WRITTEN if one not in FOR_THE_SCRIPT])
def test_the_server_alone_deletes_it_where_no_script_runs(browser, page, at, shape):
    page.evaluate("(cookie) => { document.cookie = cookie; }", WRITTEN[shape])
    with browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()) as context:
        plain = context.new_page()
        plain.goto(at)
        assert len(held(plain)) == 1, "it came along"
        switch(plain, "stand-in").uncheck()
        press_without_script(plain, plain.get_by_role("button", name="Save choices").first)
        assert held(plain) == set()


@pytest.mark.parametrize("shape", WRITTEN)
def test_the_script_alone_deletes_it(page, shape):
    page.evaluate("(cookie) => { document.cookie = cookie; }", WRITTEN[shape])
    items = [
        {"name": name, "kind": "cookie", "path": path, "party": "first"}
        for name, path in (("si_*", "/"), ("si_deeper", "/deeper"), ("__Secure-si", "/"), ("__Host-si", "/"))
    ]
    assert page.evaluate("(items) => removeStored(items)", items) == []
    assert held(page) == set()


@pytest.mark.parametrize(("store", "see"), STORED.values(), ids=STORED)
def test_what_is_stored_otherwise_is_gone_after_a_withdrawal(page, store, see):
    page.evaluate(store)
    assert page.evaluate(see) == ["si_a"]
    refuse(page)
    page.wait_for_function(f"async () => !(await {see}).length")


@pytest.mark.parametrize(
    ("kind", "store"), [(kind, store) for kind, (store, _) in STORED.items()], ids=list(STORED)
)
def test_the_panel_shows_what_is_stored_now(page, at, kind, store):
    kind = {"IndexedDB": "indexedDB", "CacheStorage": "cacheStorage"}.get(kind, kind)
    expect(badge(page, "si_*", kind)).to_have_attribute("hidden", "")
    page.evaluate(store)
    page.goto(at)
    expect(badge(page, "si_*", kind)).not_to_have_attribute("hidden", "")
    more = page.locator("#cookieprefs-service-stand-in summary .cookieprefs-here")
    expect(more).to_have_text("In this browser now: 1")


OPENED = """() => {
  window.opening = indexedDB.open('si_open');
  window.opening.onsuccess = () => { window.kept = window.opening.result; };
}"""
"""Opens a database and holds on to it: one that nobody holds may be closed at any moment."""


def test_what_the_script_cannot_delete_is_named_with_what_to_do(page):
    # A database that another tab has open goes only when that lets go of it. A page of ours would: it follows the
    # decision, and loads anew.
    other = page.context.new_page()
    other.goto(page.url.replace("/preferences", "/healthz"))
    other.evaluate(OPENED)
    other.wait_for_function("() => window.kept")
    refuse(page)
    told = left_over(page)
    expect(told).to_contain_text("si_open")
    expect(told).to_contain_text("in your browser’s settings")
    link = told.get_by_role("link", name="Opt out with Stander")
    expect(link).to_have_attribute("href", "https://stander.example/opt-out")
    other.close()
    page.wait_for_function("async () => !(await indexedDB.databases()).length")
    page.reload()
    expect(told).to_be_hidden()


def test_what_lies_elsewhere_is_named_as_what_nobody_here_can_see(page):
    refuse(page)
    told = page.locator("#cookieprefs-left-over")
    expect(told).to_contain_text("We can neither see nor delete those")
    expect(told.locator("[data-cookieprefs-elsewhere]")).to_contain_text("Stand-in")
    expect(left_over(page)).to_be_hidden()
    assert watch.violations(page) == []


@pytest.mark.parametrize("beside", ["", WRITTEN["host-only"]], ids=["alone", "beside one that scripts see"])
def test_an_httponly_cookie_that_stays_is_named_without_a_reload(page, at, beside):
    # Its path is one that no declaration names and no script sees.
    where = {"domain": "www.shop.localhost", "path": "/preferences", "httpOnly": True}
    page.context.add_cookies([{"name": "si_http", "value": "1", **where}])
    page.evaluate("(cookie) => { document.cookie = cookie; }", beside)
    page.goto(at)
    looked(page)
    switch(page, "stand-in").click()
    expect(left_over(page)).to_contain_text("si_http")
    assert held(page) == {"si_http"}


KEPT = [{"name": "si_kept*", "kind": "localStorage"}]
TOO_MUCH = [
    {"name": name, "kind": kind} for name in ("si_*", "cookieprefs*", "*") for kind in ("cookie", "localStorage")
]


def test_ours_and_what_another_service_may_keep_stay(page):
    page.evaluate("() => { for (const key of ['si_a', 'si_kept', 'cookieprefs', 'mine']) localStorage[key] = 1; }")
    page.evaluate("() => { document.cookie = 'mine=1'; }")
    before = {one["name"] for one in page.context.cookies()}
    assert page.evaluate("([items, kept]) => removeStored(items, kept)", [TOO_MUCH, KEPT]) == []
    assert sorted(page.evaluate("() => Object.keys(localStorage)")) == ["cookieprefs", "mine", "si_kept"]
    assert {one["name"] for one in page.context.cookies()} == before == {"cookieprefs", "cookieprefs_id", "mine"}


def test_a_switch_stays_where_it_is_while_something_above_it_is_told(page):
    page.evaluate("() => { document.cookie = 'si_host=1; Path=/'; }")
    top = switch(page, "stand-in").bounding_box()["y"]
    refuse(page)
    expect(page.locator("#cookieprefs-left-over")).to_be_visible()
    assert abs(switch(page, "stand-in").bounding_box()["y"] - top) < 1
