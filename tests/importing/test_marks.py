"""What a source does not say is marked, named by `check` at its line, and all that there is to write."""

import pytest

from tests.importing import packages
from tests.importing.drafts import checked, filled, given, imported

SOURCES = {
    "klaro": lambda: given("klaro.json"),
    "klaro, its own example": lambda: imported(packages.klaro()),
    "vanilla-cookieconsent 3": lambda: given("vanilla3.json"),
    "vanilla-cookieconsent 2": lambda: given("vanilla2.js"),
    "vanilla-cookieconsent 2, its own example": lambda: imported(packages.vanilla_2()),
    "orejime 2": lambda: given("orejime2.js"),
    "orejime, its own example": lambda: imported(packages.orejime(), "en", "fr"),
    "tarteaucitron": lambda: given("page.html"),
    "tarteaucitron, every service": lambda: imported(packages.tarteaucitron()),
    "django": lambda: given("django.json"),
    "django, its own fixture": lambda: imported(packages.django()),
    "cookiebot": lambda: given("cookiebot.csv", "fr"),
    "open cookie database": lambda: given("database.csv", only=("Google Analytics", "shopcart", "other")),
}


@pytest.fixture(params=SOURCES)
def outcome(request):
    return SOURCES[request.param]()


def test_check_names_each_mark_at_its_line_and_nothing_else(outcome, tmp_path):
    reading = checked(outcome.text, tmp_path)
    assert outcome.marks == len(outcome.lines)
    assert {one.line for one in reading.errors} == outcome.lines
    assert {one.file for one in reading.errors} == {str(tmp_path / "site.yaml")}
    assert len(reading.errors) == outcome.marks


def test_it_can_be_published_once_the_marks_are_written(outcome, tmp_path):
    reading = checked(filled(outcome.text), tmp_path)
    assert not reading.errors
    assert reading.policy


def test_no_fact_is_written_without_one(outcome):
    assert "starter" not in outcome.text.lower()
    assert set(outcome.data["site"]["controller"].values()) == {""}
    assert set(outcome.data["site"]["authority"].values()) == {""}


@pytest.mark.parametrize("name", ["klaro.json", "vanilla3.json", "orejime2.js", "page.html", "cookiebot.csv"])
def test_the_old_markup_can_be_switched_on_as_it_stands(name, tmp_path):
    text = given(name).text
    reading = checked(filled(text.replace("\n# markup: ", "\nmarkup: ")), tmp_path)
    assert "\n# markup: " in text
    assert not reading.errors
    assert reading.policy.markup


def test_nothing_that_was_on_before_a_choice_is_on_here(outcome, tmp_path):
    policy = checked(filled(outcome.text), tmp_path).policy
    for service in policy.catalogue.services:
        assert service.is_necessary or not service.may_run_unasked
    for service in policy.catalogue.services:
        if service.is_necessary and service.key != "cookieprefs":
            assert service.necessity_reason
