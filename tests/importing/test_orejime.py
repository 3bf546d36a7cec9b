"""Orejime's configuration, version 3 and 2."""

import pytest

from tests.importing import packages
from tests.importing.drafts import given, imported


@pytest.fixture(scope="module")
def third():
    return imported(packages.orejime())


@pytest.fixture(scope="module")
def second():
    return given("orejime2.js")


def test_its_purposes_are_services_and_its_groups_are_purposes(third):
    assert list(third.services) == [
        "cookieprefs",
        "google-tag-manager",
        "inline-tracker",
        "external-tracker",
        "foo",
        "bar",
    ]
    assert third.services["foo"]["purpose"] == "advertising"
    assert third.services["inline-tracker"]["purpose"] == ""
    assert third.purposes["advertising"]["title"] == "Advertising"


def test_a_service_of_the_library_in_no_group_is_for_the_librarys_purpose(third):
    tags = third.services["google-tag-manager"]
    assert tags["use"] == "google-tag-manager"
    assert tags["purpose"] in third.purposes


def test_cookies_of_another_service_are_told(third):
    said = third.above("- use: google-tag-manager")
    assert any("`google-analytics`" in one for one in said)


def test_cookies_keep_their_path_and_domain(third):
    cookies = third.services["inline-tracker"]["cookies"]
    assert [(one["name"], one.get("path"), one.get("domain")) for one in cookies] == [
        ("inline-tracker", None, None),
        ("cookieName", "/blog", None),
        ("cookieName", None, "test.mydomain.com"),
    ]


def test_what_only_running_it_would_tell_is_told(third):
    assert "cookie.stringify, cookie.parse" in third.text
    assert "purposes.0.cookies.2" in third.text


def test_a_language_that_it_does_not_say_is_a_guess_and_is_called_so(third):
    assert third.data["languages"] == ["en"]
    assert "# The source does not say its language" in third.text
    assert "# The source does not say its language" not in imported(packages.orejime(), "fr").text


def test_version_2_is_read_too(second):
    assert second.data["languages"] == ["fr"]
    assert second.data["site"]["privacy_policy"] == "https://shop.example/privacy"
    assert second.services["youtube"] == {"use": "youtube", "purpose": "films"}
    assert second.services["counter"]["purpose"] == "analytics"
    assert second.services["counter"]["cookies"][0]["name"] == "count_*"
    assert second.services["always"]["regime"] == "strictly_necessary"
    assert "waiting for a yes here: counter" in second.text
