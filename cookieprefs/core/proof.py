"""What proves one decision: its record, all others of the same visitor, and the words that were shown (R-02)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cookieprefs.core.checking import Entry, Finding, verify
from cookieprefs.core.consent import How
from cookieprefs.core.record import ConsentRecord, Kept
from cookieprefs.core.seal import Seal


class State(StrEnum):
    """What has become of the words that a visitor was shown."""

    AS_SHOWN = "as shown"
    CHANGED = "changed"
    MISSING = "missing"
    NOT_OURS = "not ours"


@dataclass(frozen=True, kw_only=True)
class Words:
    """The HTML that is kept under a hash, `None` where nothing is."""

    sha256: str
    html: str | None

    @property
    def found(self) -> str:
        """The SHA-256 of what is kept; empty where nothing is."""
        return "" if self.html is None else hashlib.sha256(self.html.encode()).hexdigest()

    @property
    def state(self) -> State:
        """Whether it is what it says it is."""
        if self.html is None:
            return State.MISSING
        return State.AS_SHOWN if self.found == self.sha256 else State.CHANGED


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One record, and what there is to prove it by.

    `chain` has every link of its visitor's chain in order, those that were erased without a record; `words` what
    any of them was shown, by hash; `seals` those that name any of them and are closed, by number.
    """

    kept: Kept
    chain: tuple[Entry, ...]
    words: Mapping[str, Words]
    seals: Mapping[int, Seal]

    @property
    def entry(self) -> Entry:
        """The record's own place in the chain."""
        return next(one for one in self.chain if one.link == self.kept.link)

    @property
    def records(self) -> tuple[ConsentRecord, ...]:
        """What is kept of the visitor's decisions, the oldest first."""
        return tuple(one.record for one in self.chain if one.record is not None)

    @property
    def seal(self) -> Seal | None:
        """The seal that names the record, if one does."""
        return self.seal_of(self.entry)

    def seal_of(self, entry: Entry) -> Seal | None:
        """The seal that names a link of the chain; one that is being made names nothing yet."""
        return self.seals.get(entry.member.seal) if entry.member else None

    def state_of(self, record: ConsentRecord) -> State:
        """What has become of the words that this record was decided on."""
        if record.how is How.TAKEN_OVER and not record.shown.snapshot:
            return State.NOT_OURS
        words = self.words.get(record.shown.snapshot)
        return words.state if words else State.MISSING

    def findings(self) -> tuple[Finding, ...]:
        """What the check finds at each link of the chain."""
        good = frozenset(name for name, one in self.words.items() if one.state is State.AS_SHOWN)
        return tuple(verify(self.chain, snapshots=good))

    def is_whole(self) -> bool:
        """Whether the check finds no fault anywhere in the chain."""
        return not any(one.faults for one in self.findings())

    def current(self, now: datetime) -> ConsentRecord | None:
        """The decision that counts at `now`; none where the last one is erased or has ended."""
        last = self.chain[-1].record
        return last if last is not None and now < last.until else None
