"""What a country's law makes of a gate: on until a no, on without a switch, off until a yes (L-40 to L-42)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.pages import banner, button, held
from tests.browser.shop import LINK, ready
from tests.browser.test_shop_t08_signals import SIGNAL
from tests.browser.vendors import expect_ran, script

FRENCH = (
    "{publisher_only: true, measurement_only: true, anonymous_statistics: true, no_cross_reference: true, "
    "no_cross_site_identifier: true, no_transfer: true}"
)
BRITISH = "{own_site_statistics: true, no_other_use: true}"


def site(regimes, exemption=None, **flags):
    """The sample site, with other regimes for Matomo."""
    facts = {"regimes": f"{{{regimes}}}", **flags, **({"exemption": exemption} if exemption else {})}
    lines = "".join(f"    {key}: {value}\n" for key, value in facts.items())
    return sample.SITE.replace("    vendor: site\n", f"    vendor: site\n{lines}", 1)


FRANCE = site("FR: exempt_with_optout", FRENCH)
BRITAIN = site("GB: exempt_with_optout", BRITISH)
FRANCE_WITHOUT_SWITCH = site("FR: exempt", FRENCH)
AMERICA = site("US: opt_out_sale", sale_or_share="true")


@pytest.fixture
def visit(shop, page):
    """Opens the shop's page as its server writes it for a country, with what Matomo does gated in it."""

    def go(text, country=""):
        shop.site.publish(text)
        asked = f"?country={country}" if country else ""
        shop.page(
            "/",
            f'<script type="text/plain" data-service="matomo">{script("counted")}</script>'
            f'<template data-service="!matomo"><p id="instead">Nobody counts you.</p></template>{LINK}',
            line=f'<script src="/cookies/embed.js{asked}" async></script>',
        )
        page.goto("/")
        ready(page)
        return page

    return go


@pytest.mark.parametrize(
    ("text", "country", "runs"),
    [
        (FRANCE, "FR", True),
        (FRANCE, "fr", True),
        (FRANCE, "DE", False),
        (FRANCE, "", False),
        (FRANCE, "XX", False),
        (FRANCE_WITHOUT_SWITCH, "FR", True),
        (FRANCE_WITHOUT_SWITCH, "GB", False),
        (FRANCE_WITHOUT_SWITCH, "", False),
        (BRITAIN, "GB", True),
        (BRITAIN, "FR", False),
        (BRITAIN, "", False),
        (AMERICA, "US", True),
        (AMERICA, "FR", False),
        (AMERICA, "", False),
        (sample.SITE, "FR", False),
        (sample.SITE, "US", False),
        (sample.SITE, "", False),
    ],
)
def test_before_a_choice_a_service_runs_where_the_law_lets_it_and_nowhere_else(visit, text, country, runs):
    page = visit(text, country)
    if runs:
        page.wait_for_function("() => window.ran")
    expect_ran(page, ["counted"] if runs else [])
    assert page.evaluate("() => window.cookieprefs.allows('matomo')") is runs
    assert page.evaluate("() => window.cookieprefs.allows('hotjar')") is False
    expect(banner(page)).to_be_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize(("text", "country"), [(FRANCE, "FR"), (BRITAIN, "GB"), (AMERICA, "US")])
def test_there_a_no_stops_it_at_once_and_on_each_later_page(visit, text, country):
    """L-41, L-42: a simple way to object."""
    page = visit(text, country)
    page.wait_for_function("() => window.ran")
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert held(page.context) == ("", "hotjar.matomo.youtube")
    expect(page.locator("#instead")).to_be_visible()
    page.reload()
    expect(page.locator("#instead")).to_be_visible()
    expect_ran(page, [])


def test_where_the_law_leaves_no_switch_refusing_all_leaves_it_on(visit):
    page = visit(FRANCE_WITHOUT_SWITCH, "FR")
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    page.wait_for_function("() => window.ran")
    expect(page.locator("#instead")).to_have_count(0)


def test_nobody_is_asked_where_all_that_there_is_runs_unasked(visit):
    only = sample.without_service("hotjar", sample.without_service("youtube", FRANCE))
    page = visit(only, "FR")
    page.wait_for_function("() => window.ran")
    expect(banner(page)).to_have_count(0)


@pytest.mark.parametrize("has_yes", [False, True], ids=["undecided", "after a yes"])
@pytest.mark.parametrize(
    ("country", "expected"), [("US", (False, False)), ("FR", (False, True)), ("", (False, True))]
)
def test_the_signal_is_a_no_which_only_an_own_yes_goes_before_and_not_even_that_where_sale_is_opted_out_of(
    shop, visit, page, country, expected, has_yes
):
    """G-02, G-03: in a consent regime the visitor's own switch counts; in California the signal wins."""
    page.add_init_script(SIGNAL)
    shop.site.publish(AMERICA)
    if has_yes:
        shop.decide(page.context, matomo=True)
    page = visit(AMERICA, country)
    runs = expected[has_yes]
    if runs:
        page.wait_for_function("() => window.ran")
        expect(page.locator("#instead")).to_have_count(0)
    else:
        expect(page.locator("#instead")).to_be_visible()
    expect_ran(page, ["counted"] if runs else [])
