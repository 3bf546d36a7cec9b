"""A ledger goes over to another database whole, in whatever pieces, and never into another ledger."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count as count_from

import pytest
from sqlalchemy import func, insert, select

from cookieprefs import actions
from cookieprefs.actions import Copied, OtherLedgerError, Unlike
from cookieprefs.core.record import GENESIS, link
from cookieprefs.store import copying, erasure, ledger
from cookieprefs.store.db import db
from cookieprefs.store.tables import PolicyVersionRow, RecordPayloadRow, RecordRow, SealRow, TallyRow
from tests.actions.desk import SITE, once
from tests.actions.ledgers import CELL, count, everything, faults, fill
from tests.clock import START
from tests.core.builders import a_record
from tests.databases import NAMES, session_on


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    """A page of two: nothing goes over in one piece."""
    monkeypatch.setattr(copying, "_AT_ONCE", 2)


@pytest.fixture(params=["another kind"])
def target_url(request, desk, tmp_path, migrated):
    """A database with today's schema and nothing in it: of another kind than the desk's, or of the same."""
    with desk.app.app_context():
        kind = db.engine.dialect.name
    if (kind == "postgresql") is (request.param == "the same kind") and "postgresql" in NAMES:
        return request.getfixturevalue("other_postgresql_url")
    path = shutil.copy(migrated, tmp_path / "target.sqlite3")
    return f"sqlite:///{path}"


@pytest.fixture
def target(target_url):
    """A session on it."""
    with session_on(target_url) as session:
        yield session


@pytest.fixture
def copy(desk, target):
    """Copies the ledger of the desk into the target."""

    def run(**options):
        with desk.session() as source:
            return actions.copy(source, target, **options)

    return run


@pytest.mark.parametrize("target_url", ["another kind", "the same kind"], indirect=True)
def test_everything_goes_over_and_is_whole(desk, target, copy):
    fill(desk)
    assert copy() == Copied(sites=(SITE,), versions=2, records=10, seals=2, erased=0)
    here = desk.read(everything)
    assert all(here.values())
    assert everything(target) == here
    assert list(faults(target)) == []


def test_an_empty_ledger_is_soon_copied(desk, target, copy):
    with desk.session() as session:
        assert actions.rows_to_copy(session) > 0, "a version is published"
    copy()
    assert everything(target) == desk.read(everything)


def test_a_database_of_no_site_is_sooner_copied(target, desk, target_url):
    with session_on(target_url) as empty, desk.session() as session:
        done = actions.copy(empty, session)
    assert done == Copied(sites=(), versions=0, records=0, seals=0, erased=0)


def test_progress_is_told_of_all_there_is(desk, copy):
    fill(desk)
    told = []
    with desk.session() as session:
        total = actions.rows_to_copy(session)
    copy(progress=told.append)
    assert sum(told) == total
    assert max(told) == 2


def test_a_second_time_nothing_is_added_and_nothing_changes(desk, target, copy):
    fill(desk)
    copy()
    before = everything(target)
    assert copy() == Copied(sites=(SITE,), versions=0, records=0, seals=0, erased=0)
    assert everything(target) == before


def test_a_second_time_brings_what_happened_since(desk, target, copy):
    subjects = fill(desk)
    copy()
    desk.decide("matomo", subject=subjects[0], once=once())
    desk.accept_all(once=once())
    desk.erase(subjects[1])
    desk.publish(ask_again=frozenset({"youtube"}))
    desk.seal()
    count(desk, "2026-11-24", 7)
    assert copy() == Copied(sites=(SITE,), versions=1, records=2, seals=1, erased=2)
    assert everything(target) == desk.read(everything)
    assert list(faults(target)) == []


def test_what_is_decided_meanwhile_is_left_for_the_next_time(desk, target, copy):
    subjects = fill(desk)
    before = desk.read(everything)

    def meanwhile(_rows):
        desk.decide("matomo", subject=subjects[0], once=once())
        desk.accept_all(once=once())
        desk.erase(subjects[1])

    copy(progress=meanwhile)
    assert everything(target) == before
    assert list(faults(target)) == []
    copy()
    assert everything(target) == desk.read(everything)


class StoppedError(Exception):
    """Stands for a process that is killed."""


def test_wherever_it_is_stopped_between_two_pages_the_next_call_goes_on(desk, target, copy):
    fill(desk)
    for at in range(1, 40):
        pages = count_from(1)

        def stop(_rows, at=at, pages=pages):
            if next(pages) == at:
                raise StoppedError

        try:
            copy(progress=stop)
        except StoppedError:
            assert list(faults(target)) == [], "what is there so far hangs together"
        else:
            break
    assert at > 10
    assert everything(target) == desk.read(everything)


@pytest.mark.parametrize("at", [1, 4, 6, 9])
def test_a_page_goes_over_whole_or_not_at_all(desk, target, copy, monkeypatch, at):
    fill(desk)
    add, calls = copying.add, []

    def stop(*args):
        add(*args)
        calls.append(args)
        if len(calls) == at:
            raise StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(copying, "add", stop)
        with pytest.raises(StoppedError):
            copy()
    links, said = (target.scalar(select(func.count()).select_from(one)) for one in (RecordRow, RecordPayloadRow))
    assert links % 2 == 0
    assert links - said in (0, 1, 2), "the erased alone say nothing"
    target.rollback()
    copy()
    assert everything(target) == desk.read(everything)


def add_record(session, **fields):
    """A record that somebody else wrote."""
    record = a_record(
        **{"site": SITE, "record_id": "theirs", "receipt_id": "theirs", "chain_id": "theirs"} | fields
    )
    ledger.append(session, record, link(record, b"k" * 32, GENESIS), b"k" * 32)


def alter_version(session, desk):
    """The same number, published at another moment."""
    row = desk.read(lambda source: source.execute(select(PolicyVersionRow.__table__)).first())
    session.execute(insert(PolicyVersionRow), {**row._mapping, "published_at": START + timedelta(hours=1)})


def alter_record(session, desk):
    """The id of a record of ours on another chain."""
    add_record(session, record_id=desk.entries()[0].link.record_id)


def add_another(session, _desk):
    add_record(session)


def add_seal(session, desk):
    row = desk.read(lambda source: source.execute(select(SealRow.__table__)).first())
    session.execute(insert(SealRow), {**row._mapping, "root": GENESIS})


OTHERS = [
    (alter_version, "its version 1 is another"),
    (alter_record, "its record {} is another"),
    (add_another, "its record theirs is not in this ledger"),
    (add_seal, "its seal 1 is another"),
]


@pytest.mark.parametrize(("alter", "sentence"), OTHERS)
def test_another_ledger_of_the_site_is_refused_and_left_as_it_was(desk, target, copy, alter, sentence):
    fill(desk)
    alter(target, desk)
    target.commit()
    before = everything(target)
    with pytest.raises(OtherLedgerError) as caught:
        copy()
    assert sentence.format(desk.entries()[0].link.record_id) in str(caught.value)
    assert everything(target) == before


def test_what_comes_into_the_target_meanwhile_is_another_ledger_too(desk, target, target_url, copy):
    fill(desk)
    row = desk.entries()[-1].link.record_id

    def meanwhile(_rows):
        with session_on(target_url) as stranger:
            if stranger.scalar(select(func.count()).select_from(RecordRow)) == 0:
                add_record(stranger, record_id=row)
                stranger.commit()

    with pytest.raises(OtherLedgerError, match=f"its record {row} is another"):
        copy(progress=meanwhile)


def test_other_sites_in_the_target_stay_as_they_were(desk, target, copy):
    fill(desk)
    add_record(target, site="another-shop")
    target.execute(insert(TallyRow), {"site": "another-shop", "day": "2026-11-23", **CELL, "count": 5})
    target.commit()
    copy()
    assert [one.link.record_id for one in ledger.entries(target, "another-shop")] == ["theirs"]
    assert target.scalars(select(TallyRow.count).where(TallyRow.site == "another-shop")).all() == [5]
    assert list(faults(target)) == []


def test_where_the_target_has_another_number_of_rows_is_told(desk, target, copy):
    subjects = fill(desk)
    copy()
    with desk.session() as source:
        assert actions.unlike(source, target, SITE) == ()
        erasure.of_subject(target, SITE, subjects[0])
        assert actions.unlike(source, target, SITE) == (), "what was erased in it alone may lack"
        add_record(target)
        found = actions.unlike(source, target, SITE)
    assert found == (Unlike(table="cookieprefs_record", here=10, there=11),)


def test_every_site_goes_over(desk, target, copy):
    fill(desk)
    with desk.session() as session:
        add_record(session, site="another-shop")
        session.commit()
    assert copy().sites == ("another-shop", SITE)
    assert everything(target) == desk.read(everything)


def test_what_was_erased_in_the_target_stays_erased(desk, target, copy):
    subjects = fill(desk)
    copy()
    assert erasure.of_subject(target, SITE, subjects[0]) == 2
    target.commit()
    copy()
    assert ledger.history_of(target, SITE, subjects[0]) == ()
    assert list(faults(target)) == []


def test_two_who_copy_at_once_are_not_in_each_others_way(desk, target_url, target):
    fill(desk)

    def copy(_number):
        with session_on(target_url) as session, desk.session() as source:
            return actions.copy(source, session)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(copy, range(2)))
    assert sum(one.records for one in done) == 10
    assert everything(target) == desk.read(everything)
