"""Which answers to another tool count here, until when, and how they are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cookieprefs.core.changes import RULES_CHANGED, changes
from cookieprefs.core.checking import Entry, Fault, verify
from cookieprefs.core.consent import How, Layer, decide
from cookieprefs.core.deletion import of_cookie
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.othertool import Told, Tool
from cookieprefs.core.policy import Rules, TakeOver
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.regime import Regime
from cookieprefs.core.takeover import ends, is_over, taken_over
from tests.core.builders import (
    NOW,
    a_decision,
    a_policy,
    a_record,
    a_service,
    a_version,
    a_wish,
    choices_of,
    days,
    what_was_shown,
)
from tests.core.test_receipt import receipt_of

MEANING = {"matomo": "stats", "youtube": "videos"}
CHANGED = date(2026, 2, 1)
SAID = Told(answers={"stats": True, "videos": False})


def a_rule(**fields):
    filled = {"tool": Tool.KLARO, "cookie": "klaro", "changed_on": CHANGED, "same_meaning": MEANING}
    return TakeOver(**(filled | fields))


def rules(lifetime="6 months", **fields):
    return Rules(lifetime=parse_lifetime(lifetime), take_over=a_rule(**fields))


def taking(*services, after=None, **fields):
    return a_version(*(services or ("matomo", "youtube", "vimeo")), after=after, rules=rules(**fields))


def granted(version, told=SAID):
    taken = taken_over(version, told, now=NOW)
    return sorted(taken.wish.granted) if taken else None


def test_only_what_the_operator_vouches_for_is_taken_over_and_the_rest_is_left():
    told = Told(answers={"stats": True, "videos": False, "vimeo": True})
    assert taken_over(taking(), told, now=NOW).wish == a_wish("matomo", "youtube", whole=False)


def test_what_the_cookie_does_not_answer_stays_unanswered():
    assert taken_over(taking(), Told(answers={"stats": True}), now=NOW).wish == a_wish("matomo", whole=False)


@pytest.mark.parametrize("told", [Told(), Told(answers={"other": True})])
def test_a_cookie_without_an_answer_of_use_gives_nothing(told):
    assert taken_over(taking(), told, now=NOW) is None


def test_a_version_without_the_rule_takes_nothing_over():
    assert taken_over(a_version("matomo"), SAID, now=NOW) is None


@pytest.mark.parametrize(
    ("decided_at", "changed_on", "until"),
    [
        (None, CHANGED, datetime(2026, 8, 1, tzinfo=UTC)),
        (datetime(2025, 12, 5, 7, tzinfo=UTC), CHANGED, datetime(2026, 6, 5, 7, tzinfo=UTC)),
        (datetime(2026, 2, 20, tzinfo=UTC), CHANGED, datetime(2026, 8, 1, tzinfo=UTC)),
        (None, date(2026, 5, 1), datetime(2026, 9, 1, 12, tzinfo=UTC)),
        (datetime(2030, 1, 1, tzinfo=UTC), date(2031, 5, 1), datetime(2026, 9, 1, 12, tzinfo=UTC)),
        (datetime(2025, 9, 1, 12, tzinfo=UTC), CHANGED, None),
        (datetime(1, 1, 1, tzinfo=UTC), CHANGED, None),
        (None, date(2025, 9, 1), None),
    ],
)
def test_an_answer_counts_from_when_it_was_given_and_at_the_latest_from_the_change(decided_at, changed_on, until):
    taken = taken_over(taking(changed_on=changed_on), replace(SAID, decided_at=decided_at), now=NOW)
    assert (taken.until if taken else None) == until


@pytest.mark.parametrize(
    "service",
    [a_service("matomo", regime=Regime.STRICTLY_NECESSARY), a_service("matomo", explicit_only=True)],
    ids=["never asked about", "takes a button of its own"],
)
def test_what_no_other_tool_could_be_answered_for_is_left(service):
    assert granted(taking(service, "youtube")) == []


def test_a_service_that_is_gone_is_left():
    assert granted(replace(taking(), policy=a_policy("youtube", rules=rules()))) == []


def test_what_must_be_asked_about_anew_since_is_left():
    first = taking()
    assert granted(taking(a_service("matomo", countries=("US",)), "youtube", "vimeo", after=first)) == []
    assert granted(taking(a_service("matomo", name="M"), "youtube", "vimeo", after=first)) == ["matomo"]


def test_the_operator_vouches_for_what_is_published_together_with_the_rule():
    before = a_version("matomo", "youtube", "vimeo")
    assert granted(taking(a_service("matomo", countries=("US",)), "youtube", "vimeo", after=before)) == ["matomo"]


@pytest.mark.parametrize(
    "anew", [{"same_meaning": {"matomo": "statistics"}}, {"tool": Tool.OREJIME}], ids=["name", "tool"]
)
def test_another_meaning_is_vouched_for_anew(anew):
    wider = taking(a_service("matomo", countries=("US",)), "youtube", "vimeo", after=taking())
    again = taking(a_service("matomo", countries=("US",)), "youtube", "vimeo", after=wider, **anew)
    assert granted(again, Told(answers={"stats": True, "statistics": True})) == ["matomo"]


def test_a_meaning_that_is_added_later_is_vouched_for_from_then_on():
    first = taking(same_meaning={"youtube": "videos"})
    wider = taking(
        a_service("matomo", countries=("US",)), "youtube", "vimeo", after=first, same_meaning={"youtube": "videos"}
    )
    last = taking(a_service("matomo", countries=("US",)), "youtube", "vimeo", after=wider)
    assert granted(last) == ["matomo"]


def test_writing_the_rule_asks_nobody_again():
    found = changes(a_policy("matomo"), a_policy("matomo", rules=rules()))
    assert [(one.sentence, one.asks_again) for one in found] == [(RULES_CHANGED, frozenset())]


def test_the_rule_ends_with_the_last_answer_that_it_could_take_over():
    assert ends(rules()) == datetime(2026, 8, 1, tzinfo=UTC)
    assert not is_over(rules(), NOW)
    assert is_over(rules(), datetime(2026, 8, 1, tzinfo=UTC))
    assert is_over(Rules(), NOW)


def test_a_decision_ends_when_what_was_taken_over_does():
    version = taking()
    found = decide(
        version, a_wish("matomo", whole=False), now=NOW, previous=None, how=How.TAKEN_OVER, latest=NOW + days(3)
    )
    assert found.until == NOW + days(3)
    assert choices_of(found) == {"matomo": "given"}


def test_a_later_end_prolongs_nothing():
    found = decide(taking(), a_wish("matomo", whole=False), now=NOW, previous=None, latest=NOW + days(900))
    assert found.until == parse_lifetime("6 months").after(NOW)


def test_the_other_tools_cookie_is_deleted_on_every_domain_that_it_can_bear():
    found = [one.header for one in of_cookie("klaro", host="www.shop.example")]
    bare = "klaro=; Path=/; Max-Age=0"
    assert found == [bare, f"{bare}; Domain=www.shop.example", f"{bare}; Domain=shop.example"]


def test_it_is_deleted_by_every_path_that_brings_it_to_us():
    found = [one.path for one in of_cookie("klaro", host="localhost", mount="/shop/eu/cookies")]
    assert found == ["/", "/shop", "/shop/", "/shop/eu", "/shop/eu/"]


def a_taken_record(version=None, **shown):
    filled = {"layer": Layer.OTHER_TOOL, "layout": "klaro", "snapshot": ""} | shown
    return a_record(a_decision(yes="matomo"), how=How.TAKEN_OVER, shown=what_was_shown(version, **filled))


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (a_taken_record(), ()),
        (a_taken_record(snapshot="5a" * 32), (Fault.NO_SNAPSHOT,)),
        (a_record(shown=what_was_shown(snapshot="")), (Fault.NO_SNAPSHOT,)),
    ],
    ids=["nothing of ours", "something of ours", "nothing, though it was decided here"],
)
def test_only_a_choice_taken_over_was_shown_nothing_of_ours(record, faults):
    entry = Entry(link=link(record, b"k", GENESIS), record=record, key=b"k")
    (finding,) = verify([entry], snapshots=frozenset(("5a" * 32,)))
    assert finding.faults == faults


def test_the_receipt_names_the_tool_and_claims_no_more_than_is_known():
    version = taking()
    (event,) = receipt_of(a_taken_record(version), versions=[version])["events"]
    assert event["event_type"] == "dpv:Consent"
    assert event["event_state"] == {"matomo": "dpv:ConsentGiven"}
    assert event["x_method"] == {
        "layer": "other_tool",
        "control": "taken_over",
        "layout": "klaro",
        "taken_over_from": "klaro",
        "cookie": "klaro",
        "changed_on": "2026-02-01",
    }
    assert event["x_notice"]["snapshot_sha256"] is None
