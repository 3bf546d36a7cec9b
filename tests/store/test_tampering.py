"""Whoever gets past the triggers is found out: not one byte of the ledger changes unseen (T10, R-05)."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

import pytest

from cookieprefs.core.checking import Fault
from cookieprefs.store import ledger
from cookieprefs.store.db import Base
from tests.actions.desk import SITE

LINK, PAYLOAD = "cookieprefs_record", "cookieprefs_record_payload"
COLUMNS = [
    pytest.param(table, column.name, id=f"{table.removeprefix('cookieprefs_')}.{column.name}")
    for table in (LINK, PAYLOAD)
    for column in Base.metadata.tables[table].columns
]


def chain_of(desk):
    """Three records of one visitor, each saying something in every column."""
    subject = desk.decide("matomo youtube", "hotjar", once="the-first-of-three").record.subject
    desk.clock.pass_(hours=1)
    desk.decide(denied="youtube", subject=subject, once="the-second-of-three")
    desk.clock.pass_(hours=1)
    return desk.decide("hotjar", subject=subject, once="the-last-of-three").record.chain_id


@pytest.fixture
def opened(file_desk):
    """The file of a desk without its triggers, as a stranger opens it."""
    chain_of(file_desk)
    assert file_desk.is_whole()
    path = file_desk.runtime.settings.instance / "cookieprefs.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        for (name,) in stranger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            stranger.execute(f"DROP TRIGGER {name}")
        stranger.execute("PRAGMA synchronous = OFF")
        yield stranger


def flipped(value, bit):
    """The value with one bit of one byte the other way, for each of its bytes."""
    if isinstance(value, int):
        return [value ^ bit]
    raw = value if isinstance(value, bytes) else value.encode()
    changed = [raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :] for at in range(len(raw))]
    return changed if isinstance(value, bytes) else [one.decode() for one in changed]


def flip(stranger, desk, table, column, row, changed):
    """Write another value in its place and look whether that is found."""
    # A few changes run into what is unique, and so cannot even be written.
    with suppress(sqlite3.IntegrityError):
        stranger.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed, row))
        return desk.is_found_out()
    return True


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_one_bit_of_any_byte_of_any_column_is_found(file_desk, opened, table, column):
    before = file_desk.entries()
    # The last of a chain, on which nothing hangs, is the easiest to change.
    for seq, at_once in ((3, None), (1, 1)):
        asked = f"SELECT rowid, {column} FROM {table} WHERE seq = ?"
        ((row, value),) = opened.execute(asked, (seq,)).fetchall()
        for changed in flipped(value, 0x01)[:at_once]:
            if not flip(opened, file_desk, table, column, row, changed):
                # What stands between date and time may be anything: the same moment is read.
                assert column in ("decided_at", "until"), (value, changed)
                assert changed.partition("!")[0] == value.partition(" ")[0]
                assert file_desk.entries() == before
        opened.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
    assert file_desk.is_whole()
    opened.execute(f"UPDATE {table} SET {column} = CAST(x'ff' || {column} AS TEXT) WHERE seq = 2")
    assert file_desk.is_found_out(), "what is no text"


@pytest.mark.parametrize("column", ["decided_at", "until"])
def test_a_moment_finer_than_what_is_kept_is_found(file_desk, opened, column):
    opened.execute(f"UPDATE {PAYLOAD} SET {column} = replace({column}, '.000000', '.000001') WHERE seq = 2")
    assert [(one.link.seq, one.faults) for one in file_desk.findings() if one.faults] == [(2, (Fault.EDITED,))]


@pytest.mark.parametrize("seq", [1, 2])
def test_a_link_that_is_deleted_is_found_with_and_without_what_it_held(file_desk, opened, seq):
    opened.execute(f"DELETE FROM {LINK} WHERE seq = ?", (seq,))
    found = [(one.link.seq, one.faults) for one in file_desk.findings() if one.faults]
    assert found == [(seq + 1, (Fault.GAP,)), (seq, (Fault.GAP, Fault.EDITED))]
    opened.execute(f"DELETE FROM {PAYLOAD} WHERE seq = ?", (seq,))
    assert [(one.link.seq, one.faults) for one in file_desk.findings() if one.faults] == [(seq + 1, (Fault.GAP,))]


def test_two_links_that_change_places_are_found(file_desk, opened):
    for old, new in ((2, 9), (3, 2), (9, 3)):
        opened.execute(f"UPDATE {LINK} SET seq = ? WHERE seq = ?", (new, old))
    assert {one.link.seq for one in file_desk.findings() if one.faults} == {2, 3}


def test_a_snapshot_with_another_text_is_found_at_each_record_that_shows_it(file_desk, opened):
    opened.execute("UPDATE cookieprefs_snapshot SET html = replace(html, 'e', 'a')")
    assert [one.faults for one in file_desk.findings()] == [(Fault.NO_SNAPSHOT,)] * 3


def test_what_lost_its_link_is_told_with_its_own_chain_alone(file_desk, opened):
    other = file_desk.accept_all().record.chain_id
    opened.execute(f"DELETE FROM {LINK} WHERE seq = 1 AND chain_id != ?", (other,))

    def chains(**only):
        found = file_desk.read(
            lambda session: [*ledger.entries(session, SITE, **only), *ledger.strays(session, **only)]
        )
        return [(one.link.chain_id == other, one.link.seq, one.key is None) for one in found]

    assert chains(chain_id=other) == [(True, 1, False)]
    assert chains()[-1] == (False, 1, True)
    assert len(chains()) == 4
