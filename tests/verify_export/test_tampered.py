"""Whatever somebody does to an export is found, and named by what was done to what (R-05, T10)."""

import copy

import pytest

from cookieprefs.core import evidence
from cookieprefs.core.record import GENESIS, link
from tests.verify_export.made import HTML, NAMES, a_ledger, faults, period, whole, written

LEDGER = a_ledger(unsealed=1)
WHOLE = whole(LEDGER)
DAYS = period(LEDGER, 1, 2)
A2, A3, A4, C2, C3, D1, D2, D3 = (
    f"chain {one[0]}, number {one[1]}, record {one[0]}-{one[1]}"
    for one in ("a2", "a3", "a4", "c2", "c3", "d1", "d2", "d3")
)


def record(lines, record_id):
    """The line of a record."""
    return next(one for one in lines if one.get("link", {}).get("record_id") == record_id)


def seal(lines, number):
    return next(one for one in lines if one["format"] == evidence.SEAL and one["number"] == number)


def says(record_id, /, **fields):
    return lambda lines: record(lines, record_id)["record"].update(fields)


def links(record_id, /, **fields):
    return lambda lines: record(lines, record_id)["link"].update(fields)


def line_says(record_id, /, **fields):
    return lambda lines: record(lines, record_id).update(fields)


def stands(record_id, /, **fields):
    return lambda lines: record(lines, record_id)["seal"].update(fields)


def seal_says(number, /, **fields):
    return lambda lines: seal(lines, number).update(fields)


def all_of(kind, seal=None):
    """The same fault at every sealed record, or at those of one seal."""
    return [
        (f"chain {one.link.chain_id}, number {one.link.seq}, record {one.link.record_id}", kind)
        for one in LEDGER.entries
        if one.member and seal in (None, one.member.seal)
    ]


def without(record_id):
    return lambda lines: lines.remove(record(lines, record_id))


def without_chain(chain_id):
    def remove(lines):
        lines[:] = [one for one in lines if one.get("link", {}).get("chain_id") != chain_id]

    return remove


def twice(record_id):
    def insert(lines):
        one = record(lines, record_id)
        lines.insert(lines.index(one), copy.deepcopy(one))

    return insert


def exchanged(first, second):
    def exchange(lines):
        one, two = (lines.index(record(lines, name)) for name in (first, second))
        lines[one], lines[two] = lines[two], lines[one]

    return exchange


def rewritten(lines):
    """A chain written anew from its second record on, with keys and hashes that fit, as far as it was sealed."""
    previous = GENESIS
    for entry in LEDGER.entries[:3]:
        said = entry.record
        if said.seq == 2:
            said = type(said)(**{**vars(said), "domain": "forged.example"})
        made = link(said, entry.key, previous)
        previous = made.chain
        line = record(lines, said.record_id)
        line["link"] = dict(vars(made))
        line["record"] = evidence.record_line(type(entry)(link=made, record=said, key=entry.key))["record"]
    line = record(lines, "a-4")
    line["link"]["chain"] = "0" * 64


def without_seal(number):
    return lambda lines: lines.remove(seal(lines, number))


def seal_again(lines):
    lines.insert(2, copy.deepcopy(lines[1]))


def says_first(**fields):
    return lambda lines: lines[0].update(fields)


def cut(count):
    return lambda lines: lines.__delitem__(slice(-count, None))


def without_snapshot(lines):
    lines[:] = [one for one in lines if one.get("sha256") != NAMES[0]]


def other_html(lines):
    next(one for one in lines if one.get("html") == HTML[0])["html"] += " "


CUT = ("the last line", "cut off")
GONE_1, GONE_2 = ("seal 1", "gone"), ("seal 2", "gone")
EDITED_1, EDITED_2 = ("seal 1", "edited"), ("seal 2", "edited")
TAMPERED = {
    "another domain": (says("a-2", domain="other.example"), [(A2, "edited")]),
    "another answer": (says("a-2", answers={"matomo": ["given", 1]}), [(A2, "edited")]),
    "a number with a fraction": (says("a-2", answers={"matomo": ["refused", 1.0]}), [(A2, "edited")]),
    "more words in a record": (says("a-2", more="words"), [(A2, "edited")]),
    "another visitor": (says("a-2", subject="somebody else"), [(A2, "edited")]),
    "another day": (says("a-2", decided_at="2026-02-01T12:00:00.000Z"), [(A2, "edited"), (A2, "day")]),
    "another record's id": (says("a-2", record_id="a-3"), [(A2, "edited")]),
    "another snapshot": (says("a-2", snapshot="5a" * 32), [(A2, "edited"), (A2, "snapshot missing")]),
    "another key": (line_says("a-2", key="00" * 32), [(A2, "edited")]),
    "no key": (line_says("a-2", key=None), [(A2, "edited")]),
    "unreadable": (line_says("a-2", record="unreadable"), [(A2, "unreadable")]),
    "another day of the link": (links("a-2", day="2026-03-03"), [(A2, "day"), (A2, "rewritten")]),
    "another day of an erased one": (links("d-1", day="2026-03-03"), [(D1, "rewritten")]),
    "another commitment": (
        links("a-2", commitment="0" * 64),
        [(A2, "broken"), (A2, "edited"), (A2, "rewritten")],
    ),
    "a commitment that is none": (
        links("a-2", commitment="no hash"),
        [(A2, "broken"), (A2, "edited"), (A2, "rewritten")],
    ),
    "another chain value": (links("a-2", chain="0" * 64), [(A2, "broken"), (A2, "rewritten"), (A3, "broken")]),
    "another site": (links("a-2", site="other"), [(A2, "outside"), (A2, "edited"), (A2, "rewritten")]),
    "a sealed record as unsealed": (line_says("a-2", seal=None), [(A3, "inserted"), GONE_1]),
    "another leaf": (stands("a-2", leaf="0" * 64), [(A2, "rewritten"), ("seal 1", "root")]),
    "a leaf that is no hash": (stands("a-2", leaf="no hash"), [(A2, "rewritten"), ("seal 1", "root")]),
    "another's place": (stands("a-2", position=0), [(A2, "no member"), GONE_1]),
    "a place that is none": (stands("a-2", position=7), [(A2, "no member"), GONE_1]),
    "another seal": (stands("a-2", number=2), [GONE_1, GONE_2]),
    "a seal that is not there": (stands("a-2", number=3), [(A2, "no member"), GONE_1]),
    "fewer records in a seal": (seal_says(1, records=6), [EDITED_1, (D2, "no member"), ("seal 1", "root")]),
    "more records in a seal": (seal_says(1, records=8), [EDITED_1, GONE_1]),
    "another root": (seal_says(1, root="0" * 64), [EDITED_1, ("seal 1", "root")]),
    "another time of a seal": (seal_says(1, sealed_at="2026-03-01T12:00:00.000Z"), [EDITED_1]),
    "another digest": (seal_says(1, digest="0" * 64), [EDITED_1, EDITED_2]),
    "another seal before": (seal_says(2, previous=GENESIS), [EDITED_2]),
    "a seal of another site": (seal_says(2, site="other"), [EDITED_2, ("seal 2", "other")]),
    "no such record": (without("a-2"), [(A3, "removed"), CUT, GONE_1]),
    "an unsealed record away": (without("a-4"), [CUT]),
    "a visitor away": (without_chain("c"), [CUT, GONE_1, GONE_2]),
    "a record twice": (twice("a-2"), [(A2, "reordered"), CUT, GONE_1]),
    "two records exchanged": (
        exchanged("a-2", "a-3"),
        [(A3, "removed"), (A2, "reordered"), (A4, "removed")],
    ),
    "records among others' chains": (
        exchanged("a-2", "c-2"),
        [(C2, "removed"), (A3, "removed"), (A2, "removed"), (C3, "removed")],
    ),
    "a chain written anew": (rewritten, [(A2, "rewritten"), (A3, "rewritten"), (A4, "broken")]),
    "no last line": (cut(1), [CUT]),
    "the last two lines": (cut(2), [GONE_2, CUT]),
    "the first seal away": (without_seal(1), [EDITED_2, *all_of("no member", seal=1), CUT]),
    "the last seal away": (without_seal(2), [*all_of("no member", seal=2), CUT, ("seal 2", "other")]),
    "a seal inserted": (seal_again, [EDITED_1, CUT]),
    "a snapshot away": (
        without_snapshot,
        [(A2, "snapshot missing"), (A4, "snapshot missing"), (C2, "snapshot missing"), CUT],
    ),
    "another snapshot's HTML": (
        other_html,
        [
            (f"snapshot {NAMES[0]}", "edited"),
            (A2, "snapshot missing"),
            (A4, "snapshot missing"),
            (C2, "snapshot missing"),
        ],
    ),
    "a line of another kind": (
        lambda lines: lines.insert(9, {"format": "cookieprefs-vote/1"}),
        [("line 10", "malformed")],
    ),
    "a line with another field": (
        line_says("a-2", more=1),
        [("line 7", "malformed"), (A3, "removed"), GONE_1, CUT],
    ),
    "a link with another field": (
        links("a-2", more=1),
        [("line 7", "malformed"), (A3, "removed"), GONE_1, CUT],
    ),
    "more after the end": (lambda lines: lines.append(lines[-2]), [("line 19", "malformed")]),
    "whole, said to be of some days": (says_first(since="2026-03-01"), [*all_of("no member")]),
    "of another site": (says_first(site="other"), [*all_of("outside"), (A4, "outside")]),
    "with snapshots, said to be without": (
        says_first(with_snapshots=False),
        [(f"snapshot {one}", "edited") for one in NAMES],
    ),
}


@pytest.mark.parametrize(("tamper", "expected"), TAMPERED.values(), ids=TAMPERED)
def test_each_fault_is_named_where_it_is(tamper, expected):
    lines = copy.deepcopy(WHOLE)
    tamper(lines)
    content = written(lines)
    assert content != written(WHOLE)
    assert sorted(faults(content, LEDGER.printed)) == sorted(expected)


def test_what_was_written_anew_with_its_seals_is_found_by_the_line_in_print_alone():
    forged = a_ledger(unsealed=1, domain="forged.example")
    content = written(whole(forged))
    assert faults(content) == []
    assert faults(content, LEDGER.printed) == [("seal 2", "other")]


def test_a_line_in_print_that_the_export_does_not_have_is_told():
    later = LEDGER.printed.replace("cookieprefs-seal shop 2 ", "cookieprefs-seal shop 3 ")
    assert faults(written(WHOLE), later) == [("seal 3", "other")]
    elsewhere = LEDGER.printed.replace("cookieprefs-seal shop ", "cookieprefs-seal other ")
    assert faults(written(WHOLE), elsewhere) == [("seal 2", "other")]


def test_what_a_seal_names_and_the_ledger_had_no_longer_is_named():
    """As `ledger export` tells of a record that somebody took out of the database."""
    entry = LEDGER.entries[0]
    lines = [
        *[one for one in WHOLE[:-1] if one.get("link", {}).get("chain_id") != "a"],
        *[evidence.gone_line(one.member) for one in LEDGER.entries[:3]],
        evidence.end_line(records=8, seals=2, snapshots=2),
    ]
    assert entry.link.chain_id == "a"
    assert faults(written(lines), LEDGER.printed) == [
        ("record a-1", "gone"),
        ("record a-2", "gone"),
        ("record a-3", "gone"),
    ]


OF_SOME_DAYS = {
    "another domain": (says("a-2", domain="other.example"), [(A2, "edited")]),
    "another link": (links("a-2", chain="0" * 64), [(A2, "rewritten"), (A3, "broken")]),
    "another leaf": (stands("a-2", leaf="0" * 64), [(A2, "rewritten"), (A2, "no member")]),
    "another path": (stands("a-2", path=["0" * 64] * 3), [(A2, "no member")]),
    "a path that is none": (stands("a-2", path=["no hash"] * 3), [(A2, "no member")]),
    "a longer path": (lambda lines: record(lines, "a-2")["seal"]["path"].append("0" * 64), [(A2, "no member")]),
    "a shorter path": (lambda lines: record(lines, "a-2")["seal"]["path"].pop(), [(A2, "no member")]),
    "no path": (lambda lines: record(lines, "a-2")["seal"].pop("path"), [(A2, "no member")]),
    "another's place": (stands("a-2", position=0), [(A2, "no member")]),
    "a place below none": (stands("a-2", position=-1), [(A2, "no member")]),
    "a sealed record as unsealed": (line_says("a-2", seal=None), [(A3, "inserted")]),
    "two records exchanged": (exchanged("a-2", "a-3"), [(A2, "reordered")]),
    "a day outside": (says_first(since="2026-03-03"), [(A2, "outside"), (C2, "outside"), (D2, "outside")]),
    "a record that is away": (without("a-2"), [CUT]),
    "said to be whole": (
        says_first(since=None, until=None),
        [
            *((one, "removed") for one in (A2, C2, D2)),
            *((one, "no member") for one in (A2, A3, C2, C3, D2, D3)),
            GONE_1,
            GONE_2,
        ],
    ),
}


@pytest.mark.parametrize(("tamper", "expected"), OF_SOME_DAYS.values(), ids=OF_SOME_DAYS)
def test_the_same_holds_for_an_export_of_some_days(tamper, expected):
    lines = copy.deepcopy(DAYS)
    tamper(lines)
    assert sorted(faults(written(lines), LEDGER.printed)) == sorted(expected)


def test_that_a_record_of_some_days_was_left_out_does_not_show():
    """What docs/exports.md says of it: only a whole export shows that nothing is missing."""
    lines = copy.deepcopy(DAYS)
    without("a-2")(lines)
    lines[-1]["records"] -= 1
    assert faults(written(lines), LEDGER.printed) == []
