"""Klaro's configuration."""

import pytest

from tests.importing import packages
from tests.importing.drafts import given, imported


@pytest.fixture(scope="module")
def shop():
    return given("klaro.json")


def test_what_the_site_says_of_itself_comes_along(shop):
    assert shop.data["languages"] == ["en", "fr"]
    assert shop.data["site"]["domains"] == ["shop.example"]
    assert shop.data["site"]["privacy_policy"]["fr"] == "https://shop.example/confidentialite"
    assert shop.data["consent"] == {"lifetime": "180 days"}


def test_purposes_keep_their_names_and_texts(shop):
    assert {*shop.purposes} == {"counting", "functional", "necessary"}
    counting = shop.purposes["counting"]
    assert counting["title"] == {"en": "Counting visits", "fr": "Compter les visites"}
    assert counting["detail"] == {"en": "We count which pages are opened.", "fr": ""}
    assert counting["summary"] == {"en": "", "fr": ""}


def test_a_known_service_is_the_librarys(shop):
    assert shop.services["matomo"] == {"use": "matomo", "purpose": "counting"}
    said = shop.above("- use: matomo")
    assert "listed there and not in the library's entry: piwik_ignore" in said
    assert "there it was also for: security" in said


def test_another_is_written_in_full(shop):
    own = shop.services["own-counter"]
    assert own["name"] == 'Our counter: "pages"'
    assert own["purpose"] == "counting"
    names = [(one["name"], one.get("path"), one.get("domain")) for one in own["cookies"]]
    assert names == [
        ("own_day", None, None),
        ("own_week", None, None),
        ("", None, None),
        ("basket", "/shop", "shop.example"),
        ("own.*", None, None),
    ]


def test_its_markup_goes_on_under_the_name_that_it_has(shop):
    assert "# markup: {klaro: {Own Counter: own-counter}}" in shop.text


def test_what_could_not_be_refused_is_necessary_for_a_reason_that_is_yet_to_be_written(shop):
    assert shop.services["session"]["regime"] == "strictly_necessary"
    assert shop.services["session"]["necessity_reason"] == {"en": "", "fr": ""}


def test_what_is_known_to_need_consent_needs_it_here(shop):
    assert shop.services["hotjar"] == {"use": "hotjar", "purpose": "functional"}
    assert "there it could not be refused; here it waits for a yes" in shop.above("- use: hotjar")


def test_what_could_be_refused_can_be_refused_here(shop):
    assert shop.services["stripe"]["regime"] == "consent"


def test_its_own_example_is_read_as_the_script_that_it_is():
    shop = imported(packages.klaro())
    assert shop.data["languages"] == ["de", "en"]
    assert {one["use"] for one in shop.data["services"] if "use" in one} == {
        "cookieprefs",
        "youtube",
        "matomo",
        "intercom",
    }
    assert "# - on before a choice there, waiting for a yes here: youtube, matomo, intercom" in shop.text
    assert "services.2.callback" in shop.text
    assert shop.services["cloudflare"]["regime"] == "strictly_necessary"
    assert shop.services["inlinetracker"]["description"]["de"] == "Beispiel für ein Inline-Tracking Skript"


@pytest.mark.parametrize(
    ("days", "lifetime"),
    [(365, "365 days"), (180, "180 days"), (30, "6 months"), (1000, "6 months"), ("soon", "6 months")],
)
def test_a_lifetime_is_taken_where_decisions_may_have_it(days, lifetime):
    written = f'"{days}"' if isinstance(days, str) else days
    shop = imported(f'{{"cookieExpiresAfterDays": {written}, "services": [{{"name": "a"}}]}}')
    assert shop.data["consent"]["lifetime"] == lifetime


def test_services_of_one_key_are_told_apart():
    shop = imported(
        '{"services": [{"name": "Über uns"}, {"name": "uber-uns"}, {"name": "cookieprefs"}, {"name": "日本"}]}'
    )
    assert list(shop.services) == ["cookieprefs", "uber-uns", "uber-uns-2", "cookieprefs-2", "service"]
