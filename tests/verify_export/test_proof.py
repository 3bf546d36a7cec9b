"""The proof of one chain: what its receipt tells is what the records say (R-06)."""

import copy

import pytest

from tests.verify_export.made import SNAPSHOTS, a_ledger, as_written, faults, proof

LEDGER = a_ledger(unsealed=1)
PROOF = proof(LEDGER)
RECEIPT = ("the receipt", "edited")
A3, A4 = (f"chain a, number {one}, record a-{one}" for one in (3, 4))


def of_event(at, **fields):
    return lambda bundle: bundle["receipt"]["events"][at].update(fields)


def of_receipt(**fields):
    return lambda bundle: bundle["receipt"].update(fields)


def without_event(bundle):
    del bundle["receipt"]["events"][1]


def without_last_record(bundle):
    del bundle["records"][-1]


def cut(bundle):
    """The last decision is left out everywhere, and the receipt is said to be that of the one before."""
    without_last_record(bundle)
    del bundle["receipt"]["events"][-1]
    bundle["receipt"].update(record_id="a-3", receipt_id="receipt-a-3")


def another_chain(bundle):
    bundle["records"] += proof(LEDGER, "c")["records"]


TAMPERED = {
    "another answer": (of_event(0, event_state={"matomo": "dpv:ConsentRefused"}), [RECEIPT]),
    "another time": (of_event(0, event_time="2026-02-01T12:00:00.000Z"), [RECEIPT]),
    "another id": (of_event(0, event_id="a-2"), [RECEIPT]),
    "another number": (of_event(0, seq=2), [RECEIPT]),
    "another domain": (of_event(0, x_domain="other.example"), [RECEIPT]),
    "other signals": (of_event(0, x_signals={"gpc": True}), [RECEIPT]),
    "another commitment": (of_event(0, x_commit="hmac-sha256:" + "0" * 64), [RECEIPT]),
    "another chain value": (of_event(0, x_chain="sha256:" + "0" * 64), [RECEIPT]),
    "one event less": (without_event, [RECEIPT]),
    "no events": (of_receipt(events=[]), [RECEIPT]),
    "events that are none": (of_receipt(events=["?"]), [("part 9", "malformed")]),
    "another receipt's id": (of_receipt(receipt_id="receipt-a-2"), [RECEIPT]),
    "another record's id": (of_receipt(record_id="a-9"), [RECEIPT]),
    "another visitor": (of_receipt(pii_principal_id="c"), [RECEIPT]),
    "a record less": (without_last_record, [RECEIPT]),
    "another visitor's records": (another_chain, [RECEIPT]),
    "a record in between less": (lambda bundle: bundle["records"].pop(2), [(A4, "removed"), RECEIPT]),
    "a record that is none": (
        lambda bundle: bundle["records"].append("?"),
        [("part 9", "malformed"), ("part 10", "malformed")],
    ),
    "a proof among the records": (
        lambda bundle: bundle["records"].append(copy.deepcopy(bundle)),
        [RECEIPT, ("part 10", "malformed")],
    ),
    "records that are none": (
        lambda bundle: bundle.update(records=7),
        [("part 5", "malformed"), ("part 6", "malformed")],
    ),
    "no seals": (
        lambda bundle: bundle.update(seals=[]),
        [
            *((f"chain a, number {one}, record a-{one}", "no member") for one in (1, 2, 3)),
            ("seal 2", "other"),
        ],
    ),
    "no snapshots": (
        lambda bundle: bundle.update(snapshots=[]),
        [(f"chain a, number {one}, record a-{one}", "snapshot missing") for one in (1, 2, 3, 4)],
    ),
    "another snapshot": (
        lambda bundle: bundle["snapshots"][0].update(html="<p>Yes?</p>"),
        [
            (f"snapshot {next(iter(SNAPSHOTS))}", "edited"),
            *((f"chain a, number {one}, record a-{one}", "snapshot missing") for one in (2, 4)),
        ],
    ),
}


@pytest.mark.parametrize(("tamper", "expected"), TAMPERED.values(), ids=TAMPERED)
def test_each_fault_is_named_where_it_is(tamper, expected):
    bundle = copy.deepcopy(PROOF)
    tamper(bundle)
    assert bundle != PROOF
    assert faults(as_written(bundle), LEDGER.printed) == expected


@pytest.mark.parametrize("name", sorted(PROOF))
def test_a_part_that_is_missing_makes_it_no_proof(name):
    left = {key: one for key, one in PROOF.items() if key != name}
    with pytest.raises(RuntimeError, match="this is no export and no proof of cookieprefs"):
        faults(as_written(left))


def test_it_may_stand_on_one_line():
    content = as_written(PROOF).replace(b"\n  ", b"").replace(b"\n", b"")
    assert b"\n" not in content
    assert faults(content, LEDGER.printed) == []


def test_that_the_last_decision_is_left_out_does_not_show():
    """What docs/exports.md says of it: a later decision is in the ledger, and a whole export shows it."""
    bundle = copy.deepcopy(PROOF)
    cut(bundle)
    assert faults(as_written(bundle), LEDGER.printed) == []
