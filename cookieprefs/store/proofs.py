"""All that proves one record, gathered from ledger, snapshots and seals."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from cookieprefs.core import proof as core
from cookieprefs.core.proof import Proof, Sealing, Words
from cookieprefs.store import ledger, seals, versions


def of_receipt(session: Session, site: str, receipt_id: str) -> Proof | None:
    """What proves the record of a receipt; `None` where there is none, or it was erased.

    Raises `ValueError` where somebody wrote into a record what we never would.
    """
    kept = ledger.with_receipt(session, site, receipt_id)
    if kept is None:
        return None
    chain = tuple(ledger.entries(session, site, chain_id=kept.link.chain_id))
    shown = {one.record.shown.snapshot for one in chain if one.record} - {""}
    numbers = {one.member.seal for one in chain if one.member}
    return Proof(
        kept=kept,
        chain=chain,
        words={name: Words(sha256=name, html=versions.snapshot_html(session, site, name)) for name in shown},
        seals={one: seal for one in numbers if (seal := seals.numbered(session, site, one)) is not None},
    )


def sealing(session: Session, site: str, proof: Proof) -> Sealing:
    """How the records of a proof are sealed. Goes through all that their seals name, however much that is."""
    members = [one.member for one in proof.chain if one.member is not None]
    numbers = {one.seal for one in members}
    return core.sealing(
        [one for one in seals.all_of(session, site) if numbers and one.number >= min(numbers)],
        members,
        partial(seals.leaves, session, site),
    )


def words(session: Session, site: str, sha256: str) -> Words:
    """What is kept under a hash."""
    return Words(sha256=sha256, html=versions.snapshot_html(session, site, sha256))
