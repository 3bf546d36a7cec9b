"""The only writers: read, decide, append, commit. What fails here grants nothing (R-10)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid4, uuid7

from cookieprefs import sitefile
from cookieprefs.core import changes, consent
from cookieprefs.core.changes import Change
from cookieprefs.core.consent import Choice, Decision, How
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.core.record import GENESIS, ConsentRecord, Shown, answers_digest, link
from cookieprefs.core.wish import Wish, without_grants
from cookieprefs.store import ledger, versions
from cookieprefs.store.db import BUSY_SECONDS, begin_write
from cookieprefs.store.ledger import Kept
from cookieprefs.store.versions import Snapshot

Result = TypeVar("Result")
Render = Callable[[PolicyVersion, str], Iterable[Snapshot]]
Fault = sitefile.Fault

PATIENCE = BUSY_SECONDS
"""How long a write is tried again where others are in its way: as long as one waits for a lock."""

_LONGEST_WAIT = 256  # milliseconds between two tries
_RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock: the same work may well pass again


class LedgerUnavailableError(Exception):
    """The database is locked, full, read-only or gone: nothing was recorded."""


class NotShownError(Exception):
    """A post names a version, language, layer or layout that was never published."""


class NothingPublishedError(Exception):
    """There is no policy version yet."""


@dataclass(frozen=True, kw_only=True)
class Mint:
    """Where ids and keys come from. Whatever a visitor holds is unguessable; a record's id need not be."""

    record_id: Callable[[], str] = lambda: str(uuid7())
    chain_id: Callable[[], str] = lambda: str(uuid4())
    token: Callable[[], str] = lambda: secrets.token_hex(16)
    key: Callable[[], bytes] = lambda: secrets.token_bytes(32)


MINT = Mint()


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who decides: the id and choices that their browser claims, its signals, the country that a proxy tells."""

    subject: str | None = None
    claimed: Decision | None = None
    signals: dict[str, bool] = field(default_factory=dict)
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the visitor did, having been shown what. `seq` is the record a whole form was rendered from."""

    how: How
    wish: Wish
    shown: Shown
    domain: str
    mount: str
    once: str | None = None
    seq: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an act: the decision now, its record, and whether a stale form's yeses were left out."""

    decision: Decision
    record: ConsentRecord
    is_stale: bool = False


def decide(
    session: Session, act: Act, visitor: Visitor, version: PolicyVersion, *, now: datetime, mint: Mint = MINT
) -> Outcome:
    """Record what a visitor decides under the version they were shown.

    Raises `NotShownError` when no such thing was published, `LedgerUnavailableError` when nothing was recorded.
    """
    return _in_one_write(session, lambda: _decide(session, act, visitor, version, now, mint))


def decide_unrecorded(act: Act, visitor: Visitor, version: PolicyVersion, *, now: datetime) -> Decision:
    """What still holds in this browser when the ledger is down: every no of the act, and no yes (R-10)."""
    decision = consent.decide(version, without_grants(act.wish), now=now, previous=visitor.claimed, how=act.how)
    return replace(decision, is_unrecorded=True)


def erase(session: Session, site: str, subject: str) -> int:
    """Erase what the ledger says of a subject; counts the records. The chain keeps their place (R-24)."""
    return _in_one_write(session, lambda: ledger.erase(session, site, subject))


@dataclass(frozen=True, kw_only=True)
class Published:
    """What publishing did: the version it added, or `None` where nothing changed, and what did."""

    version: PolicyVersion | None
    changes: tuple[Change, ...]


def read_site_file(folder: Path) -> sitefile.Reading:
    """Read the operator's files: a policy, or every fault in them."""
    return sitefile.read(folder)


def check_for_production(wanted: Policy, folder: Path) -> tuple[Fault, ...]:
    """What may not go to production: every value and passage in `folder` that is still the starter's."""
    return sitefile.check_for_production(wanted, folder)


def publish(
    session: Session,
    wanted: Policy,
    render: Render,
    *,
    now: datetime,
    mount: str = "",
    ask_again: frozenset[str] = frozenset(),
    dry_run: bool = False,
) -> Published:
    """Add a version if anything changed since the last, with snapshots of all that it shows.

    `ask_again` names services to ask about anew though no rule says so. Raises `LedgerUnavailableError`.
    """

    def work() -> Published:
        last = versions.latest(session, wanted.site.key)
        found = _differences(session, last, wanted, render, mount, ask_again)
        if not found or dry_run:
            return Published(version=None, changes=found)
        version = changes.next_version(last, wanted, now=now, found=found)
        versions.append(session, version, found)
        versions.keep_snapshots(session, wanted.site.key, version.number, render(version, mount))
        return Published(version=version, changes=found)

    return _in_one_write(session, work)


def keep_snapshots(session: Session, version: PolicyVersion, render: Render, mount: str) -> bool:
    """Keep what a version shows under a mount where it was not shown before; says whether there was need to.

    The addresses in a banner depend on the mount, so moving it changes the bytes though not a word.
    Raises `LedgerUnavailableError`.
    """
    site = version.policy.site.key

    def work() -> bool:
        # Looked up under the write's own lock, for another process may be at it too.
        if versions.snapshots_of(session, site, version.number, mount):
            return False
        versions.keep_snapshots(session, site, version.number, render(version, mount))
        return True

    return _in_one_write(session, work)


def _differences(
    session: Session,
    last: PolicyVersion | None,
    wanted: Policy,
    render: Render,
    mount: str,
    ask_again: frozenset[str],
) -> tuple[Change, ...]:
    found = changes.changes(last.policy if last else None, wanted)
    if last is None:
        return found
    found += changes.asked_again(wanted, ask_again)
    kept = versions.snapshots_of(session, wanted.site.key, last.number, mount)
    if not found and kept and set(kept) != set(render(last, mount)):
        return (Change(sentence=changes.SHOWN_DIFFERENTLY, places={}),)
    return found


def _decide(
    session: Session, act: Act, visitor: Visitor, version: PolicyVersion, now: datetime, mint: Mint
) -> Outcome:
    site = version.policy.site.key
    act = replace(act, shown=_as_published(session, site, act))
    last = None if visitor.subject is None else ledger.last_of(session, site, visitor.subject)
    previous = consent.with_refusals_of(last.record.decision if last else None, visitor.claimed)
    decide_on = partial(consent.decide, version, now=now, previous=previous, how=act.how, country=visitor.country)
    decision = decide_on(act.wish)
    repeated, is_stale = _repeated(session, site, act, last, decision), False
    if repeated is None and act.seq is not None and act.seq != (last.record.seq if last else 0):
        decision, is_stale = decide_on(without_grants(act.wish)), True
        repeated = _repeated(session, site, act, last, decision)
    if repeated is not None:
        return Outcome(decision=repeated.record.decision, record=repeated.record, is_stale=is_stale)
    record = _record(site, act, visitor, decision, last, now, mint)
    key = mint.key()
    ledger.append(session, record, link(record, key, last.link.chain if last else GENESIS), key)
    return Outcome(decision=decision, record=record, is_stale=is_stale)


def _as_published(session: Session, site: str, act: Act) -> Shown:
    """What was shown, with the hash of its snapshot: no record ever points to nothing (R-02)."""
    shown = act.shown
    found = versions.snapshot_of(session, site, act.mount, shown)
    if found is None:
        raise NotShownError(f"version {shown.version} has no {shown.layer} {shown.layout!r} in {shown.language!r}")
    return replace(shown, snapshot=found)


def _repeated(session: Session, site: str, act: Act, last: Kept | None, decision: Decision) -> Kept | None:
    """The record of the very same post, if it came before (R-08): the same `once`, act and outcome."""
    if act.once is None:
        return None
    digest = answers_digest(act.how, decision.answers)
    if last is None:
        return ledger.begun_with(session, site, act.once, digest)
    same = last.record.once == act.once and answers_digest(last.record.how, last.record.answers) == digest
    return last if same else None


def _record(
    site: str, act: Act, visitor: Visitor, decision: Decision, last: Kept | None, now: datetime, mint: Mint
) -> ConsentRecord:
    has_yes = any(one.choice is Choice.GIVEN for one in decision.answers.values())
    subject = last.record.subject if last else (mint.token() if has_yes else None)
    return ConsentRecord(
        site=site,
        record_id=mint.record_id(),
        receipt_id=mint.token(),
        chain_id=last.link.chain_id if last else mint.chain_id(),
        seq=last.record.seq + 1 if last else 1,
        subject=subject,
        decided_at=_to_milliseconds(now),
        how=act.how,
        shown=act.shown,
        domain=act.domain,
        answers=decision.answers,
        until=_to_milliseconds(decision.until),
        signals=visitor.signals,
        once=act.once,
    )


def _to_milliseconds(when: datetime) -> datetime:
    return when.replace(microsecond=when.microsecond // 1000 * 1000)


def _in_one_write(session: Session, work: Callable[[], Result]) -> Result:
    """Run `work` in one transaction and commit; again where the database asks for it (SQLSTATE 40001, 40P01)."""
    end, wait = time.monotonic() + PATIENCE, 1
    while True:
        try:
            begin_write(session)
            result = work()
            session.commit()
            return result
        except SQLAlchemyError as error:
            give_up(session)
            if time.monotonic() > end or not _may_pass_again(error):
                raise LedgerUnavailableError(str(error.__cause__ or error)) from error
        except BaseException:
            give_up(session)
            raise
        # By chance, so that those who met do not meet again in step.
        time.sleep(secrets.randbelow(wait) / 1000)
        wait = min(2 * wait, _LONGEST_WAIT)


def give_up(session: Session) -> None:
    """End whatever a session was doing, even where its connection is gone."""
    try:
        session.rollback()
    except SQLAlchemyError:
        session.close()


def _may_pass_again(error: SQLAlchemyError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RETRY_STATES
