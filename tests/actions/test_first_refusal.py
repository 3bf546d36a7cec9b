"""What is kept of a refusal by somebody who never said yes, as the operator chose it (R-25)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cookieprefs import actions
from cookieprefs.core import state
from cookieprefs.core.consent import How
from cookieprefs.store.tables import TallyRow
from tests import sample
from tests.actions.desk import SITE, choices, once, wish


def keep(desk, first_refusal):
    """Publish the sample site with this rule."""
    desk.publish(f"{sample.SITE}consent: {{first_refusal: {first_refusal}}}\n")


@pytest.fixture
def counting(desk):
    """A desk at which first refusals are only counted."""
    keep(desk, "aggregate")
    return desk


def tally(desk):
    """Each row of the tally: what it counts, and how much."""
    row = TallyRow
    asked = select(
        row.kind, row.day, row.service, row.choice, row.how, row.language, row.layout, row.version, row.count
    )
    return desk.read(lambda session: sorted(tuple(one) for one in session.execute(asked.where(row.site == SITE))))


def counted(desk):
    return sum(one[-1] for one in tally(desk))


def held(outcome, desk):
    """What the browser claims once it has the cookie of an outcome."""
    return state.claim(desk.version(), state.encode(desk.version(), outcome.decision))


def refuse_one(desk, **other):
    return desk.decide(denied="matomo", **other)


REFUSALS = {
    "all": lambda desk, **other: desk.refuse_all(**other),
    "one switch": refuse_one,
    "opt-out": lambda desk, **other: desk.decide(denied="hotjar", how=How.DO_NOT_SELL, **other),
    "taken over": lambda desk, **other: desk.decide(denied="hotjar", how=How.TAKEN_OVER, **other),
}
every_refusal = pytest.mark.parametrize("refuse", REFUSALS.values(), ids=REFUSALS)


@every_refusal
@pytest.mark.parametrize(
    ("first_refusal", "records", "has_id", "count"),
    [("without_id", 1, False, 0), ("pseudonymous", 1, True, 0), ("aggregate", 0, False, 1)],
)
def test_a_first_refusal_is_kept_as_the_operator_chose(desk, refuse, first_refusal, records, has_id, count):
    keep(desk, first_refusal)
    outcome = refuse(desk, once=once())
    assert len(desk.entries()) == records
    assert [one.record.subject is not None for one in desk.entries()] == [has_id] * records
    assert counted(desk) == count
    assert (outcome.record is None) is (records == 0)
    assert "refused" in choices(outcome.decision).values()
    assert desk.is_whole()


@pytest.mark.parametrize("first_refusal", ["without_id", "pseudonymous", "aggregate"])
def test_a_yes_and_all_that_follows_it_is_recorded_under_an_id_whatever_the_rule(desk, first_refusal):
    keep(desk, first_refusal)
    subject = desk.accept_all().record.subject
    withdrawn = desk.refuse_all(subject=subject)
    again = desk.refuse_all(subject=subject)
    assert set(choices(withdrawn.decision).values()) == {"withdrawn"}
    assert [one.record.seq for one in (withdrawn, again)] == [2, 3]
    assert counted(desk) == 0


@pytest.mark.parametrize("first_refusal", ["without_id", "pseudonymous", "aggregate"])
def test_of_a_form_with_a_yes_and_a_no_both_are_recorded(desk, first_refusal):
    keep(desk, first_refusal)
    desk.decide(granted="matomo", denied="youtube", whole=True, how=How.SAVE)
    assert [choices(one.record) for one in desk.entries()] == [
        {"hotjar": "refused", "matomo": "given", "youtube": "refused"}
    ]
    assert counted(desk) == 0


def test_who_refused_under_an_id_goes_on_under_it(desk):
    keep(desk, "pseudonymous")
    subject = desk.refuse_all().record.subject
    desk.decide("matomo", subject=subject)
    assert [choices(one)["matomo"] for one in desk.history(subject)] == ["refused", "given"]


def test_a_refusal_under_an_id_that_is_posted_twice_is_one_record_and_one_id(desk):
    keep(desk, "pseudonymous")
    click = once()
    assert desk.refuse_all(once=click) == desk.refuse_all(once=click)
    assert len(desk.entries()) == 1


def test_a_count_says_the_day_the_button_the_language_and_the_version_and_nothing_else(counting):
    counting.refuse_all()
    counting.clock.pass_(hours=3)
    counting.refuse_all(language="fr")
    counting.refuse_all(language="fr")
    counting.clock.pass_(days=1)
    refuse_one(counting)
    rows = [
        ("refused", "2026-11-23", "", "refused", "refuse_all", "en", "full", 2, 1),
        ("refused", "2026-11-23", "", "refused", "refuse_all", "fr", "full", 2, 2),
        ("refused", "2026-11-24", "", "refused", "service_switch", "en", "full", 2, 1),
    ]
    assert tally(counting) == rows


@every_refusal
def test_a_refusal_that_the_browser_holds_already_is_not_counted_again(counting, refuse):
    click = once()
    first = refuse(counting, once=click)
    counting.clock.pass_(seconds=3)
    again = refuse(counting, once=click, claimed=held(first, counting))
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert choices(again.decision) == choices(first.decision)
    assert counted(counting) == 1


def test_a_post_that_comes_twice_before_its_first_answer_does_is_counted_twice(counting):
    """What an operator who keeps no record has to live with: there is nothing to know the second one by."""
    click = once()
    for _ in range(2):
        assert counting.refuse_all(once=click).record is None
    assert counted(counting) == 2


def test_one_more_no_is_one_more_refusal(counting):
    first = refuse_one(counting)
    counting.refuse_all(claimed=held(first, counting))
    assert counted(counting) == 2


def test_a_no_that_the_ledger_missed_is_counted_with_the_next(counting):
    act = counting.act(wish(denied="matomo"))
    decision = actions.decide_unrecorded(act, actions.Visitor(), counting.version(), now=counting.clock())
    claimed = state.claim(counting.version(), state.encode(counting.version(), decision))
    refuse_one(counting, claimed=claimed)
    assert counted(counting) == 1


def test_a_refusal_after_the_first_has_ended_is_counted_anew(counting):
    first = counting.refuse_all()
    counting.clock.pass_(days=200)
    counting.refuse_all(claimed=held(first, counting))
    assert counted(counting) == 2


def test_a_yes_after_a_counted_refusal_begins_a_chain_and_carries_the_noes_on(counting):
    first = counting.refuse_all()
    record = counting.decide("matomo", claimed=held(first, counting)).record
    assert (record.seq, choices(record)) == (1, {"hotjar": "refused", "matomo": "given", "youtube": "refused"})
    assert counted(counting) == 1


def test_a_stale_form_of_yeses_alone_leaves_neither_a_record_nor_a_count(counting):
    """A visitor whose records were erased saves a panel that was rendered before."""
    outcome = counting.decide(granted="hotjar matomo youtube", whole=True, how=How.SAVE, seq=4)
    assert outcome.is_stale
    assert outcome.record is None
    assert counting.entries() == []
    assert counted(counting) == 0


def test_the_rule_is_that_of_the_version_that_was_shown(counting):
    counting.refuse_all(version=counting.version(1))
    assert [one.record.subject for one in counting.entries()] == [None]
    assert counted(counting) == 0


def test_where_the_count_cannot_be_written_nothing_is_said_to_be(counting, monkeypatch):
    monkeypatch.setattr("cookieprefs.actions.writing.PATIENCE", 0)
    with counting.session() as session:
        session.connection().exec_driver_sql("ALTER TABLE cookieprefs_tally RENAME TO elsewhere")
        session.commit()
    try:
        with pytest.raises(actions.LedgerUnavailableError):
            counting.refuse_all()
    finally:
        with counting.session() as session:
            session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO cookieprefs_tally")
            session.commit()
    assert counted(counting) == 0
