"""Consent records: canonical bytes, commitment, chain, and how each is checked (R-01 to R-05)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from operator import index

from cookieprefs.core.consent import Answer, Choice, Decision, How, Layer

GENESIS = "0" * 64
"""What the first link of a chain hangs on."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the visitor had before them; `snapshot` is the SHA-256 of its HTML (R-02).

    Of what another tool showed we have none: `layer` says so, `layout` names the tool, and `snapshot` is empty.
    """

    version: int
    consent_revision: int
    language: str
    layer: Layer
    layout: str
    snapshot: str


@dataclass(frozen=True, kw_only=True)
class ConsentRecord:
    """A decision kept for proof (R-03): who (a random id or nobody), what, when, how, and what was shown.

    No address, no user agent, no query string (R-21). `subject` is `None` for a refusal on first sight.
    """

    site: str
    record_id: str
    receipt_id: str
    chain_id: str
    seq: int
    subject: str | None
    decided_at: datetime
    how: How
    shown: Shown
    domain: str
    answers: Mapping[str, Answer]
    until: datetime
    signals: Mapping[str, bool]
    once: str | None

    @property
    def decision(self) -> Decision:
        """The decision that this record proves."""
        return Decision(answers=self.answers, until=self.until)

    @property
    def has_yes(self) -> bool:
        """Whether it grants anything."""
        return any(answer.choice is Choice.GIVEN for answer in self.answers.values())


@dataclass(frozen=True, kw_only=True)
class Link:
    """What stays of a record for ever: its place in a chain, and hashes that say nothing of the visitor."""

    site: str
    record_id: str
    chain_id: str
    seq: int
    day: str
    commitment: str
    chain: str


class Fault(StrEnum):
    """What `verify` finds wrong with one link."""

    EDITED = "edited"
    BROKEN = "broken"
    GAP = "gap"
    DAY = "day"
    NO_SNAPSHOT = "no snapshot"


def moment(when: datetime) -> str:
    """A moment in UTC as RFC 3339 with milliseconds, the only precision that is kept."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(record: ConsentRecord) -> bytes:
    """The record as bytes that are the same on every machine: sorted keys, no spaces, UTF-8."""
    shown = record.shown
    fields = {
        "site": record.site,
        "record_id": record.record_id,
        "receipt_id": record.receipt_id,
        "chain_id": record.chain_id,
        "seq": record.seq,
        "subject": record.subject,
        "decided_at": moment(record.decided_at),
        "how": record.how.value,
        "version": shown.version,
        "consent_revision": shown.consent_revision,
        "language": shown.language,
        "layer": shown.layer.value,
        "layout": shown.layout,
        "snapshot": shown.snapshot,
        "domain": record.domain,
        "answers": answers_as_json(record.answers),
        "until": moment(record.until),
        "signals": dict(record.signals),
        "once": record.once,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def answers_as_json(answers: Mapping[str, Answer]) -> dict[str, tuple[str, int]]:
    """Answers as plain values: key to [choice, consent revision]."""
    return {key: (one.choice.value, one.revision) for key, one in sorted(answers.items())}


def answers_from_json(stored: Mapping[str, tuple[str, int]]) -> dict[str, Answer]:
    """The answers that `answers_as_json` wrote. Raises `ValueError` on any other shape."""
    try:
        return {key: Answer(choice=Choice(choice), revision=index(rev)) for key, (choice, rev) in stored.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{stored!r} holds no answers; they are written as [choice, revision] by key") from error


def commit(record: ConsentRecord, key: bytes) -> str:
    """HMAC-SHA256 under a key of the record's own, so that erasing both leaves nothing to guess (R-05)."""
    return hmac.new(key, canonical(record), hashlib.sha256).hexdigest()


def chain_after(previous: str, commitment: str) -> str:
    """The chain value after one more commitment: SHA-256 over both, as bytes."""
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(commitment)).hexdigest()


def link(record: ConsentRecord, key: bytes, previous: str) -> Link:
    """What is kept of `record` for ever, hung on the chain value `previous`."""
    commitment = commit(record, key)
    return Link(
        site=record.site,
        record_id=record.record_id,
        chain_id=record.chain_id,
        seq=record.seq,
        day=record.decided_at.astimezone(UTC).date().isoformat(),
        commitment=commitment,
        chain=chain_after(previous, commitment),
    )


def answers_digest(how: How, answers: Mapping[str, Answer]) -> str:
    """A short digest of an act and its outcome: what tells a repeated post from a new one (R-08)."""
    text = json.dumps([how.value, answers_as_json(answers)], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link with its record and key; both `None` when it was erased (R-24)."""

    link: Link
    record: ConsentRecord | None = None
    key: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the check says of one link: its faults (none when whole), and whether it was erased."""

    link: Link
    faults: tuple[Fault, ...]
    is_erased: bool


def verify(entries: Iterable[Entry], *, snapshots: frozenset[str] | None = None) -> Iterator[Finding]:
    """Check links that come ordered by chain and sequence, one finding each, in constant memory.

    An erased record is no fault. `snapshots` names those that exist; `None` leaves that unchecked.
    """
    chain_id, seq, previous = "", 0, GENESIS
    for entry in entries:
        here = entry.link
        if here.chain_id != chain_id:
            chain_id, seq, previous = here.chain_id, 0, GENESIS
        faults = (*_chain_faults(here, seq + 1, previous), *_record_faults(entry, snapshots))
        yield Finding(link=here, faults=faults, is_erased=entry.record is None)
        seq, previous = here.seq, here.chain


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
    if entry.record is None:
        return
    record, here = entry.record, entry.link
    if entry.key is None or _place(record) != _place(here) or commit(record, entry.key) != here.commitment:
        yield Fault.EDITED
    if record.decided_at.astimezone(UTC).date().isoformat() != here.day:
        yield Fault.DAY
    if snapshots is not None and not _shows(record, snapshots):
        yield Fault.NO_SNAPSHOT


def _shows(record: ConsentRecord, snapshots: frozenset[str]) -> bool:
    """Whether what was shown is kept; a choice taken over says truly that nothing of ours was."""
    return record.shown.snapshot in ({""} if record.how is How.TAKEN_OVER else snapshots)


def _place(one: ConsentRecord | Link) -> tuple[str, str, str, int]:
    return one.site, one.record_id, one.chain_id, one.seq
