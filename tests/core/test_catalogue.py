"""What a site uses and why: looking it up, and what follows from its facts."""

from datetime import date

import pytest

from cookieprefs.core.catalogue import KEY, Source, words_in
from cookieprefs.core.regime import Regime
from tests.core.builders import a_catalogue, a_cookie, a_purpose, a_service

NECESSARY = Regime.STRICTLY_NECESSARY


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ({"en": "yes", "fr": "oui"}, "fr", ("fr", "oui")),
        ({"en": "yes", "fr": "oui"}, "de", ("en", "yes")),
        ({"fr": "oui"}, "de", ("fr", "oui")),
    ],
)
def test_words_come_in_the_language_else_the_default_else_any_with_its_code(words, language, expected):
    assert words_in(words, language, "en") == expected


@pytest.mark.parametrize(
    ("text", "is_key"),
    [
        ("matomo", True),
        ("meta-pixel_2", True),
        ("a" * 40, True),
        ("a" * 41, False),
        ("", False),
        ("Matomo", False),
        ("a.b", False),
        ("a b", False),
        ("é", False),
        ("a\n", False),
    ],
)
def test_a_key_is_safe_in_a_cookie_a_url_and_an_id(text, is_key):
    assert bool(KEY.fullmatch(text)) is is_key


@pytest.mark.parametrize(
    ("source", "is_verified"),
    [
        (None, True),
        (Source(address="https://acme.example/cookies", read_on=date(2026, 1, 2)), True),
        (Source(address="https://acme.example/cookies"), False),
    ],
)
def test_a_cookie_is_verified_where_its_source_was_read_or_it_is_the_operators_own(source, is_verified):
    assert a_cookie(source=source).is_verified is is_verified


def test_what_is_in_the_catalogue_is_found_by_its_key():
    catalogue = a_catalogue("matomo", a_service("youtube", purpose="watch", vendor="tube"))
    assert catalogue.service("youtube").name == "Youtube"
    assert catalogue.purpose("watch").key == "watch"
    assert catalogue.vendor("tube").name == "Tube"


def test_an_unknown_service_or_purpose_is_none_but_an_unknown_vendor_is_an_error():
    catalogue = a_catalogue("matomo")
    assert catalogue.service("youtube") is None
    assert catalogue.purpose("watch") is None
    with pytest.raises(KeyError):
        catalogue.vendor("tube")


def test_services_stand_under_their_purposes_in_order_and_idle_purposes_are_left_out():
    services = a_service("b"), a_service("x", purpose="watch"), a_service("a")
    purposes = a_purpose("idle"), a_purpose("watch"), a_purpose("measure")
    shown = a_catalogue(*services, purposes=purposes).by_purpose()
    assert [(one.key, [each.key for each in those]) for one, those in shown] == [
        ("watch", ["x"]),
        ("measure", ["b", "a"]),
    ]


def test_the_visitor_has_a_switch_for_all_that_may_be_refused_where_they_are():
    catalogue = a_catalogue(
        "asked",
        a_service("always", regime=NECESSARY),
        a_service("free-in-france", regimes={"FR": Regime.EXEMPT}),
        a_service("asked-in-france", regime=Regime.EXEMPT, regimes={"FR": Regime.CONSENT}),
    )
    assert [one.key for one in catalogue.refusable("FR")] == ["asked", "asked-in-france"]
    assert [one.key for one in catalogue.refusable("US")] == ["asked", "free-in-france"]
    assert [one.key for one in catalogue.refusable()] == ["asked", "free-in-france", "asked-in-france"]


@pytest.mark.parametrize(
    ("regime", "regimes", "is_necessary", "may_run_unasked"),
    [
        (NECESSARY, {}, True, True),
        (Regime.CONSENT, {}, False, False),
        (Regime.CONSENT, {"US": Regime.OPT_OUT_SALE}, False, True),
        (Regime.EXEMPT_WITH_OPTOUT, {"FR": Regime.CONSENT}, False, True),
    ],
)
def test_a_service_says_whether_it_is_necessary_and_may_run_unasked(
    regime, regimes, is_necessary, may_run_unasked
):
    service = a_service(regime=regime, regimes=regimes)
    assert (service.is_necessary, service.may_run_unasked) == (is_necessary, may_run_unasked)
