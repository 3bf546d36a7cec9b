"""Cookies as CSV, and as django-cookie-consent's fixture."""

import pytest

from tests.importing import packages
from tests.importing.drafts import given, imported


def test_a_fixtures_groups_are_purposes_and_its_cookies_are_sorted_by_the_library():
    shop = given("django.json")
    assert list(shop.purposes) == ["needed", "stats"]
    assert shop.services["needed"]["cookies"][0]["holds"] == "Which visitor is signed in"
    assert shop.services["matomo"] == {"use": "matomo", "purpose": "stats"}
    assert shop.services["google-analytics"] == {"use": "google-analytics", "purpose": "stats"}
    assert shop.services["stats"]["cookies"][0] | {"holds": "", "lifetime": ""} == {
        "name": "visits",
        "lifetime": "",
        "domain": "shop.example",
        "path": "/shop",
        "holds": "",
    }


def test_what_a_fixture_does_not_need_is_told():
    shop = given("django.json")
    assert "# - 1 entries of its log of answers" in shop.text
    assert "# - purposes that no service is for: empty" in shop.text


def test_the_packages_own_fixture_names_groups_by_number():
    shop = imported(packages.django())
    assert list(shop.services) == ["cookieprefs", "required", "analytics", "social"]
    assert [one["name"] for one in shop.services["required"]["cookies"]] == ["sessionid", "csrftoken"]
    assert shop.services["social"]["cookies"][0]["name"] == ""
    assert 'there: "*"' in shop.text


def test_a_declaration_is_sorted_by_provider_category_and_library():
    shop = given("cookiebot.csv")
    assert list(shop.purposes) == ["necessary", "statistics", "preferences", "marketing", "unclassified"]
    assert shop.services["google-analytics"] == {"use": "google-analytics", "purpose": "statistics"}
    assert shop.services["shop-example"]["regime"] == "strictly_necessary"
    assert shop.services["shop-example-2"]["cookies"] == [
        {"name": "theme", "kind": "localStorage", "lifetime": "persistent", "holds": "Which colours were picked"}
    ]
    assert shop.services["shop-example"]["cookies"][0]["holds"] == 'Leads to the basket; "full" or not'


def test_one_provider_is_one_vendor():
    shop = given("cookiebot.csv")
    assert [one["key"] for one in shop.data["vendors"]] == ["shop-example", "trackers-ltd"]
    assert shop.data["vendors"][1]["name"] == "Trackers Ltd"


def test_the_old_tools_own_cookie_and_pixels_are_left():
    shop = given("cookiebot.csv")
    assert "# - the tool's own cookies: CookieConsent" in shop.text
    assert "# - pixels, which store nothing by themselves: px" in shop.text


def test_of_the_database_only_what_was_asked_for_is_taken():
    shop = given("database.csv", only=("Shopcart",))
    assert list(shop.services) == ["cookieprefs", "shopcart", "shopcart-2"]
    basket, ad = shop.services["shopcart"], shop.services["shopcart-2"]
    assert basket["cookies"] == [{"name": "cart_*", "lifetime": "14 days", "holds": "Keeps the basket"}]
    assert basket["regime"] == "strictly_necessary"
    assert ad["cookies"][0]["party"] == "third"
    assert ad["cookies"][0]["domain"] == "shopcart.test"
    assert shop.data["vendors"] == [
        {"key": "shopcart-ltd", "name": "Shopcart Ltd", "privacy_policy": "https://shopcart.test/privacy"}
    ]


def test_the_library_knows_better_than_the_database():
    assert given("database.csv", only=("Google Analytics",)).services["google-analytics"]["purpose"] == "analytics"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_may_have_any_usual_sign_between_its_cells(sign):
    shop = imported(
        sign.join(("Provider", "Cookie name", "Category")) + "\r\n" + sign.join(("Us", "sid", "Statistics"))
    )
    assert [one["name"] for one in shop.services["us"]["cookies"]] == ["sid"]
