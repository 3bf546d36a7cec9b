"""Signals of the browser: a no to some services, never a yes, and what goes before them (G-01 to G-10)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.consent import allows, decide, what_to_ask
from cookieprefs.core.regime import Regime
from cookieprefs.core.signals import SILENT, Signals, is_sold, says_no, sold, support
from cookieprefs.core.wish import within_signals
from tests.core.builders import NOW, a_decision, a_service, a_version, a_wish, choices_of
from tests.core.strategies import countries, perhaps_decisions, versions, wishes

GPC, DNT = Signals(gpc=True), Signals(dnt=True)
BOTH = Signals(gpc=True, dnt=True)
CONSENT, NECESSARY, EXEMPT = Regime.CONSENT, Regime.STRICTLY_NECESSARY, Regime.EXEMPT
OPT_OUT, SALE = Regime.EXEMPT_WITH_OPTOUT, Regime.OPT_OUT_SALE

PLAIN = a_service("a")
SHARED = a_service("a", sale_or_share=True)
TARGETED = a_service("a", targeted_ads=True)
SOLD_IN_US = a_service("a", regimes={"US": SALE})
BASKET = a_service("a", regime=NECESSARY)
signals = st.builds(Signals, gpc=st.booleans(), dnt=st.sampled_from([None, False, True]))


@pytest.mark.parametrize(
    ("service", "by_gpc", "by_dnt"),
    [
        (PLAIN, False, True),
        (SHARED, True, True),
        (TARGETED, True, True),
        (SOLD_IN_US, True, True),
        (BASKET, False, False),
        (a_service("a", regime=NECESSARY, targeted_ads=True), False, False),
    ],
)
def test_a_signal_is_a_no_to_what_it_is_about(service, by_gpc, by_dnt):
    found = [says_no(one, service) for one in (SILENT, Signals(dnt=False), GPC, DNT, BOTH)]
    assert found == [False, False, by_gpc, by_dnt, by_gpc or by_dnt]


@pytest.mark.parametrize(
    ("said", "recorded"),
    [
        (SILENT, {"gpc": False}),
        (GPC, {"gpc": True}),
        (Signals(dnt=False), {"gpc": False, "dnt": False}),
        (BOTH, {"gpc": True, "dnt": True}),
    ],
)
def test_a_record_names_dnt_only_where_it_is_heeded(said, recorded):
    assert said.recorded() == recorded
    assert Signals(**recorded) == said


def test_what_is_sold_is_flagged_or_under_a_law_of_sale_and_can_be_refused():
    services = (a_service("a"), a_service("b", sale_or_share=True), a_service("c", regimes={"US": SALE}))
    necessary = a_service("d", regime=NECESSARY, targeted_ads=True)
    assert [one.key for one in services if is_sold(one)] == ["b", "c"]
    assert [one.key for one in sold(a_version(*services, necessary).catalogue)] == ["b", "c"]


@pytest.mark.parametrize(
    ("regime", "decision", "by_signals"),
    [
        # What the service may do in silence, under GPC, under DNT.
        (CONSENT, None, (False, False, False)),
        (CONSENT, a_decision(yes="a"), (True, True, True)),
        (CONSENT, a_decision(no="a"), (False, False, False)),
        (OPT_OUT, None, (True, False, False)),
        (OPT_OUT, a_decision(yes="a"), (True, True, True)),
        (SALE, None, (True, False, False)),
        (SALE, a_decision(yes="a"), (True, False, True)),
        (SALE, a_decision(no="a"), (False, False, False)),
        (EXEMPT, None, (True, False, False)),
        (NECESSARY, None, (True, True, True)),
    ],
)
def test_an_explicit_yes_goes_before_a_signal_but_where_the_law_is_an_opt_out_of_sale(
    regime, decision, by_signals
):
    """G-03: in a consent regime the visitor's own switch counts; in California GPC wins."""
    version = a_version(a_service("a", regime=regime, sale_or_share=True))
    found = tuple(allows(version, decision, "a", now=NOW, signals=one) for one in (SILENT, GPC, DNT))
    assert found == by_signals


def test_where_the_law_differs_so_does_what_a_signal_weighs():
    version = a_version(a_service("a", regimes={"US": SALE}, targeted_ads=True))
    decision = a_decision(yes="a")
    assert [allows(version, decision, "a", now=NOW, country=one, signals=GPC) for one in ("FR", "US", None)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "asked"), [(SILENT, ["a", "b"]), (GPC, ["a"]), (DNT, []), (Signals(dnt=False), ["a", "b"])]
)
def test_nobody_is_asked_about_what_a_signal_has_answered(said, asked):
    version = a_version("a", a_service("b", sale_or_share=True), a_service("basket", regime=NECESSARY))
    assert [one.key for one in what_to_ask(version, None, now=NOW, signals=said)] == asked


@pytest.mark.parametrize(
    ("said", "by_hand", "country", "granted"),
    [
        (SILENT, False, None, "a b"),
        (GPC, False, None, "a"),
        (GPC, True, None, "a b"),
        (GPC, True, "US", "a"),
        (GPC, True, "FR", "a b"),
        (DNT, False, None, ""),
        (DNT, True, None, "a b"),
        (DNT, True, "US", "a b"),
    ],
)
def test_only_a_switch_of_its_own_says_yes_to_what_a_signal_says_no_to(said, by_hand, country, granted):
    services = (a_service("a"), a_service("b", targeted_ads=True, regimes={"US": SALE}))
    wish = a_wish(granted="a b", denied="c", whole=False)
    found = within_signals(wish, services, said, by_hand=by_hand, country=country)
    assert found == a_wish(granted=granted, denied="c", whole=False)


def test_accepting_all_under_gpc_leaves_what_is_sold_refused():
    version = a_version("a", a_service("b", sale_or_share=True))
    wish = within_signals(a_wish(granted="a b"), version.catalogue.services, GPC, by_hand=False)
    found = decide(version, wish, now=NOW, previous=None)
    assert {key: choice.value for key, choice in choices_of(found).items()} == {"a": "given", "b": "refused"}


def test_the_well_known_file_says_since_which_version_gpc_is_honoured():
    version = a_version("a", now=datetime(2026, 5, 1, 23, 59, tzinfo=UTC))
    assert support(version) == {"gpc": True, "lastUpdate": "2026-05-01"}


@given(versions, perhaps_decisions, countries, signals)
def test_a_signal_allows_nothing_that_silence_does_not(version, decision, country, said):
    for service in version.catalogue.services:
        silent = allows(version, decision, service.key, now=NOW, country=country)
        assert silent or not allows(version, decision, service.key, now=NOW, country=country, signals=said)


@given(versions, perhaps_decisions, countries, signals)
def test_what_is_not_asked_about_and_not_allowed_was_answered_or_stopped_by_a_signal(
    version, decision, country, said
):
    asked = what_to_ask(version, decision, now=NOW, country=country, signals=said)
    for service in version.catalogue.refusable(country):
        if service in asked:
            assert not allows(version, decision, service.key, now=NOW, country=country, signals=said)
            assert not says_no(said, service)


@given(versions, wishes, countries, signals, st.booleans())
def test_no_signal_adds_to_a_wish_or_takes_a_no_from_it(version, wish, country, said, by_hand):
    found = within_signals(wish, version.catalogue.services, said, by_hand=by_hand, country=country)
    assert found.granted <= wish.granted
    assert (found.denied, found.whole) == (wish.denied, wish.whole)
