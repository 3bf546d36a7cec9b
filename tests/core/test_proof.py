"""One record's proof: what has become of the words shown, what counts now, whether the chain is whole (R-02)."""

import hashlib
from dataclasses import replace

import pytest

from cookieprefs.core import merkle
from cookieprefs.core.checking import Entry, Fault
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.proof import Proof, State, Words, sealing
from cookieprefs.core.record import GENESIS, Kept, link
from cookieprefs.core.seal import Member, seal
from tests.core.builders import NOW, a_decision, a_record, days, what_was_shown

HTML = "<p>Cookies: yes or no? Über alles</p>"
NAME = hashlib.sha256(HTML.encode()).hexdigest()
SHOWN = what_was_shown(snapshot=NAME)
KEY = b"k" * 32


def chain_of(*records, erased=(), members=None):
    entries, previous = [], GENESIS
    for one in records:
        made = link(one, KEY, previous)
        is_there = one.seq not in erased
        member = (members or {}).get(one.seq)
        entries.append(
            Entry(link=made, record=one if is_there else None, key=KEY if is_there else None, member=member)
        )
        previous = made.chain
    return tuple(entries)


def proof_of(*records, html=HTML, asked=0, seals=None, **options):
    entries = chain_of(*records, **options)
    kept = Kept(record=records[asked], link=entries[asked].link)
    words = {NAME: Words(sha256=NAME, html=html)}
    return Proof(kept=kept, chain=entries, words=words, seals=seals or {})


@pytest.mark.parametrize(
    ("html", "state"),
    [(HTML, State.AS_SHOWN), (HTML + " ", State.CHANGED), ("", State.CHANGED), (None, State.MISSING)],
)
def test_words_are_what_they_say_they_are_or_that_is_told(html, state):
    words = Words(sha256=NAME, html=html)
    assert words.state is state
    assert (words.found == NAME) is (state is State.AS_SHOWN)
    record = a_record(shown=SHOWN)
    assert proof_of(record, html=html).state_of(record) is state


def test_a_record_that_names_other_words_than_are_kept_has_lost_its_own():
    record = a_record(shown=replace(SHOWN, snapshot="5a" * 32))
    assert proof_of(record).state_of(record) is State.MISSING


@pytest.mark.parametrize(
    ("how", "snapshot", "state"),
    [
        (How.TAKEN_OVER, "", State.NOT_OURS),
        (How.TAKEN_OVER, NAME, State.AS_SHOWN),
        (How.SAVE, "", State.MISSING),
    ],
)
def test_only_of_a_choice_taken_over_is_it_true_that_nothing_of_ours_was_shown(how, snapshot, state):
    shown = what_was_shown(layer=Layer.OTHER_TOOL, layout="klaro", snapshot=snapshot)
    record = a_record(shown=shown, how=how)
    assert proof_of(record).state_of(record) is state


def test_the_record_has_its_place_among_all_others_of_its_chain():
    records = [a_record(shown=SHOWN, seq=seq) for seq in (1, 2, 3)]
    proof = proof_of(*records, asked=1, erased={1})
    assert proof.entry == proof.chain[1]
    assert proof.records == tuple(records[1:])
    assert proof.is_whole()
    assert [one.is_erased for one in proof.findings()] == [True, False, False]


def test_changed_words_are_a_fault_of_each_record_that_was_decided_on_them():
    proof = proof_of(a_record(shown=SHOWN), html="<p>Yes?</p>")
    assert not proof.is_whole()
    assert [one.faults for one in proof.findings()] == [(Fault.NO_SNAPSHOT,)]


def test_a_record_is_sealed_once_the_seal_that_names_it_is_closed():
    members = {1: Member(seal=4, position=0, record_id="record-1", leaf="00" * 32)}
    records = a_record(shown=SHOWN), a_record(shown=SHOWN, seq=2)
    assert proof_of(*records, members=members, seals={4: "the seal"}).seal == "the seal"
    assert proof_of(*records, members=members).seal is None
    assert proof_of(*records, members=members, seals={4: "the seal"}, asked=1).seal is None


@pytest.mark.parametrize(
    ("now", "erased", "current"),
    [(0, set(), 2), (9, set(), 2), (10, set(), None), (0, {1}, 2), (0, {2}, None)],
)
def test_the_last_decision_counts_until_it_ends_or_is_erased(now, erased, current):
    first = a_record(shown=SHOWN)
    last = a_record(a_decision(yes="matomo", until=NOW + days(10)), shown=SHOWN, seq=2)
    found = proof_of(first, last, erased=erased).current(NOW + days(now))
    assert (found and found.seq) == current


def sealed(count, *, before=None, number=1):
    """A seal over so many records, with its members."""
    tree, members = merkle.Tree(), []
    for at in range(count):
        leaf = merkle.leaf(bytes([number, at]))
        tree.add(leaf)
        members.append(Member(seal=number, position=at, record_id=f"record-{number}-{at}", leaf=leaf.hex()))
    return seal("shop", before, tree, now=NOW), members


def reader(*members):
    """What reads the leaves of these members' seals."""

    def leaves(number, start=0, end=None):
        return [one.leaf for one in members if one.seal == number][start:end]

    return leaves


@pytest.fixture
def two_seals():
    """Two seals, over 70 records and over 3, and all their members."""
    first, members = sealed(70)
    second, more = sealed(3, before=first, number=2)
    return (first, second), (*members, *more)


def test_a_path_leads_from_each_record_of_the_chain_to_the_root_of_its_seal(two_seals):
    seals, members = two_seals
    asked = [members[0], members[1], members[69], members[71]]
    found = sealing(seals, asked, reader(*members))
    assert (found.seals, found.broken) == (seals, ())
    assert found.paths.keys() == {one.record_id for one in asked}
    for one in asked:
        root = merkle.root_by_path(
            bytes.fromhex(one.leaf), one.position, seals[one.seal - 1].records, found.paths[one.record_id]
        )
        assert root.hex() == seals[one.seal - 1].root


def test_without_any_seal_there_is_nothing_to_lead_to():
    found = sealing([], [Member(seal=1, position=0, record_id="record-1", leaf="00" * 32)], reader())
    assert (found.paths, found.seals, found.broken) == ({}, (), ())


@pytest.mark.parametrize("fields", [{"root": "00" * 32}, {"records": 69}, {"number": 3}, {"digest": "00" * 32}])
def test_a_seal_that_was_changed_is_broken_and_leads_nowhere(two_seals, fields):
    (first, second), members = two_seals
    found = sealing([replace(first, **fields), second], members[:2], reader(*members))
    assert replace(first, **fields).number in found.broken
    assert found.paths == {}


def test_a_seal_that_hangs_on_another_is_broken(two_seals):
    (first, second), members = two_seals
    other, _ = sealed(2, before=replace(first, digest="11" * 32), number=2)
    assert sealing([first, other], members[:1], reader(*members)).broken == (2,)
    assert sealing([second], members[-1:], reader(*members)).broken == ()


@pytest.mark.parametrize("leaf", ["00" * 32, "", "no hash", "00" * 31])
def test_a_seal_that_names_something_else_now_is_broken(two_seals, leaf):
    seals, members = two_seals
    changed = [replace(one, leaf=leaf) if one == members[5] else one for one in members]
    assert sealing(seals, changed[:1], reader(*changed)).broken == (1,)
    assert sealing(seals, changed[5:6], reader(*members)).broken == (1,)


@pytest.mark.parametrize("left_out", [0, 69])
def test_a_seal_that_has_lost_a_name_is_broken(two_seals, left_out):
    seals, members = two_seals
    rest = [one for one in members if one != members[left_out]]
    assert sealing(seals, members[1:2], reader(*rest)).broken == (1,)


def test_a_place_that_a_seal_does_not_have_is_none_of_its(two_seals):
    seals, members = two_seals
    assert sealing(seals, [replace(members[0], position=70)], reader(*members)).broken == (1,)
