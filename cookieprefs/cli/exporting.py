"""The lines of an export as the ledger gives them, in the order in which they are checked with little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy.orm import Session

from cookieprefs.core import evidence
from cookieprefs.core.checking import Entry
from cookieprefs.core.evidence import Json
from cookieprefs.core.paths import Paths
from cookieprefs.core.seal import Member, Seal
from cookieprefs.store import ledger, seals, versions


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which days of a site's decisions, both ends included; an end that is `None` is open."""

    site: str
    since: date | None = None
    until: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is all that there is."""
        return self.since is None and self.until is None

    @property
    def days(self) -> tuple[str | None, str | None]:
        """Both ends as links have them."""
        return (
            self.since.isoformat() if self.since else None,
            self.until.isoformat() if self.until else None,
        )

    def has(self, day: str) -> bool:
        """Whether a day of a link is one of them."""
        since, until = self.days
        return (since or day) <= day <= (until or day)


@dataclass(kw_only=True)
class Export:
    """An export of the ledger as it is now: constant memory, but for a byte for each record of a span's seals."""

    session: Session
    span: Span
    with_snapshots: bool
    _counts: dict[str, int] = field(default_factory=lambda: {"records": 0, "seals": 0, "snapshots": 0})
    _seals: dict[int, Seal] = field(default_factory=dict)
    _paths: dict[int, Paths] = field(default_factory=dict)

    def lines(self) -> Iterator[Json]:
        """Every line, from the first to the last. Raises `ValueError` where a record has lost even its link.

        Seals come before the records that they name, a snapshot before the first record that was decided on it,
        records by chain and number.
        """
        span = self.span
        yield evidence.export_line(span.site, span.since, span.until, with_snapshots=self.with_snapshots)
        # Read before the records, so that whatever is sealed meanwhile is told as not yet sealed.
        for seal in seals.all_of(self.session, span.site):
            self._seals[seal.number] = seal
            self._counts["seals"] += 1
            yield evidence.seal_line(seal)
        yield from self._records()
        if span.is_whole:
            yield from self._gone()
        yield evidence.end_line(**self._counts)

    def _records(self) -> Iterator[Json]:
        known: set[str] = set()
        found = ledger.claims(self.session, self.span.site, days=self.span.days)
        strays = (one for one in ledger.strays(self.session) if self.span.has(one.link.day))
        for entry in chain(found, strays):
            name = entry.claim.snapshot if entry.claim else ""
            if self.with_snapshots and name not in known:
                known.add(name)
                yield from self._snapshot(name)
            self._counts["records"] += 1
            yield self._record(entry)

    def _snapshot(self, name: str) -> Iterator[Json]:
        html = versions.snapshot_html(self.session, self.span.site, name)
        if html is not None:
            self._counts["snapshots"] += 1
            yield evidence.snapshot_line(name, html)

    def _record(self, entry: Entry) -> Json:
        seal = self._seals.get(entry.member.seal) if entry.member else None
        if entry.member is None or seal is None:
            return evidence.record_line(entry) | {"seal": None}
        return evidence.record_line(entry, None if self.span.is_whole else self._path(entry.member, seal))

    def _path(self, member: Member, seal: Seal) -> Sequence[bytes]:
        """What leads to the seal's root; nothing where somebody changed what the seal names."""
        if member.seal not in self._paths:
            self._paths[member.seal] = Paths(
                self._leaves(member.seal), lambda *at: [*self._leaves(member.seal, *at)]
            )
        paths = self._paths[member.seal]
        return paths.of(member.position) if paths.size == seal.records and member.position < paths.size else []

    def _leaves(self, number: int, *at: int) -> Iterator[bytes]:
        for one in seals.leaves(self.session, self.span.site, number, *at):
            try:
                yield bytes.fromhex(one)
            except ValueError:
                yield b""

    def _gone(self) -> Iterator[Json]:
        for member in seals.gone(self.session, self.span.site):
            if member.seal in self._seals:
                yield evidence.gone_line(member)
