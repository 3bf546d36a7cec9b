"""Records from before there were seals, whose commitments are to another form of the same (R-05)."""

from dataclasses import replace

import pytest

from cookieprefs.core.checking import Entry, Fault, verify
from cookieprefs.core.record import GENESIS, canonical, chain_after, commit_to, first_form, hidden, link
from tests.core.builders import a_record


def faults(entry, **changed):
    """What is found of one record, with other fields in it."""
    return next(verify([replace(entry, record=replace(entry.record, **changed))])).faults


def in_first_form(**fields):
    """A record, committed to as records were until there were seals."""
    record, key = a_record(seq=1, chain_id="old", record_id="old-1", **fields), b"k" * 32
    said = canonical(record)
    for secret in (record.subject, record.once):
        said = said.replace(hidden(secret).encode(), secret.encode()) if secret else said
    commitment = commit_to(said, key)
    today = link(record, key, GENESIS)
    kept = replace(today, commitment=commitment, chain=chain_after(GENESIS, commitment))
    return Entry(link=kept, record=record, key=key)


@pytest.mark.parametrize(
    ("subject", "once"), [("a" * 32, "of-one-click"), (None, "of-one-click"), ("a" * 32, None), (None, None)]
)
def test_a_commitment_in_the_first_form_holds(subject, once):
    assert faults(in_first_form(subject=subject, once=once)) == ()


@pytest.mark.parametrize("field", [{"subject": "b" * 32}, {"once": "of-another-click"}, {"domain": "other.test"}])
def test_what_was_edited_under_the_first_form_is_found(field):
    assert Fault.EDITED in faults(in_first_form(subject="a" * 32, once="of-one-click"), **field)


def test_hashes_in_the_place_of_what_they_are_of_are_no_first_form():
    """They would give the very bytes that were committed to in today's form."""
    record, key = a_record(subject="a" * 32, once="of-one-click"), b"k" * 32
    entry = Entry(link=link(record, key, GENESIS), record=record, key=key)
    assert faults(entry) == ()
    assert Fault.EDITED in faults(entry, subject=hidden("a" * 32), once=hidden("of-one-click"))
    assert first_form(b"{}", None, "f" * 64) is None
