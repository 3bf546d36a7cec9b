"""What proves a record, gathered on either database: its chain, what was shown, the way to its seals (R-02)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cookieprefs.core import merkle
from cookieprefs.core.proof import State
from cookieprefs.store import proofs
from tests.actions.desk import SITE


def proof_of(desk, record):
    return desk.read(lambda session: proofs.of_receipt(session, SITE, record.receipt_id))


def sealing_of(desk, record):
    proof = proof_of(desk, record)
    return desk.read(lambda session: proofs.sealing(session, SITE, proof))


@pytest.fixture
def records(desk):
    """A visitor's two decisions among those of others."""
    desk.decide("youtube")
    first = desk.decide("matomo youtube").record
    desk.decide("hotjar")
    second = desk.decide(denied="youtube", subject=first.subject).record
    return first, second


def test_it_has_the_chain_of_its_visitor_and_of_no_other(desk, records):
    first, second = records
    proof = proof_of(desk, second)
    assert proof.kept.record == second
    assert proof.records == (first, second)
    assert proof.is_whole()
    assert [proof.state_of(one) for one in proof.records] == [State.AS_SHOWN, State.AS_SHOWN]


def test_a_refusal_without_id_stands_alone(desk, records):
    record = desk.refuse_all().record
    desk.refuse_all()
    proof = proof_of(desk, record)
    assert proof.records == (record,)
    assert proof.is_whole()


def test_what_was_erased_has_no_proof(desk, records):
    desk.erase(records[0].subject)
    assert proof_of(desk, records[0]) is None


def test_another_sites_receipt_is_none_of_ours(desk, records):
    assert desk.read(lambda session: proofs.of_receipt(session, "other", records[0].receipt_id)) is None


def test_from_each_sealed_record_a_path_leads_to_the_root_of_its_seal(desk, records):
    first, second = records
    one = desk.seal()
    third = desk.decide("hotjar", subject=first.subject).record
    other = desk.seal()
    last = desk.decide(denied="hotjar", subject=first.subject).record
    found, proof = sealing_of(desk, last), proof_of(desk, last)
    assert (found.seals, found.broken) == ((one, other), ())
    assert found.paths.keys() == {kept.record_id for kept in (first, second, third)}
    for entry in proof.chain[:3]:
        seal, path = proof.seal_of(entry), found.paths[entry.link.record_id]
        leaf = bytes.fromhex(entry.member.leaf)
        assert merkle.root_by_path(leaf, entry.member.position, seal.records, path).hex() == seal.root
    assert proof.seal is None


def test_a_seal_that_is_being_made_names_nothing_yet(desk, records):
    first, _ = records
    with desk.session() as session:
        session.execute(
            text("INSERT INTO cookieprefs_seal_member VALUES (:site, 1, 0, :record, :leaf)"),
            {"site": SITE, "record": first.record_id, "leaf": "00" * 32},
        )
        session.commit()
    found = sealing_of(desk, first)
    assert (found.paths, found.seals, found.broken) == ({}, (), ())
    assert proof_of(desk, first).seal is None


def test_without_seals_there_is_no_way_to_any(desk, records):
    found = sealing_of(desk, records[0])
    assert (found.paths, found.seals, found.broken) == ({}, (), ())


@pytest.mark.parametrize("name", ["0" * 64, ""])
def test_what_nobody_was_shown_is_missing(desk, name):
    words = desk.read(lambda session: proofs.words(session, SITE, name))
    assert (words.state, words.html) == (State.MISSING, None)
