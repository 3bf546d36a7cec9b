"""The shop of these tests is what it claims to be: its own pages, ours below a path, vendors on another site."""

from __future__ import annotations

import pytest

from tests.browser.shop import settle
from tests.browser.vendors import expect_ran


def test_our_pages_are_below_the_shops_path_and_nowhere_else(shop, page):
    assert page.goto("/cookies/").status == 200
    assert page.goto("/preferences").status == 404


def test_a_decision_is_recorded_and_remembered_for_the_whole_shop(shop, page, context):
    shop.page("/", line="")
    shop.decide(context, matomo=True)
    page.goto("/")
    assert "yes=matomo" in page.evaluate("() => document.cookie")
    assert shop.site.stored()["matomo"] == "given"


def test_a_vendors_script_runs_sets_its_cookie_and_is_remembered(shop, vendors, page, context, asked):
    address = vendors.at("/first.js?cookie=theirs")
    shop.page("/", f'<script src="{address}"></script>', line="")
    page.goto("/")
    settle(page)
    expect_ran(page, ["first"])
    assert vendors.requests == ["/first.js?cookie=theirs"]
    assert address in asked
    assert [(one["name"], one["domain"]) for one in context.cookies()] == [("theirs", "localhost")]


@pytest.mark.parametrize(("digested", "expected"), [("first", ["first"]), ("another", [])])
def test_a_script_runs_by_its_own_digest_alone(shop, vendors, page, digested, expected):
    digest = vendors.integrity(digested)
    shop.page("/", f'<script src="{vendors.at("/first.js")}" integrity="{digest}" crossorigin></script>', line="")
    page.goto("/")
    expect_ran(page, expected)
