"""autoconsent refuses in each language of ours: by its own words where it has them, else by our rule."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cookieprefs.web import translations
from tests import sample
from tests.browser import autoconsent
from tests.browser.pages import banner, held
from tests.browser.shop import LINK
from tests.browser.test_visitors_helpers import REFUSED, rules

OURS = translations.interface_languages()
ITS = {"en", "fr", "de", "nl", "es", "it", "pl", "pt"}
"""The languages whose words its heuristics know, as far as they may be ours too."""


def site_in(shop, code):
    """Publish the sample site with one more language; its own texts are the English ones there."""
    if code not in ("en", "fr"):
        shop.site.publish(sample.with_language(shop.site.runtime.settings.instance, code))
    shop.page("/", f"<h1>Tea</h1>{LINK}", lang=code)


def expect_refused(shop, page):
    expect(banner(page)).to_have_count(0)
    assert shop.site.stored() == REFUSED
    assert held(page.context) == ("", "hotjar.matomo.youtube")


@pytest.mark.parametrize("code", [one for one in OURS if one in ITS])
def test_without_a_rule_of_ours_where_it_knows_the_language(shop, page, code):
    site_in(shop, code)
    autoconsent.loose(page.context)
    page.goto("/")
    assert autoconsent.wait(page, "autoconsentDone")["cmp"] == "HEURISTIC-REJECT"
    expect_refused(shop, page)


@pytest.mark.parametrize("code", [one for one in OURS if one not in ITS])
def test_with_our_rule_where_it_does_not(shop, page, code):
    site_in(shop, code)
    autoconsent.loose(page.context, rules()[0], heuristics="off")
    page.goto("/")
    assert autoconsent.wait(page, "optOutResult")["result"]
    expect_refused(shop, page)
    assert autoconsent.understood(page)
