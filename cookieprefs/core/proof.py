"""What proves one decision: its record, all others of the same visitor, and the words that were shown (R-02)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cookieprefs.core import merkle
from cookieprefs.core.checking import Entry, Finding, verify
from cookieprefs.core.consent import How
from cookieprefs.core.paths import Paths
from cookieprefs.core.record import ConsentRecord, Kept
from cookieprefs.core.seal import Member, Seal, digest

Leaves = Callable[..., Iterable[str]]
"""Reads the leaves of a seal by its number; with two places, those from the one on up to and without the other."""


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


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """How a chain's records are sealed: from each a `path` to the root of its seal, by record id.

    `seals` are all from the first of those up to the last one made; `broken` those which are not what they were
    when they were made, and lead from nothing to anything.
    """

    paths: Mapping[str, Sequence[bytes]]
    seals: tuple[Seal, ...]
    broken: tuple[int, ...]


def sealing(seals: Sequence[Seal], members: Iterable[Member], leaves: Leaves) -> Sealing:
    """How `members` of a chain are sealed by `seals`, which come in order; `leaves` reads those of each seal."""
    named: dict[int, list[Member]] = {}
    for member in members:
        named.setdefault(member.seal, []).append(member)
    paths: dict[str, Sequence[bytes]] = {}
    broken = set(_broken(seals))
    for one in seals:
        found = _paths(one, named.get(one.number, []), leaves)
        if found is None:
            broken.add(one.number)
        elif one.number not in broken:
            paths |= found
    return Sealing(paths=paths, seals=tuple(seals), broken=tuple(sorted(broken)))


def _broken(seals: Sequence[Seal]) -> Iterator[int]:
    """The seals that say something else than when they were made, or hang on another than the one before."""
    for at, one in enumerate(seals):
        hangs = at == 0 or (one.previous, one.number) == (seals[at - 1].digest, seals[at - 1].number + 1)
        if digest(one) != one.digest or not hangs:
            yield one.number


def _paths(seal: Seal, members: Sequence[Member], leaves: Leaves) -> dict[str, list[bytes]] | None:
    """The path of each member that a seal names; `None` where they do not lead to its root."""
    if not members:
        return {}
    try:
        paths = Paths(_hashes(leaves(seal.number)), lambda *span: [*_hashes(leaves(seal.number, *span))])
        found = {one.record_id: paths.of(one.position) for one in members}
        is_whole = paths.size == seal.records and all(
            _root(one, seal, found[one.record_id]) == seal.root for one in members
        )
    except ValueError:
        return None
    return found if is_whole else None


def _root(member: Member, seal: Seal, path: Sequence[bytes]) -> str:
    return merkle.root_by_path(bytes.fromhex(member.leaf), member.position, seal.records, path).hex()


def _hashes(leaves: Iterable[str]) -> Iterator[bytes]:
    return (bytes.fromhex(one) for one in leaves)
