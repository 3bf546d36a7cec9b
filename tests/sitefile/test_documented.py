"""What docs say to write into the site file is right as it stands, and means what they say."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from cookieprefs.core.othertool import Tool
from cookieprefs.core.theme import Layout, Opened, Palette
from cookieprefs.sitefile.read import read
from tests import sample

DOCS = Path(__file__).parents[2] / "docs"
GA4 = "  - use: google-analytics\n    key: ga4\n    purpose: audience\n"


def fence(page, word):
    """The one piece of a page that begins with a key."""
    (found,) = re.findall(rf"(?ms)^```yaml\n({word}:\n.*?)^```", (DOCS / page).read_text("utf-8"))
    return found


@pytest.fixture
def policy(tmp_path):
    """The policy of a folder with this site file; nothing in it may be told off."""

    def of(site):
        folder = sample.write(tmp_path / "instance")
        (folder / "site.yaml").write_text(site, "utf-8")
        reading = read(folder)
        assert [str(one) for one in reading.errors] == []
        return reading.policy

    return of


def test_another_tools_markup_is_switched_on_by_what_migrating_says(policy):
    found = policy(sample.SITE.replace("purposes:\n", f"{fence('migrating.md', 'markup')}purposes:\n", 1) + GA4)
    assert found.markup == {"klaro": {"google-analytics": "ga4", "external-media": "media"}}


def test_another_tools_decisions_are_taken_over_by_what_migrating_says(policy):
    found = policy(sample.SITE.replace("purposes:\n", f"{fence('migrating.md', 'take_over')}purposes:\n", 1))
    rule = found.rules.take_over
    assert (rule.tool, rule.cookie) == (Tool.KLARO, "klaro")
    assert rule.same_meaning == {"matomo": "analytics", "youtube": "youtube"}


def test_one_decision_counts_for_several_hosts_by_what_embedding_says(policy):
    site = sample.SITE.replace("  domains: [shop.test, www.shop.test]\n", "", 1)
    found = policy(site.replace("site:\n", fence("embedding.md", "site"), 1)).site
    assert (found.cookie_domain, found.domains) == ("shop.example", ("shop.example", "blog.shop.example"))


def test_a_site_looks_as_themes_says(policy):
    found = policy(sample.SITE.replace("purposes:\n", f"{fence('themes.md', 'theme')}purposes:\n", 1)).theme
    assert (found.layout, found.preferences) == (Layout.CORNER_BOTTOM_END, Opened.DRAWER)
    assert (found.light.button_text, found.dark.button_text) == ("#ffffff", "#000000")


@pytest.mark.parametrize("page", ["themes.md", "site-file.md"])
def test_every_layout_and_colour_is_explained(page):
    text = (DOCS / page).read_text("utf-8")
    assert [one for one in (*Layout, *(one.name for one in fields(Palette))) if f"`{one}`" not in text] == []
