"""What nobody changed is whole, and what cannot be told of it is told as that (R-07)."""

import pytest

from cookieprefs.core.seal import line
from tests.verify_export.made import a_ledger, as_written, checked, period, proof, whole, written


@pytest.fixture(scope="module")
def ledger():
    return a_ledger(unsealed=1)


def summary(content, printed=""):
    check, told = checked(content, printed)
    assert told == []
    return list(check.summary())


UNSEALED = "Whoever owned the database could write those anew."


def test_a_whole_export_is_counted(ledger):
    assert summary(written(whole(ledger)), ledger.printed) == [
        "Faults: 0. Records: 12. Chains: 5. Erased: 2.",
        f"Not sealed: 1. {UNSEALED}",
        "Under the seal in print: 11.",
    ]


def test_an_earlier_line_in_print_covers_what_it_covers(ledger):
    assert summary(written(whole(ledger)), line(ledger.seals[0]))[2] == "Under the seal in print: 7."


def test_without_a_line_in_print_it_says_which_to_compare(ledger):
    assert summary(written(whole(ledger)))[2] == f"Not checked: whether this is in print: {ledger.printed}"


def test_without_snapshots_it_says_so(ledger):
    told = summary(written(whole(ledger, with_snapshots=False)), ledger.printed)
    assert told[-1] == "Not checked: what visitors were shown, for it is not here."


def test_what_lies_outside_of_some_days_is_no_fault_and_is_counted(ledger):
    assert summary(written(period(ledger, 1, 2)), ledger.printed) == [
        "Faults: 0. Records: 6. Chains: 3. Erased: 1.",
        f"Not sealed: 0. {UNSEALED}",
        "Under the seal in print: 6.",
        "Not checked: whether any is missing. Following one that is: 3.",
        "Not checked: what visitors were shown, for it is not here.",
    ]


def test_days_that_have_all_are_still_days(ledger):
    told = summary(written(period(ledger, 0, 9, with_snapshots=True)), ledger.printed)
    assert told[0] == "Faults: 0. Records: 12. Chains: 5. Erased: 2."
    assert told[-1] == "Not checked: whether any is missing. Following one that is: 0."


def test_days_without_decisions_have_none(ledger):
    assert summary(written(period(ledger, 20, 30)))[0] == "Faults: 0. Records: 0. Chains: 0. Erased: 0."


@pytest.mark.parametrize("chain_id", ["a", "b", "c", "d", "e"])
def test_the_proof_of_each_chain_is_whole(ledger, chain_id):
    told = summary(as_written(proof(ledger, chain_id)), ledger.printed)
    assert told[0].startswith("Faults: 0. ")
    assert len(told) == 3


def test_a_proof_has_only_the_seals_from_its_own_on(ledger):
    bundle = proof(ledger, "e")
    bundle["seals"] = bundle["seals"][1:]
    assert summary(as_written(bundle), ledger.printed)[2] == "Under the seal in print: 1."


def test_blank_lines_and_other_line_ends_mean_nothing(ledger):
    content = b"\n\r\n".join(written(whole(ledger)).splitlines()) + b"\n\n \n"
    assert summary(content, ledger.printed)[0].startswith("Faults: 0. ")


def test_chains_may_come_in_any_order(ledger):
    lines = whole(ledger)
    records = [one for one in lines if "link" in one]
    others = sorted(records, key=lambda one: one["link"]["chain_id"], reverse=True)
    head, last = lines[: lines.index(records[0])], lines[-1]
    assert summary(written([*head, *others, last]), ledger.printed)[0].startswith("Faults: 0. ")


def test_an_empty_ledger_is_whole():
    empty = a_ledger()
    empty.entries.clear()
    empty.seals.clear()
    assert (
        summary(written(whole(empty, with_snapshots=False)))[0] == "Faults: 0. Records: 0. Chains: 0. Erased: 0."
    )
