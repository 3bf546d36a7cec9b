"""Gated scripts run as they would without a gate: in order, with their attributes, one failing alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.shop import ready
from tests.browser.vendors import expect_ran, script


def gated(attributes="", source=""):
    return f'<script type="text/plain" data-service="matomo" {attributes}>{source}</script>'


def in_template(attributes="", source=""):
    return (
        f'<template data-service="matomo"><script {attributes.replace("data-", "")}>{source}</script></template>'
    )


@pytest.fixture(params=[gated, in_template])
def gate(request):
    """Both ways to write a gated script."""
    return request.param


@pytest.fixture
def allowed(shop, context):
    """A visitor who said yes to Matomo."""
    shop.decide(context, matomo=True)


def wait_for(page, *names):
    page.wait_for_function("count => (window.ran ?? []).length >= count", arg=len(names))
    expect_ran(page, list(names))


def test_scripts_run_in_the_order_of_the_page_though_the_first_is_slow(shop, vendors, page, allowed, gate):
    shop.page(
        "/",
        gate(f'data-src="{vendors.at("/first.js")}"')
        + gate(source=script("second"))
        + gate(f'data-src="{vendors.at("/third.js")}"')
        + gate(source=script("fourth")),
    )
    with vendors.holding("/first.js") as release:
        with page.expect_request("**/first.js"):
            page.goto("/", wait_until="commit")
        ready(page)
        expect_ran(page, [])
        release.set()
        wait_for(page, "first", "second", "third", "fourth")


def test_the_order_holds_between_both_ways_to_write_it(shop, vendors, page):
    shop.page(
        "/",
        in_template(f'src="{vendors.at("/first.js")}"')
        + gated(source=script("second"))
        + in_template(source=script("third"))
        + gated(f'data-src="{vendors.at("/fourth.js")}"'),
    )
    page.goto("/")
    button(banner(page), "accept_all").click()
    wait_for(page, "first", "second", "third", "fourth")


def test_scripts_of_one_template_run_in_order_among_its_markup(shop, vendors, page, allowed):
    shop.page(
        "/",
        '<template data-service="matomo"><p id="one"></p>'
        f'<script src="{vendors.at("/first.js")}"></script>'
        '<script>document.getElementById("one").textContent = window.ran[0];</script>'
        f"<div><script>{script('third')}</script></div></template>",
    )
    page.goto("/")
    expect(page.locator("#one")).to_have_text("first")
    wait_for(page, "first", "third")


def test_a_script_that_is_written_async_is_waited_for_by_nobody(shop, vendors, page, allowed, gate):
    shop.page("/", gate(f'async data-src="{vendors.at("/first.js")}"') + gate(source=script("second")))
    with vendors.holding("/first.js") as release:
        page.goto("/", wait_until="commit")
        wait_for(page, "second")
        release.set()
        wait_for(page, "second", "first")


def test_a_script_that_does_not_arrive_holds_up_nothing(shop, page, allowed, gate):
    shop.page("/", gate('data-src="/missing.js"') + gate(source=script("second")))
    page.goto("/")
    wait_for(page, "second")


def test_a_script_that_throws_holds_up_nothing(shop, page, allowed, gate):
    shop.page("/", gate(source="throw new Error('theirs');") + gate(source=script("second")))
    page.goto("/")
    wait_for(page, "second")


def test_a_script_runs_once(shop, page, allowed, gate):
    shop.page("/", gate(source=script("one")))
    page.goto("/")
    wait_for(page, "one")
    page.evaluate("() => document.body.append(document.createElement('p'))")
    page.evaluate("() => new BroadcastChannel('cookieprefs').postMessage('decided')")
    ready(page)
    expect_ran(page, ["one"])


ATTRIBUTES = {
    "defer": "",
    "async": "",
    "crossorigin": "anonymous",
    "referrerpolicy": "no-referrer",
    "fetchpriority": "low",
    "charset": "utf-8",
    "id": "theirs",
    "class": "theirs",
    "data-site": "42",
}


@pytest.mark.parametrize(("name", "value"), ATTRIBUTES.items(), ids=ATTRIBUTES)
def test_an_attribute_is_kept(shop, vendors, page, allowed, name, value):
    shop.page("/", gated(f'{name}="{value}" data-src="{vendors.at("/first.js")}"'))
    page.goto("/")
    wait_for(page, "first")
    expect(page.locator('script[src$="first.js"]')).to_have_attribute(name, value)


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="text/plain" data-type="module" data-service="matomo">{}</script>',
        '<template data-service="matomo"><script type="module">{}</script></template>',
    ],
)
def test_a_module_stays_a_module(shop, page, allowed, markup):
    shop.page("/", markup.format("window.ran = [import.meta.url ? 'module' : 'script'];"))
    page.goto("/")
    wait_for(page, "module")


def test_a_module_that_loads_keeps_its_place(shop, vendors, page, allowed):
    module = (
        f'<script type="text/plain" data-type="module" data-service="matomo" data-src="{vendors.at("/1.js")}">'
    )
    shop.page("/", f"{module}</script>" + gated(source=script("2")))
    page.goto("/")
    wait_for(page, "1", "2")


@pytest.mark.parametrize(("digested", "expected"), [("first", ["first", "second"]), ("another", ["second"])])
def test_a_digest_is_kept_to(shop, vendors, page, allowed, gate, digested, expected):
    digest = vendors.integrity(digested)
    source = f'data-src="{vendors.at("/first.js")}" integrity="{digest}" crossorigin'
    shop.page("/", gate(source) + gate(source=script("second")))
    page.goto("/")
    wait_for(page, *expected)


def test_what_is_no_script_to_run_stays_as_it_is(shop, page, allowed):
    shop.page(
        "/",
        '<template data-service="matomo"><script type="application/json" id="kept">{"a":1}</script></template>',
    )
    page.goto("/")
    expect(page.locator("#kept")).to_have_attribute("type", "application/json")
    assert page.locator("#kept").text_content() == '{"a":1}'


def test_document_write_writes_where_the_script_stands(shop, page, allowed, gate):
    shop.page(
        "/",
        "<p>before</p>"
        + gate(source="document.write('<p>wri', 'tten</p>'); document.writeln('<p>line</p>');")
        + "<p>after</p>",
    )
    page.goto("/")
    expect(page.locator("p")).to_have_text(["before", "written", "line", "after"])


def test_document_write_of_a_loaded_script_does_not_wipe_the_page(shop, vendors, page, allowed, gate):
    vendors.serve("/writes.js", "document.write('<p>theirs</p>'); window.ran = ['writes'];", "text/javascript")
    shop.page("/", "<p>before</p>" + gate(f'data-src="{vendors.at("/writes.js")}"') + "<p>after</p>")
    page.goto("/")
    wait_for(page, "writes")
    expect(page.get_by_text("before")).to_be_visible()
    expect(page.get_by_text("after")).to_be_visible()


def test_a_script_that_document_write_writes_runs(shop, vendors, page, allowed, gate):
    source = f"document.write('<scr' + 'ipt src=\"{vendors.at('/written.js')}\"></scr' + 'ipt>');"
    shop.page("/", gate(source=source))
    page.goto("/")
    wait_for(page, "written")
