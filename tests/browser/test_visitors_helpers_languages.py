"""autoconsent refuses in each language of ours: by its own words where it has them, else by our rule."""

from __future__ import annotations

import re

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
TEXTS = re.compile(r'\{en: ("[^"]*"|[^,}]+), fr:')


def site_in(shop, code):
    """Publish the sample site with one more language; its own texts are the English ones there."""
    if code not in ("en", "fr"):
        folder = shop.site.runtime.settings.instance
        (folder / f"policy.{code}.md").write_text(sample.POLICY_EN, encoding="utf-8")
        text = TEXTS.sub(rf"{{en: \1, {code}: \1, fr:", sample.SITE)
        shop.site.publish(text.replace("languages: [en, fr]", f"languages: [en, fr, {code}]"))
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
