"""What somebody does who owns the database and knows how everything is computed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from sqlalchemy import text

from cookieprefs.cli.inspection import check_all_seals, check_ledger
from cookieprefs.core import seal as core
from cookieprefs.core.merkle import root_of
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.seal import leaf, line, parse_line
from cookieprefs.store import ledger, seals
from tests.actions.desk import SITE, UNREADABLE

LINK, SAID = "cookieprefs_record", "cookieprefs_record_payload"
SEAL, MEMBER, SNAPSHOT = "cookieprefs_seal", "cookieprefs_seal_member", "cookieprefs_snapshot"
TABLES = (LINK, SAID, SEAL, MEMBER, SNAPSHOT)


def under_two_seals(file_desk):
    """A ledger under two seals, the second of which is in print; one record came later. Its triggers are gone.

    Gives the line in print.
    """
    subject = file_desk.accept_all().record.subject
    file_desk.decide(denied="youtube", subject=subject)
    other = file_desk.accept_all().record.subject
    file_desk.seal()
    file_desk.decide(denied="matomo", subject=subject)
    file_desk.refuse_all()
    printed = parse_line(line(file_desk.seal()))
    file_desk.decide(denied="hotjar", subject=other)
    with file_desk.session() as session:
        for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.commit()
    return printed


def is_found_out(printed):
    """What `ledger verify --seal LINE` says."""
    try:
        found = check_all_seals(SITE, printed)
        tally = check_ledger(SITE, sealed=printed.number, jobs=1, progress=lambda _: None)
    except UNREADABLE:
        return True
    return not (tally.is_whole and found.is_whole)


def rows(session, table):
    return session.execute(text(f"SELECT rowid, * FROM {table}")).mappings().all()


def other_value(value, data):
    """Another value of the same kind."""
    if isinstance(value, int):
        return data.draw(st.integers(-5, 5).map(lambda by: value + by))
    if isinstance(value, bytes):
        return data.draw(st.sampled_from([value[::-1], value[:-1], bytes(32)]))
    written = value or ""
    at = data.draw(st.integers(0, max(len(written) - 1, 0)))
    return written[:at] + data.draw(st.sampled_from("0a9f-.Z{ ")) + written[at + 1 :]


def edit(session, data):
    """Any other value in any column of any row."""
    table = data.draw(st.sampled_from(TABLES))
    row = data.draw(st.sampled_from(rows(session, table)))
    column = data.draw(st.sampled_from([name for name in row if name != "rowid"]))
    changed = {"new": other_value(row[column], data), "row": row["rowid"]}
    session.execute(text(f"UPDATE {table} SET {column} = :new WHERE rowid = :row"), changed)


def delete(session, data):
    table = data.draw(st.sampled_from(TABLES))
    row = data.draw(st.sampled_from(rows(session, table)))
    session.execute(text(f"DELETE FROM {table} WHERE rowid = :row"), {"row": row["rowid"]})


def exchange(session, data):
    """Two rows of a table change places, by one column of theirs."""
    table, column = data.draw(
        st.sampled_from(
            [(LINK, "seq"), (LINK, "record_id"), (LINK, "chain_id"), (SAID, "record_id"), (MEMBER, "leaf")]
        )
    )
    one, two = (data.draw(st.sampled_from(rows(session, table))) for _ in "12")
    for row, value in ((one, "for a moment"), (two, one[column]), (one, two[column])):
        change = text(f"UPDATE {table} SET {column} = :new WHERE rowid = :row")
        session.execute(
            change, {"new": -1 if value == "for a moment" and column == "seq" else value, "row": row["rowid"]}
        )


def forge(session, data):
    """A record written anew with its own key, and every link of its chain after it: all of a piece."""
    known = [one for one in ledger.entries(session, SITE) if one.record]
    if not known:
        return
    wanted = data.draw(st.sampled_from(known))
    previous = GENESIS
    for one in ledger.entries(session, SITE, chain_id=wanted.link.chain_id):
        if one.record is None:
            return
        record = replace(one.record, domain="forged.example") if one == wanted else one.record
        made = link(record, one.key, previous)
        previous = made.chain
        session.execute(
            text(f"UPDATE {LINK} SET commitment = :commitment, chain = :chain WHERE record_id = :record_id"),
            vars(made),
        )
        session.execute(
            text(f"UPDATE {SAID} SET domain = :domain WHERE record_id = :record_id"),
            {"domain": record.domain, "record_id": record.record_id},
        )


def forge_seals(session, data):
    """Every leaf, root and digest computed anew from what the ledger says by now."""
    for one in ledger.entries(session, SITE):
        hashed = {"leaf": leaf(one.link).hex(), "record_id": one.link.record_id}
        session.execute(text(f"UPDATE {MEMBER} SET leaf = :leaf WHERE record_id = :record_id"), hashed)
    previous = GENESIS
    for one in seals.all_of(session, SITE):
        leaves = [bytes.fromhex(found) for found in seals.leaves(session, SITE, one.number)]
        made = replace(one, records=len(leaves), root=root_of(leaves).hex(), previous=previous)
        made = replace(made, digest=core.digest(made))
        previous = made.digest
        session.execute(
            text(
                f"UPDATE {SEAL} SET records = :records, root = :root, previous = :previous, digest = :digest "
                "WHERE number = :number"
            ),
            {name: vars(made)[name] for name in ("records", "root", "previous", "digest", "number")},
        )


ACTS = (edit, edit, delete, exchange, forge, forge_seals)


class First:
    """Draws what stands first, where a test wants no chance."""

    @staticmethod
    def draw(strategy):
        return strategy.elements[0]
