"""Checking the chain: no change goes unseen, and what was erased is no fault (R-05, R-24)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.checking import Entry, Fault, claim_of, verify
from cookieprefs.core.consent import Answer, Choice, How, Layer
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.seal import Member, leaf
from tests.core.builders import NOW, a_record, what_was_shown

LENGTH = 4
EDITED, BROKEN, GAP, DAY, NO_SNAPSHOT = Fault.EDITED, Fault.BROKEN, Fault.GAP, Fault.DAY, Fault.NO_SNAPSHOT


def a_chain(chain_id="chain", length=LENGTH):
    """Whole entries of one chain, each with its own key."""
    entries, previous = [], GENESIS
    for seq in range(1, length + 1):
        record = a_record(seq=seq, chain_id=chain_id, record_id=f"{chain_id}-{seq}")
        key = f"{chain_id}-{seq}".encode().ljust(32, b".")
        entries.append(Entry(link=link(record, key, previous), record=record, key=key))
        previous = entries[-1].link.chain
    return entries


def erased(entry):
    return Entry(link=entry.link)


def faults(entries, **options):
    return [one.faults for one in verify(entries, **options)]


def is_whole(entries, **options):
    return not any(faults(entries, **options))


def changed(entries, at, **fields):
    """The entries, with other fields in the record at one place."""
    return [
        replace(one, record=replace(one.record, **fields)) if here == at else one
        for here, one in enumerate(entries)
    ]


def relinked(entries, at, **fields):
    """The entries, with other fields in the link at one place."""
    return [
        replace(one, link=replace(one.link, **fields)) if here == at else one for here, one in enumerate(entries)
    ]


def test_whole_chains_one_after_another_have_no_faults():
    entries = [*a_chain("one"), *a_chain("two"), *a_chain("three", 1)]
    found = list(verify(entries, snapshots=frozenset({"5a" * 32})))
    assert [one.link for one in found] == [one.link for one in entries]
    assert not any(one.faults or one.is_erased for one in found)


def test_an_erased_record_is_no_fault_and_is_told():
    first, second, third, fourth = a_chain()
    found = list(verify([first, erased(second), third, erased(fourth)], snapshots=frozenset({"5a" * 32})))
    assert [one.is_erased for one in found] == [False, True, False, True]
    assert not any(one.faults for one in found)


OTHER_ANSWERS = {"matomo": Answer(choice=Choice.REFUSED, revision=1)}
TAMPERINGS = {
    "site": "shoq",
    "record_id": "record-9",
    "receipt_id": "receipt-9",
    "chain_id": "chaim",
    "seq": 9,
    "subject": None,
    "decided_at": NOW + timedelta(milliseconds=1),
    "how": How.ACCEPT_ALL,
    "shown": what_was_shown(snapshot="5b" + "5a" * 31),
    "domain": "shop.examplf",
    "answers": OTHER_ANSWERS,
    "until": NOW,
    "signals": {"gpc": True},
    "once": None,
}


def test_the_table_of_tamperings_names_every_field_of_a_record():
    assert TAMPERINGS.keys() == vars(a_record()).keys()


@pytest.mark.parametrize("field", TAMPERINGS)
@pytest.mark.parametrize("at", range(LENGTH))
def test_any_other_value_in_a_record_is_found_at_its_place(field, at):
    found = faults(changed(a_chain(), at, **{field: TAMPERINGS[field]}))
    assert [EDITED in one for one in found] == [here == at for here in range(LENGTH)]


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 2},
        {"consent_revision": 2},
        {"language": "fr"},
        {"layer": Layer.BANNER},
        {"layout": "new-2"},
        {"snapshot": "5b" * 32},
    ],
)
def test_any_other_value_in_what_was_shown_is_found(fields):
    assert faults(changed(a_chain(), 1, shown=what_was_shown(**fields))) == [(), (EDITED,), (), ()]


@given(st.sampled_from(["site", "record_id", "receipt_id", "chain_id", "subject", "domain", "once"]), st.data())
def test_any_one_character_changed_in_a_record_is_found(field, data):
    entries = a_chain()
    text = getattr(entries[0].record, field)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"], exclude_characters=text[at]))
    assert EDITED in faults(changed(entries, 0, **{field: text[:at] + letter + text[at + 1 :]}))[0]


@pytest.mark.parametrize("key", [None, b"", b"another key"])
def test_a_record_without_its_own_key_is_found(key):
    first, *rest = a_chain()
    found = list(verify([replace(first, key=key), *rest]))
    assert (found[0].faults, found[0].is_erased) == ((EDITED,), False)


@pytest.mark.parametrize("field", ["commitment", "chain"])
@given(
    st.integers(0, LENGTH - 1), st.integers(0, 63), st.sampled_from("0123456789abcdefg \N{SNOWMAN}"), st.booleans()
)
def test_any_one_character_changed_in_a_hash_is_found_even_of_an_erased_record(
    field, at, place, letter, is_erased
):
    entries = a_chain()
    if is_erased:
        entries[at] = erased(entries[at])
    text = getattr(entries[at].link, field)
    other = text[:place] + letter + text[place + 1 :]
    assert is_whole(relinked(entries, at, **{field: other})) == (other == text)


@pytest.mark.parametrize(
    ("field", "other", "fault"),
    [
        ("site", "another", EDITED),
        ("record_id", "another", EDITED),
        ("chain_id", "another", EDITED),
        ("seq", 9, GAP),
        ("day", "2026-03-09", DAY),
    ],
)
def test_a_link_that_names_another_place_than_its_record_is_found(field, other, fault):
    assert fault in faults(relinked(a_chain(), 1, **{field: other}))[1]


@given(st.permutations(range(LENGTH)))
def test_links_in_any_other_order_are_found(order):
    entries = a_chain()
    assert is_whole([entries[at] for at in order]) == (list(order) == sorted(order))


@given(st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1), st.booleans())
def test_records_that_changed_places_are_found(one, other, with_key):
    entries = a_chain()
    there = entries[one], entries[other]
    for at, (mine, its) in ((one, there), (other, there[::-1])):
        entries[at] = replace(mine, record=its.record, key=its.key if with_key else mine.key)
    assert is_whole(entries) == (one == other)


@given(st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1), st.booleans())
def test_links_that_changed_places_and_numbers_are_found(one, other, is_erased):
    entries = [erased(entry) if is_erased else entry for entry in a_chain()]
    links = entries[one].link, entries[other].link
    for at, (mine, its) in ((one, links), (other, links[::-1])):
        entries[at] = replace(entries[at], link=replace(its, seq=mine.seq))
    assert is_whole(entries) == (one == other)


@given(st.sets(st.integers(0, LENGTH - 1), min_size=1), st.booleans())
def test_links_deleted_from_before_the_end_are_found(places, is_erased):
    """What is cut off at the end, only a seal shows (DESIGN 6)."""
    entries = [erased(entry) if is_erased else entry for entry in a_chain()]
    left = [entry for at, entry in enumerate(entries) if at not in places]
    cut_off_at_the_end = [entry.link.seq for entry in left] == list(range(1, len(left) + 1))
    assert is_whole(left) == cut_off_at_the_end


@given(st.integers(0, LENGTH), st.integers(0, LENGTH - 1), st.booleans(), st.booleans())
def test_a_link_inserted_from_elsewhere_is_found_wherever_and_however_numbered(at, which, is_own, is_renumbered):
    entries = a_chain()
    stranger = a_chain("chain" if is_own else "another")[which].link
    seq = at + 1 if is_renumbered else stranger.seq
    inserted = Entry(link=replace(stranger, chain_id="chain", seq=seq))
    rest = [replace(one, link=replace(one.link, seq=one.link.seq + 1)) for one in entries[at:]]
    assert not is_whole([*entries[:at], inserted, *(rest if is_renumbered else entries[at:])])


def test_a_chain_that_comes_in_two_pieces_is_found():
    first, *rest = a_chain()
    assert faults([first, *a_chain("between", 1), *rest]) == [(), (), (GAP,), (), ()]


def test_a_first_link_that_hangs_on_something_is_found():
    record = a_record()
    entry = Entry(link=link(record, b"key", "ab" * 32), record=record, key=b"key")
    assert faults([entry]) == [(BROKEN,)]


def test_a_record_whose_snapshot_is_gone_is_found_where_snapshots_are_checked():
    entries = a_chain(length=2)
    assert is_whole(entries)
    assert faults(entries, snapshots=frozenset()) == [(NO_SNAPSHOT,), (NO_SNAPSHOT,)]


def sealed(entries, number=1, start=0):
    """The entries, each with its place in a seal."""
    return [
        replace(
            one,
            member=Member(
                seal=number, position=start + at, record_id=one.link.record_id, leaf=leaf(one.link).hex()
            ),
        )
        for at, one in enumerate(entries)
    ]


def test_a_chain_that_was_sealed_in_part_is_whole_and_tells_which_seal_has_what():
    entries = a_chain()
    found = list(verify([*sealed(entries[:2]), *sealed(entries[2:3], 2), entries[3]]))
    assert [(one.seal, one.faults) for one in found] == [(1, ()), (1, ()), (2, ()), (None, ())]


def test_a_chain_written_anew_with_keys_and_hashes_is_found_by_its_seal():
    other = [replace(one, record=replace(one.record, domain="forged.example")) for one in a_chain()]
    forged, previous = [], GENESIS
    for one in other:
        forged.append(replace(one, link=link(one.record, one.key, previous)))
        previous = forged[-1].link.chain
    assert is_whole(forged), "nothing of it shows by itself"
    kept = [replace(new, member=old.member) for new, old in zip(forged, sealed(a_chain()), strict=True)]
    assert faults(kept) == [(Fault.REWRITTEN,)] * LENGTH


def test_a_record_that_came_in_before_one_that_was_sealed_is_found():
    entries = a_chain()
    assert faults([*sealed(entries[:1]), entries[1], *sealed(entries[2:])]) == [(), (), (Fault.INSERTED,), ()]


def test_what_a_record_says_is_checked_without_a_record():
    (entry,) = a_chain(length=1)
    claimed = replace(entry, record=None, claimed=claim_of(entry.record))
    assert not claimed.is_erased
    assert is_whole([claimed])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"said": b"other"}, EDITED),
        ({"site": "other"}, EDITED),
        ({"record_id": "other"}, EDITED),
        ({"chain_id": "other"}, EDITED),
        ({"seq": 2}, EDITED),
        ({"day": "2026-01-01"}, DAY),
        ({"snapshot": "other"}, NO_SNAPSHOT),
    ],
)
def test_whatever_of_it_is_another_is_a_fault(change, fault):
    (entry,) = a_chain(length=1)
    claim = claim_of(entry.record)
    (found,) = verify(
        [replace(entry, record=None, claimed=claim._replace(**change))], snapshots=frozenset({claim.snapshot})
    )
    assert found.faults == (fault,)


def test_what_cannot_be_read_is_a_fault_and_not_taken_for_erased():
    first, second, *rest = a_chain()
    unreadable = Entry(link=second.link, is_unreadable=True)
    found = list(verify([first, unreadable, *rest]))
    assert [(one.faults, one.is_erased) for one in found][:3] == [
        ((), False),
        ((Fault.UNREADABLE,), False),
        ((), False),
    ]
