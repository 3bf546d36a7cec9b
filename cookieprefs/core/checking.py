"""Checking the ledger: what was edited, removed, inserted or reordered, link by link (R-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import NamedTuple

from cookieprefs.core import seal
from cookieprefs.core.consent import How
from cookieprefs.core.record import GENESIS, ConsentRecord, Link, canonical, chain_after, commit_to, first_form
from cookieprefs.core.seal import Member


class Fault(StrEnum):
    """What `verify` finds wrong with one link."""

    EDITED = "edited"
    BROKEN = "broken"
    GAP = "gap"
    DAY = "day"
    NO_SNAPSHOT = "no snapshot"
    REWRITTEN = "rewritten"
    INSERTED = "inserted"
    UNREADABLE = "unreadable"


Faults = tuple[Fault, ...]


class Claim(NamedTuple):
    """What a record says, as far as it is checked; `said` are its canonical bytes, which hide the last two.

    A plain tuple, for one is made of each of millions of records.
    """

    site: str
    record_id: str
    chain_id: str
    seq: int
    day: str
    how: str
    snapshot: str
    said: bytes
    subject: str | None
    once: str | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link with its record and key, both `None` when it was erased (R-24), and its place in a seal."""

    link: Link
    record: ConsentRecord | None = None
    key: bytes | None = None
    member: Member | None = None
    claimed: Claim | None = None
    """What the record says, where whoever read it has made no record of that, or both."""
    is_unreadable: bool = False
    """Whether there is something in the record's place that we would never have written."""

    @property
    def claim(self) -> Claim | None:
        """What the record says; `None` where there is none that can be read."""
        return self.claimed or (None if self.record is None else claim_of(self.record))

    @property
    def is_erased(self) -> bool:
        """Whether nothing but the link is left."""
        return self.record is None and self.claimed is None and not self.is_unreadable


def claim_of(record: ConsentRecord) -> Claim:
    """What a record says, to be checked."""
    return Claim(
        site=record.site,
        record_id=record.record_id,
        chain_id=record.chain_id,
        seq=record.seq,
        day=record.decided_at.astimezone(UTC).date().isoformat(),
        how=record.how.value,
        snapshot=record.shown.snapshot,
        said=canonical(record),
        subject=record.subject,
        once=record.once,
    )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the check says of one link: its faults (none when whole), whether it was erased, which seal has it."""

    link: Link
    faults: tuple[Fault, ...]
    is_erased: bool
    seal: int | None = None


def verify(entries: Iterable[Entry], *, snapshots: frozenset[str] | None = None) -> Iterator[Finding]:
    """Check links that come ordered by chain and sequence, one finding each, in constant memory.

    An erased record is no fault, and neither is one that no seal covers yet. `snapshots` names those that exist;
    `None` leaves that unchecked.
    """
    chain_id, seq, previous, is_sealed = "", 0, GENESIS, True
    for entry in entries:
        here = entry.link
        if here.chain_id != chain_id:
            chain_id, seq, previous, is_sealed = here.chain_id, 0, GENESIS, True
        faults = (
            _chain_faults(here, seq + 1, previous)
            + _record_faults(entry, snapshots)
            + _seal_faults(entry, is_sealed)
        )
        sealed_by = entry.member.seal if entry.member else None
        yield Finding(link=here, faults=faults, is_erased=entry.is_erased, seal=sealed_by)
        seq, previous, is_sealed = here.seq, here.chain, entry.member is not None


def _chain_faults(here: Link, seq: int, previous: str) -> Faults:
    if here.seq != seq:
        return (Fault.GAP,)
    return () if _chained(previous, here.commitment) == here.chain else (Fault.BROKEN,)


def _chained(previous: str, commitment: str) -> str | None:
    """The chain value, or `None` where somebody wrote what is no hash."""
    try:
        return chain_after(previous, commitment)
    except ValueError:
        return None


def _record_faults(entry: Entry, snapshots: frozenset[str] | None) -> Faults:
    claim, here = entry.claim, entry.link
    if entry.is_unreadable:
        return (Fault.UNREADABLE,)
    if claim is None:
        return ()
    is_whole = (
        entry.key is not None
        and claim[:4] == (here.site, here.record_id, here.chain_id, here.seq)
        and _is_committed(claim, entry.key, here.commitment)
    )
    found: Faults = () if is_whole else (Fault.EDITED,)
    if claim.day != here.day:
        found += (Fault.DAY,)
    if snapshots is not None and not _shows(claim, snapshots):
        found += (Fault.NO_SNAPSHOT,)
    return found


def _is_committed(claim: Claim, key: bytes, commitment: str) -> bool:
    """Whether a commitment is to what a record says, in today's form or in the first one."""
    if commit_to(claim.said, key) == commitment:
        return True
    first = first_form(claim.said, claim.subject, claim.once)
    return first is not None and commit_to(first, key) == commitment


def _seal_faults(entry: Entry, is_sealed: bool) -> Faults:
    """Whether a sealed link is what was sealed; `is_sealed` tells of the one before it, which was there first."""
    if entry.member is None:
        return ()
    found: Faults = () if seal.leaf(entry.link).hex() == entry.member.leaf else (Fault.REWRITTEN,)
    return found if is_sealed else (*found, Fault.INSERTED)


def _shows(claim: Claim, snapshots: frozenset[str]) -> bool:
    """Whether what was shown is kept; a choice taken over says truly that nothing of ours was."""
    return not claim.snapshot if claim.how == How.TAKEN_OVER else claim.snapshot in snapshots
