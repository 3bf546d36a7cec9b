"""Whatever else somebody hands to the script is a sentence, and never a traceback."""

import json

import pytest

from cookieprefs import verify_export
from tests.verify_export.made import a_ledger, checked, faults, period, whole, written

LEDGER = a_ledger()
WHOLE = written(whole(LEDGER))
LINES = WHOLE.splitlines(keepends=True)
NONE = "this is no export and no proof of cookieprefs, or of a format that is not known here"

OTHERS = {
    "empty": b"",
    "blank": b"\n\n",
    "words": b"This is a letter.\n",
    "bytes": b"\x89PNG\r\n\x1a\n\x00\xff",
    "another encoding": WHOLE.decode().encode("utf-16"),
    "a list": b"[]",
    "a number": b"7",
    "nothing": b"null",
    "an object": b"{}",
    "a later format": LINES[0].replace(b"export/1", b"export/2"),
    "a format that is none": b'{"format": ["cookieprefs-export/1"]}',
    "a first line with another field": LINES[0].replace(b'{"format"', b'{"more":1,"format"'),
    "a first line with a field less": LINES[0].replace(b'"since":null,', b""),
    "a first line with a field twice": LINES[0].replace(b'"site":"shop"', b'"site":"shop","site":"other"'),
    "without its first line": b"".join(LINES[1:]),
    "half of a first line": LINES[0][:30],
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "a record alone": LINES[7],
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_what_is_no_export_is_told_as_that(content):
    with pytest.raises(RuntimeError) as error:
        checked(content)
    assert str(error.value) == NONE


RECORD = LINES[7]
BROKEN_LINES = {
    "no JSON": b"rubbish\n",
    "half of it": RECORD[: len(RECORD) // 2] + b"\n",
    "two in one": RECORD.rstrip() + RECORD,
    "a name twice": RECORD.replace(b'"seq":', b'"seq":1,"seq":', 1),
    "no letters": RECORD.replace(b"a-3", b"\xff\xfe"),
    "half a letter": RECORD.replace(b'"a-3"', b'"\\ud83d"'),
    "a list": b"[1, 2]\n",
    "a number": b"7\n",
    "nothing": b"null\n",
    "no number": RECORD.replace(b'"seq":3', b'"seq":NaN'),
    "a text for a number": RECORD.replace(b'"seq":3', b'"seq":"3"'),
    "a number beyond all measure": RECORD.replace(b'"seq":3', b'"seq":' + b"9" * 5000),
    "a place that is none": RECORD.replace(b'"position":', b'"position":[1],"other":'),
    "a place that is a text": RECORD.replace(b'"number":2', b'"number":"2"'),
    "a place that is a list": RECORD.replace(b'"number":2', b'"number":[2]'),
    "a record that is a list": RECORD.replace(b'"record":{', b'"record":[{').replace(b'},"key"', b'}],"key"'),
    "a key that is no key": RECORD.replace(b'"key":"', b'"key":"no key'),
    "a key that is a number": RECORD.replace(b'"key":"', b'"key":7,"other":"'),
    "a record without its key's name": RECORD.replace(b'"key":', b'"kex":'),
    "a snapshot that is a list": RECORD.replace(b'"snapshot":"', b'"snapshot":[],"other":"'),
    "a deep one": b"[" * 100_000 + b"\n",
}


@pytest.mark.parametrize("line", BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_a_line_that_is_none_is_named_and_the_others_are_checked(line):
    assert line != RECORD
    content = b"".join([*LINES[:7], line, *LINES[8:]])
    found = faults(content, LEDGER.printed)
    assert ("line 8", "malformed") in found
    assert ("chain a, number 4, record a-4", "removed") in found
    assert not [one for one in found if one[0].startswith(("chain c", "chain e"))]


def test_seals_that_are_none_are_named():
    for field, value in (("records", 0), ("records", -1), ("records", 1.5), ("records", "7"), ("records", 2**53)):
        seal = json.loads(LINES[1]) | {field: value}
        content = b"".join([LINES[0], json.dumps(seal).encode() + b"\n", *LINES[2:]])
        assert ("line 2", "malformed") in faults(content)
    for number in ([1], {}, "1", None):
        seal = json.loads(LINES[1]) | {"number": number}
        content = b"".join([LINES[0], json.dumps(seal).encode() + b"\n", *LINES[2:]])
        assert faults(content)


@pytest.mark.parametrize("at", range(1, len(WHOLE) - 1, 97))
def test_an_export_that_was_cut_off_anywhere_is_found(at):
    head = len(LINES[0])
    if at < head - 1:
        with pytest.raises(RuntimeError, match=NONE):
            checked(WHOLE[:at])
    else:
        assert ("the last line", "cut off") in faults(WHOLE[:at])


def test_a_last_line_without_its_end_is_whole():
    assert faults(WHOLE.rstrip(), LEDGER.printed) == []


def test_a_line_beyond_all_measure_is_no_line_and_takes_no_memory(monkeypatch):
    monkeypatch.setattr(verify_export, "LONGEST_LINE", 5000)
    longest = max(map(len, LINES))
    assert longest < 5000
    content = b"".join([*LINES[:7], b'"' + b"x" * 20_000 + b'"\n', *LINES[7:]])
    found = faults(content, LEDGER.printed)
    assert found == [(f"line {at}", "malformed") for at in range(8, 13)]


def test_a_proof_beyond_all_measure_is_none(monkeypatch):
    monkeypatch.setattr(verify_export, "LONGEST_PROOF", 1000)
    with pytest.raises(RuntimeError, match=NONE):
        checked(b'{\n"format": "cookieprefs-proof/1"' + b" " * 2000 + b"}")


def test_disorder_that_would_take_much_memory_ends_the_check(monkeypatch):
    monkeypatch.setattr(verify_export, "LOOSE", 2)
    lines = whole(a_ledger())
    records = [one for one in lines if "link" in one]
    others = records[::2] + records[1::2]
    content = written([*lines[:5], *others, lines[-1]])
    with pytest.raises(
        RuntimeError, match="so much is missing or out of order that checking it would take too much"
    ):
        checked(content)


def test_what_is_told_moves_no_terminal(monkeypatch):
    lines = whole(LEDGER)
    lines[7]["link"]["record_id"] = "\x1b[2J\u202eevil" + "x" * 1000
    told = checked(written(lines))[1]
    assert all(one.isascii() and one.isprintable() and len(one) <= 500 for one in told)
    assert any("\\x1b[2J\\u202eevil" in one for one in told)


def test_days_that_are_none_have_no_records_in_them():
    lines = period(LEDGER, 1, 2)
    lines[0]["since"] = 7
    assert {kind for _, kind in faults(written(lines))} == {"malformed", "cut off"}
