"""vanilla-cookieconsent's configuration, version 3 and 2."""

import pytest

from tests.importing import packages
from tests.importing.drafts import given, imported


@pytest.fixture(scope="module")
def third():
    return given("vanilla3.json")


@pytest.fixture(scope="module")
def second():
    return given("vanilla2.js")


def test_categories_are_purposes_with_the_texts_of_their_sections(third):
    assert list(third.purposes) == ["necessary", "analytics", "ads"]
    analytics = third.purposes["analytics"]
    assert analytics["title"] == {"en": "Counting visits", "fr": "Compter les visites"}
    assert analytics["detail"]["en"] == 'We count which pages are opened: "how often" & when.'
    assert [one["category"] for one in third.purposes.values()] == ["D", "B", "F"]


def test_a_title_that_says_nothing_is_not_taken(third):
    assert third.purposes["ads"]["title"]["en"] == "Advertising"
    assert '# there: "Marketing", which does not say what is done' in third.text


def test_its_cookies_options_come_along(third):
    assert third.data["consent"] == {"lifetime": "182 days", "hide_from_crawlers": True}
    assert third.data["site"]["domains"] == ["shop.example"]


def test_a_service_and_the_cookies_that_only_it_stores_are_one(third):
    assert third.services["ga"] == {"use": "google-analytics", "key": "ga", "purpose": "analytics"}
    assert [one.get("use") for one in third.data["services"]].count("google-analytics") == 1


def test_cookies_to_clear_are_sorted_by_the_library_and_the_rest_is_a_service(third):
    assert third.services["meta-pixel"] == {"use": "meta-pixel", "purpose": "ads"}
    assert [one["name"] for one in third.services["ads"]["cookies"]] == [""]
    assert '# WRITE: its name, with `*` for what varies; there: "/^ad_[0-9]+$/"' in third.text
    assert "an expression that JSON cannot hold" in third.text


def test_what_a_table_says_of_a_cookie_comes_along(third):
    count, visit, _ = third.services["analytics"]["cookies"]
    assert count["lifetime"] == "1 year"
    assert count["holds"] == {"en": "How many pages you opened", "fr": "Combien de pages vous avez ouvertes"}
    assert visit["lifetime"] == ""
    assert visit["holds"] == {"en": "When you came: #1", "fr": ""}


def test_a_category_that_is_read_only_is_necessary(third):
    assert third.services["login"]["regime"] == "strictly_necessary"


def test_a_category_that_was_enabled_waits_for_a_yes(third):
    assert "# - on before a choice there, waiting for a yes here: analytics" in third.text


def test_version_2_says_the_same_in_its_texts(second):
    assert list(second.purposes) == ["necessary", "analytics"]
    assert second.purposes["analytics"]["title"] == "Counting visits"
    assert second.services["google-analytics"] == {"use": "google-analytics", "purpose": "analytics"}
    (seen,) = second.services["analytics"]["cookies"]
    assert seen == {"name": "seen", "lifetime": "2 days", "holds": "Which pages were seen"}
    assert second.data["consent"]["lifetime"] == "6 months"


def test_its_own_example_of_version_2_is_read_as_the_script_that_it_is():
    shop = imported(packages.vanilla_2())
    assert shop.data["languages"] == ["en"]
    assert list(shop.purposes) == ["necessary", "analytics"]
    assert shop.services["google-analytics"] == {"use": "google-analytics", "purpose": "analytics"}
    assert "# - purposes that no service is for: targeting" in shop.text
    assert "only running the script would tell: onFirstAction, onAccept, onChange" in shop.text


def test_opting_out_is_not_taken_over():
    shop = imported('{"mode": "opt-out", "categories": {"stats": {"services": {"hotjar": {}}}}}')
    assert "waiting for a yes here: stats" in shop.text
    assert "regime" not in shop.services["hotjar"]
