"""Looking at the whole ledger, by several processes where it is large, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from multiprocessing import get_all_start_methods, get_context

from sqlalchemy.orm import Session

from cookieprefs.cli.output import UNREADABLE, here
from cookieprefs.core.checking import Entry, Fault, Finding, verify
from cookieprefs.core.seal import Published, SealFinding, check_seals
from cookieprefs.store import ledger, seals, versions

Span = tuple[str, str | None]
Progress = Callable[[int], None]

NAMED = 1000
"""How many faults are named one by one; the others are counted."""

LARGE = 50_000
"""From how many records on it pays to start further processes."""

_PIECES = tuple(f"{one:02x}" for one in range(256))  # chain ids are UUIDs, so these are of about one size


@dataclass(kw_only=True)
class Tally:
    """What a check has seen so far, and where it had to stop."""

    records: int = 0
    chains: int = 0
    erased: int = 0
    unsealed: int = 0
    faults: int = 0
    faulty: list[Finding] = field(default_factory=list)
    stopped: str = ""
    last: Finding | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with any of them."""
        return not self.faults and not self.stopped

    @property
    def named(self) -> list[tuple[Finding, Fault]]:
        """The faults that are named, one by one."""
        return [(one, fault) for one in self.faulty for fault in one.faults]

    def add(self, finding: Finding, sealed: int = 0) -> None:
        """Count one more link; seals up to the number `sealed` are closed."""
        self.records += 1
        self.chains += self.last is None or self.last.link.chain_id != finding.link.chain_id
        self.erased += finding.is_erased
        self.unsealed += finding.seal is None or finding.seal > sealed
        self.last = finding
        if finding.faults:
            self.faults += len(finding.faults)
            self.faulty += [finding] if len(self.faulty) < NAMED else []

    def join(self, other: Tally) -> None:
        """Count what another check has seen, of other chains."""
        for name in ("records", "chains", "erased", "unsealed", "faults"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faulty += other.faulty[: NAMED - len(self.faulty)]
        self.stopped = self.stopped or other.stopped


@dataclass(frozen=True, kw_only=True)
class SealTally:
    """What a check of the seals has seen: how many there are, their faults, and what they name that is gone."""

    count: int
    findings: tuple[SealFinding, ...]
    gone: tuple[tuple[int, int, str], ...]
    gone_count: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with any of them."""
        return not self.findings and not self.gone_count


def check_chain(site: str, chain_id: str) -> Tally:
    """Check one visitor's chain. Never raises for what somebody wrote into a record: it says where it stopped."""
    session = here().sessions()
    entries = chain(ledger.claims(session, site, chain_id=chain_id), ledger.strays(session, chain_id=chain_id))
    return _tally(verify(entries, snapshots=versions.snapshot_names(session, site)))


def check_ledger(site: str, *, sealed: int, jobs: int, progress: Progress) -> Tally:
    """Check every chain of a site, in as many processes; `progress` hears how many more records were seen."""
    session = here().sessions()
    check = partial(_check_span, site, sealed, versions.snapshot_names(session, site))
    whole = Tally()
    for one in _in_processes(check, jobs) if jobs > 1 else [check(("", None))]:
        whole.join(one)
        progress(one.records)
        if one.stopped:
            return whole
    whole.join(_tally(verify(ledger.strays(session)), sealed))
    return whole


def check_copy(session: Session, site: str, *, progress: Progress) -> tuple[Tally, SealTally]:
    """Check every chain and every seal of a site in another database than the app's, where it was copied to."""
    last = seals.last(session, site)
    entries = chain(_told(ledger.claims(session, site), progress), ledger.strays(session))
    findings = verify(entries, snapshots=versions.snapshot_names(session, site))
    return _tally(findings, last.number if last else 0), check_all_seals(site, None, session=session)


def check_all_seals(site: str, published: Published | None, *, session: Session | None = None) -> SealTally:
    """Check every seal of a site over its members, and each member for its record."""
    session = session or here().sessions()
    found = seals.all_of(session, site)
    members = ((one, seals.leaves(session, site, one.number)) for one in found)
    findings = tuple(check_seals(site, members, published=published))
    gone, count = [], 0
    for one in seals.gone(session, site):
        count += 1
        if count <= NAMED:
            gone.append((one.seal, one.position, one.record_id))
    return SealTally(count=len(found), findings=findings, gone=tuple(gone), gone_count=count)


def jobs_for(records: int) -> int:
    """How many processes to check so many records with: one for each core, where that pays and can be."""
    if records < LARGE or "fork" not in get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(check: Callable[[Span], Tally], jobs: int) -> Iterator[Tally]:
    here().sessions().rollback()
    spans = [*pairwise(("", *_PIECES[1:])), (_PIECES[-1], None)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=_start) as pool:
        yield from pool.map(partial(_check_apart, check), spans)


def _told(entries: Iterable[Entry], progress: Progress) -> Iterator[Entry]:
    for one in entries:
        yield one
        progress(1)


def _start() -> None:
    """Let go, without a word to the database, of connections that belong to the process we come from."""
    bind = here().sessions().get_bind()
    bind.engine.dispose(close=False)


def _check_span(site: str, sealed: int, snapshots: frozenset[str], span: Span) -> Tally:
    entries = ledger.claims(here().sessions(), site, chains=span)
    return _tally(verify(entries, snapshots=snapshots), sealed)


def _check_apart(check: Callable[[Span], Tally], span: Span) -> Tally:
    """One piece in a process of its own, which holds up no one else's work on the database once it is done."""
    try:
        return check(span)
    finally:
        here().sessions().rollback()


def _tally(findings: Iterable[Finding], sealed: int = 0) -> Tally:
    seen = Tally()
    try:
        for finding in findings:
            seen.add(finding, sealed)
    except UNREADABLE as error:
        after = f"after record {seen.last.link.seq} of chain {seen.last.link.chain_id} " if seen.last else ""
        seen.stopped = f"A record {after}cannot be read, so the check stopped there: {error}."
    return seen
