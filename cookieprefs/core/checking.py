"""Checking the ledger: what was edited, removed, inserted or reordered, link by link (R-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from cookieprefs.core import seal
from cookieprefs.core.consent import How
from cookieprefs.core.record import GENESIS, ConsentRecord, Link, canonical, chain_after, commit_to
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


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link with its record and key, both `None` when it was erased (R-24), and its place in a seal."""

    link: Link
    record: ConsentRecord | None = None
    key: bytes | None = None
    member: Member | None = None
    said: bytes | None = None
    """The record's canonical bytes, where whoever read it has made them already."""
    is_unreadable: bool = False
    """Whether there is something in the record's place that we would never have written."""

    @property
    def is_erased(self) -> bool:
        """Whether nothing but the link is left."""
        return self.record is None and not self.is_unreadable


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
            *_chain_faults(here, seq + 1, previous),
            *_record_faults(entry, snapshots),
            *_seal_faults(entry, is_sealed),
        )
        sealed_by = entry.member.seal if entry.member else None
        yield Finding(link=here, faults=faults, is_erased=entry.is_erased, seal=sealed_by)
        seq, previous, is_sealed = here.seq, here.chain, entry.member is not None


def _chain_faults(here: Link, seq: int, previous: str) -> Iterator[Fault]:
    if here.seq != seq:
        yield Fault.GAP
    elif _chained(previous, here.commitment) != here.chain:
        yield Fault.BROKEN


def _chained(previous: str, commitment: str) -> str | None:
    """The chain value, or `None` where somebody wrote what is no hash."""
    try:
        return chain_after(previous, commitment)
    except ValueError:
        return None


def _record_faults(entry: Entry, snapshots: frozenset[str] | None) -> Iterator[Fault]:
    if entry.is_unreadable:
        yield Fault.UNREADABLE
    if entry.record is None:
        return
    record, here = entry.record, entry.link
    if (
        entry.key is None
        or _place(record) != _place(here)
        or commit_to(entry.said or canonical(record), entry.key) != here.commitment
    ):
        yield Fault.EDITED
    if record.decided_at.astimezone(UTC).date().isoformat() != here.day:
        yield Fault.DAY
    if snapshots is not None and not _shows(record, snapshots):
        yield Fault.NO_SNAPSHOT


def _seal_faults(entry: Entry, is_sealed: bool) -> Iterator[Fault]:
    """Whether a sealed link is what was sealed; `is_sealed` tells of the one before it, which was there first."""
    if entry.member is None:
        return
    if seal.leaf(entry.link).hex() != entry.member.leaf:
        yield Fault.REWRITTEN
    if not is_sealed:
        yield Fault.INSERTED


def _shows(record: ConsentRecord, snapshots: frozenset[str]) -> bool:
    """Whether what was shown is kept; a choice taken over says truly that nothing of ours was."""
    return record.shown.snapshot in ({""} if record.how is How.TAKEN_OVER else snapshots)


def _place(one: ConsentRecord | Link) -> tuple[str, str, str, int]:
    return one.site, one.record_id, one.chain_id, one.seq
