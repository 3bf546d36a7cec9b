"""A property: whatever happens to the bytes of an export is found, or has no meaning (R-05, T10)."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify_export.made import a_ledger, as_written, faults, period, proof, whole, written

LEDGER = a_ledger()
WHOLE, DAYS, PROOF = whole(LEDGER), period(LEDGER, 1, 2, with_snapshots=True), proof(LEDGER)

positions = st.integers(0, 10**6)
rubbish = st.sampled_from(
    ['"', "\\", "{", "}", "[", ",", " ", "\n", "0", "1", "a", "f", "-", ".", "e", "é", "\x00", "\ufeff"]
)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 12),
    st.sampled_from([1.0, 0.5]),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)


def is_found(content):
    try:
        return bool(faults(content, LEDGER.printed))
    except RuntimeError:
        return True


def meaning(content):
    """What a reader takes from an export: which lines there are, in whatever order, however they are written."""
    lines = [json.loads(one) for one in content.decode().splitlines() if one.strip()]
    return sorted(json.dumps(_plain(one), sort_keys=True) for one in lines)


def _plain(line):
    """A key is what HMAC makes of it: shorter ones are filled up with zeros."""
    if isinstance(line, dict) and isinstance(line.get("key"), str):
        return line | {"key": bytes.fromhex(line["key"]).ljust(64, b"\0").hex()}
    return line


def says_less(before, after, *, of_seals):
    """Whether records are told as erased, which leaves no trace (R-24), and nothing else is different.

    Where a seal's other records are not there, one of them may be told as unsealed as well: it is counted as that.
    """
    told = {one["link"]["record_id"]: one for one in map(json.loads, after) if one.get("link")}
    left = [json.loads(one) for one in before]
    for one in left:
        here = told.get(one.get("link", {}).get("record_id"), one)
        if here.get("link") and not here["record"]:
            one["record"] = one["key"] = None
        if here.get("link") and not here["seal"] and of_seals:
            one["seal"] = None
    return sorted(json.dumps(one, sort_keys=True) for one in left) == after


def is_the_same(content, lines, *, of_seals=True):
    """Whether whoever reads it reads the same, or less."""
    before = meaning(written(lines))
    try:
        after = meaning(content)
        return after == before or says_less(before, after, of_seals=of_seals)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def bytes_changed(content, data):
    """A few characters replaced, put in or taken out, anywhere."""
    text = content.decode()
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(positions) % len(text)
        length = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.just("") | rubbish) + text[at + length :]
    return text.encode()


def lines_changed(content, data):
    """Lines left out, repeated or moved."""
    lines = content.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        one = lines.pop(data.draw(positions) % len(lines))
        for _ in range(data.draw(st.integers(0, 2))):
            lines.insert(data.draw(positions) % (len(lines) + 1), one)
    return b"".join(lines)


def paths_of(value, path=()):
    """The way to each value inside of a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from paths_of(one, (*path, key))


def changed(value, path, new):
    """The value with another one at the end of the way, or nothing there."""
    made = here = copy.deepcopy(value)
    for key in path[:-1]:
        here = here[key]
    if new is ...:
        del here[path[-1]]
    else:
        here[path[-1]] = new
    return made


def value_changed(lines, data):
    """One value is another, one from elsewhere in the file, or none at all."""
    path = data.draw(st.sampled_from(sorted(paths_of(lines), key=repr)))
    other = data.draw(st.sampled_from(sorted(paths_of(lines), key=repr)))
    found = lines
    for key in other:
        found = found[key]
    return changed(lines, path, data.draw(values | st.just(...) | st.just(found)))


def exchanged(lines, data):
    """Two records have each other's words, keys, links or places."""
    whole = {"link", "record", "key", "seal"}
    records = [at for at, one in enumerate(lines) if isinstance(one, dict) and whole <= one.keys()]
    one, two = (data.draw(st.sampled_from(records)) for _ in "12")
    fields = data.draw(st.sets(st.sampled_from(sorted(whole)), min_size=1))
    made = copy.deepcopy(lines)
    for name in fields:
        made[one][name], made[two][name] = lines[two][name], lines[one][name]
    return made


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_change_of_bytes_goes_unseen(data):
    act = data.draw(st.sampled_from([bytes_changed, lines_changed]))
    content = act(written(WHOLE), data)
    assert is_found(content) or is_the_same(content, WHOLE, of_seals=False)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_change_of_values_goes_unseen(data):
    lines = WHOLE
    for _ in range(data.draw(st.integers(1, 2))):
        lines = data.draw(st.sampled_from([value_changed, exchanged]))(lines, data)
    content = written(lines)
    assert is_found(content) or is_the_same(content, WHOLE, of_seals=False)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_change_of_some_days_records_goes_unseen(data):
    """Of the first line and the last nothing is claimed: which days they are of is what the file says."""
    act = data.draw(st.sampled_from([value_changed, exchanged]))
    content = written([DAYS[0], *act(DAYS[1:-1], data), DAYS[-1]])
    assert is_found(content) or is_the_same(content, DAYS)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), part=st.sampled_from(["records", "seals", "snapshots"]))
def test_no_change_of_a_proof_goes_unseen(data, part):
    act = data.draw(st.sampled_from([value_changed, exchanged] if part == "records" else [value_changed]))
    made = act(PROOF[part], data)
    content = as_written({**PROOF, part: made})
    assert is_found(content) or is_the_same(written(made), PROOF[part])


@pytest.mark.parametrize("lines", [WHOLE, DAYS], ids=["whole", "days"])
def test_each_single_value_that_is_left_out_is_found(lines):
    left_out = [path for path in paths_of(lines) if path[0] not in (0, len(lines) - 1)]
    unseen = [path for path in left_out if not is_found(written(changed(lines, path, ...)))]
    assert not unseen
