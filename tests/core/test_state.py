"""The state cookie's value: what stands in it, and that no rubbish passes for it (DESIGN 6)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.catalogue import KEY
from cookieprefs.core.consent import Choice, Decision, allows, decide, is_fresh, standing_answer
from cookieprefs.core.regime import Regime
from cookieprefs.core.state import LONGEST, claim, decode, encode, longest_value, value
from tests.core.builders import NOW, a_decision, a_service, a_version, a_wish, answers_of, days
from tests.core.strategies import decisions, successions, versions, wishes

SECONDS = 1_772_366_400  # NOW
NOES = (Choice.REFUSED, Choice.WITHDRAWN)

some_keys = st.lists(st.from_regex(KEY, fullmatch=True), unique=True, max_size=20)


def test_the_value_is_a_query_string_with_keys_in_alphabetical_order():
    decision = a_decision(yes="youtube matomo", no="hotjar", withdrawn="ads", until=NOW)
    assert encode(a_version("matomo", "youtube", "hotjar", "ads"), decision) == (
        f"v=1&until={SECONDS}&yes=matomo.youtube&no=ads.hotjar"
    )


def test_what_must_be_answered_anew_stands_in_neither_list():
    second = a_version(a_service("a", countries=("US",)), "b", "new", after=a_version("a", "b", "gone"))
    assert encode(second, a_decision(yes="a b gone", until=NOW)) == f"v=2&until={SECONDS}&yes=b&no="


def test_a_no_to_what_runs_unasked_stands_in_the_value_however_old():
    counter = {"regime": Regime.EXEMPT_WITH_OPTOUT}
    second = a_version(a_service("a", countries=("US",), **counter), after=a_version(a_service("a", **counter)))
    assert encode(second, a_decision(no="a", until=NOW)) == f"v=2&until={SECONDS}&yes=&no=a"


@given(versions, decisions)
def test_what_is_encoded_decodes_to_the_same_fresh_answers(version, decision):
    found = decode(encode(version, decision))
    fresh = {key: one for key, one in decision.answers.items() if is_fresh(version, key, one)}
    assert answers_of(found) == {
        key: (Choice.GIVEN if one.choice is Choice.GIVEN else Choice.REFUSED, version.consent_revision)
        for key, one in fresh.items()
    }
    assert found.until == decision.until


@given(versions, decisions)
def test_a_browser_reads_from_the_value_the_very_yeses_that_stand(version, decision):
    found = decode(encode(version, decision))
    for key in version.since:
        stood = standing_answer(version, decision, key, NOW)
        assert (standing_answer(version, found, key, NOW) is Choice.GIVEN) == (stood is Choice.GIVEN)


@given(successions, wishes)
def test_an_older_value_allows_under_a_new_version_no_more_than_the_decision_does(succession, wish):
    old, new = succession
    decision = decide(old, wish, now=NOW, previous=None)
    found = decode(encode(old, decision))
    for key in new.since:
        assert allows(new, found, key, now=NOW) == allows(new, decision, key, now=NOW)


def test_the_end_is_never_rounded_up():
    decision = a_decision(yes="a", until=NOW + timedelta(milliseconds=999))
    assert decode(encode(a_version("a"), decision)).until == NOW


@given(st.text())
def test_any_text_decodes_to_a_decision_or_nothing(text):
    assert decode(text) is None or isinstance(decode(text), Decision)


@given(st.integers(0, 9), st.integers(0, 10**9), some_keys, some_keys, st.data())
def test_a_value_with_any_one_character_changed_is_read_strictly_or_not_at_all(revision, until, yes, no, data):
    text = value(revision, until, yes, [key for key in no if key not in yes])
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters()) + text[at + 1 :]
    found = decode(changed)
    if found is not None:
        given_keys = sorted(key for key, one in found.answers.items() if one.choice is Choice.GIVEN)
        assert sorted(filter(None, changed.split("&")[2].removeprefix("yes=").split("."))) == given_keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=1",
        "v=1&until=9&yes=a",
        "v=1&until=9&no=a&yes=b",
        "v=1&until=9&yes=a&no=b&more=1",
        "v=1&until=9&yes=a&no=b&",
        "V=1&until=9&yes=a&no=b",
        "v=&until=9&yes=&no=",
        "v=-1&until=9&yes=&no=",
        "v=1.0&until=9&yes=&no=",
        "v= 1&until=9&yes=&no=",
        "v=1_0&until=9&yes=&no=",
        "v=٣&until=9&yes=&no=",
        "v=²&until=9&yes=&no=",
        "v=1000000001&until=9&yes=&no=",
        "v=99999999999&until=9&yes=&no=",
        "v=1&until=253402214400&yes=&no=",
        "v=1&until=never&yes=&no=",
        "v=1&until=9&yes=A&no=",
        "v=1&until=9&yes=a.&no=",
        "v=1&until=9&yes=a..b&no=",
        "v=1&until=9&yes=a.a&no=",
        "v=1&until=9&yes=a&no=a",
        "v=1&until=9&yes=a%2Eb&no=",
        "v=1&until=9&yes=a=b&no=",
        "v=1&until=9&yes=a\n&no=",
        f"v=1&until=9&yes={'a' * 41}&no=",
        f"v=1&until=9&yes={'.'.join(f'k{at}' for at in range(900))}&no=",
        "x" * 8_192,
    ],
)
def test_what_is_not_exactly_ours_is_no_decision(text):
    assert decode(text) is None


def test_the_last_moment_that_is_read_has_a_time_in_every_zone():
    found = decode("v=1&until=253402214399&yes=&no=a")
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        assert found.until.astimezone(ZoneInfo(zone)).year == 9999


@given(some_keys, st.integers(0, 20), st.integers(0, 10**9), st.integers(0, 253_402_214_399))
def test_no_value_is_longer_than_its_keys_allow(keys, cut, revision, until):
    assert len(value(revision, until, keys[:cut], keys[cut:])) <= longest_value(keys)


def test_a_value_of_the_longest_length_is_still_read():
    keys = [f"{at:038}" for at in range(89)]
    text = value(1, 9, keys, ["x" * (LONGEST - len(value(1, 9, keys, ())))])
    assert len(text) == LONGEST
    assert len(decode(text).answers) == 90
    assert decode(text + "x") is None


def test_a_claim_names_only_services_of_the_version_and_no_revision_to_come():
    version = a_version("a", "b", after=a_version("a"))
    found = claim(version, "v=999&until=9&yes=a.secret-message&no=b.another")
    assert answers_of(found) == {"a": (Choice.GIVEN, 2), "b": (Choice.REFUSED, 2)}
    assert answers_of(claim(version, "v=1&until=9&yes=a&no=")) == {"a": (Choice.GIVEN, 1)}


def test_a_claim_of_rubbish_is_none():
    assert claim(a_version("a"), "rubbish") is None


@given(successions, st.integers(0, 9), some_keys)
def test_no_key_that_a_cookie_makes_up_reaches_a_decision(succession, revision, made_up):
    old, new = succession
    claimed = claim(new, value(revision, SECONDS + 60, (), [*made_up, *(set(new.since) - set(made_up))]))
    decision = decide(old, a_wish(denied=" ".join(made_up), whole=False), now=NOW, previous=claimed)
    assert decision.answers.keys() <= old.since.keys() | new.since.keys()


def test_a_refusal_keeps_its_end_through_the_cookie():
    version = a_version("a")
    decision = decide(version, a_wish(denied="a"), now=NOW, previous=None)
    again = decide(version, a_wish(whole=False), now=NOW + days(1), previous=decode(encode(version, decision)))
    assert again.until == decision.until
    assert again.answers["a"].choice in NOES


def test_noes_that_await_their_record_are_marked_and_no_others():
    version = a_version("a", "b")
    marked = encode(version, a_decision(no="a", is_unrecorded=True))
    assert marked == encode(version, a_decision(no="a")) + "&unrecorded=1"
    assert decode(marked).is_unrecorded
    assert not decode(marked.removesuffix("&unrecorded=1")).is_unrecorded
    assert decode(marked + "&unrecorded=1") is None
    assert decode(marked.removesuffix("1") + "2") is None
