"""What docs say to write into the site file is right as it stands, and means what they say."""

import re
from pathlib import Path

import pytest

from cookieprefs.core.othertool import Tool
from cookieprefs.sitefile import read
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
