"""What leaves the house as proof: enough to check it by, and nothing that opens a visitor's records (R-07)."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from cookieprefs.core import evidence, merkle
from cookieprefs.core.checking import Entry, claim_of
from cookieprefs.core.merkle import Tree
from cookieprefs.core.record import GENESIS, canonical, commit_to, link
from cookieprefs.core.seal import Member, leaf, seal
from tests.core.builders import NOW, a_record

KEY = b"k" * 32


@pytest.fixture
def entry():
    record = a_record()
    return Entry(link=link(record, KEY, GENESIS), record=record, key=KEY)


def member_of(entry, position=0):
    return Member(seal=1, position=position, record_id=entry.link.record_id, leaf=leaf(entry.link).hex())


def a_seal(*entries):
    tree = Tree()
    for one in entries:
        tree.add(leaf(one.link))
    return seal("shop", None, tree, now=NOW)


def as_bytes(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_record_is_told_in_the_very_bytes_that_it_was_committed_to(entry):
    record = a_record(domain="bücher.example", once=None, subject=None)
    for one in (entry, Entry(link=link(record, KEY, GENESIS), record=record, key=KEY)):
        line = json.loads(json.dumps(evidence.record_line(one)))
        assert line["format"] == "cookieprefs-record/1"
        assert as_bytes(line["record"]) == canonical(one.record)
        assert commit_to(as_bytes(line["record"]), bytes.fromhex(line["key"])) == line["link"]["commitment"]


def test_what_opens_a_visitors_records_is_in_no_line(entry):
    text = json.dumps(evidence.bundle({}, [entry], {}, [], {}))
    assert entry.record.subject not in text
    assert entry.record.once not in text
    assert hashlib.sha256(entry.record.subject.encode()).hexdigest() in text


def test_what_a_record_says_is_told_without_a_record(entry):
    line = evidence.record_line(replace(entry, record=None, claimed=claim_of(entry.record)))
    assert line == evidence.record_line(entry)


def test_an_erased_record_is_its_link_alone(entry):
    line = evidence.record_line(Entry(link=entry.link))
    assert line == {
        "format": "cookieprefs-record/1",
        "link": vars(entry.link),
        "record": None,
        "key": None,
        "seal": None,
    }


def test_a_record_that_cannot_be_read_is_told_as_that_and_not_as_erased(entry):
    line = evidence.record_line(Entry(link=entry.link, is_unreadable=True))
    assert (line["record"], line["key"]) == ("unreadable", None)


def test_a_sealed_record_tells_where_in_which_seal_it_stands(entry):
    sealed = replace(entry, member=member_of(entry, 4))
    place = {"number": 1, "position": 4, "leaf": leaf(entry.link).hex()}
    assert evidence.record_line(sealed)["seal"] == place
    assert evidence.record_line(sealed, [b"\x01\x02"])["seal"] == place | {"path": ["0102"]}
    assert evidence.record_line(sealed, [])["seal"] == place | {"path": []}


def test_what_a_seal_names_and_is_gone_has_a_line_of_its_own(entry):
    assert evidence.gone_line(member_of(entry, 2)) == {
        "format": "cookieprefs-gone/1",
        "record_id": "record-1",
        "seal": {"number": 1, "position": 2, "leaf": leaf(entry.link).hex()},
    }


def test_a_seal_is_told_in_the_very_bytes_of_its_digest(entry):
    made = a_seal(entry)
    line = evidence.seal_line(made)
    assert line.pop("format") == "cookieprefs-seal/1"
    assert line.pop("digest") == made.digest
    assert hashlib.sha256(as_bytes(line)).hexdigest() == made.digest


def test_an_export_says_what_is_in_it_first_and_last():
    assert evidence.export_line("shop", None, None, with_snapshots=False) == {
        "format": "cookieprefs-export/1",
        "site": "shop",
        "since": None,
        "until": None,
        "with_snapshots": False,
    }
    span = evidence.export_line("shop", date(2026, 3, 1), date(2026, 3, 31), with_snapshots=True)
    assert (span["since"], span["until"], span["with_snapshots"]) == ("2026-03-01", "2026-03-31", True)
    assert evidence.end_line(records=3, seals=2, snapshots=1) == {
        "format": "cookieprefs-end/1",
        "records": 3,
        "seals": 2,
        "snapshots": 1,
    }


def test_a_bundle_holds_the_receipt_and_all_that_shows_it_to_be_true(entry):
    other = Entry(link=replace(entry.link, record_id="record-2", seq=2))
    made = a_seal(entry, other)
    sealed = [replace(one, member=member_of(one, at)) for at, one in enumerate((entry, other))]
    path = merkle.audit_path([leaf(entry.link), leaf(other.link)], 0, 2)
    found = evidence.bundle({"receipt_id": "r"}, sealed, {"record-1": path}, [made], {"5a": "<p>é</p>"})
    assert found == {
        "format": "cookieprefs-proof/1",
        "receipt": {"receipt_id": "r"},
        "records": [
            evidence.record_line(sealed[0], path),
            evidence.record_line(other),
        ],
        "seals": [evidence.seal_line(made)],
        "snapshots": [{"format": "cookieprefs-snapshot/1", "sha256": "5a", "html": "<p>é</p>"}],
        "how_to_check": list(evidence.HOW_TO_CHECK),
    }
    json.dumps(found)
