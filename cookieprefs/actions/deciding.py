"""A decision recorded, or counted: read what stands, decide, append, commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid4, uuid7

from cookieprefs.actions.writing import in_one_write
from cookieprefs.core import consent, keeping
from cookieprefs.core.consent import Decision, How, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import GENESIS, ConsentRecord, Kept, Shown, answers_digest, link
from cookieprefs.core.wish import Wish, without_grants
from cookieprefs.store import ledger, refusals, versions


class NotShownError(Exception):
    """A post names a version, language, layer or layout that was never published."""


@dataclass(frozen=True, kw_only=True)
class Mint:
    """Where ids and keys come from. Whatever a visitor holds is unguessable; a record's id need not be."""

    record_id: Callable[[], str] = lambda: str(uuid7())
    chain_id: Callable[[], str] = lambda: str(uuid4())
    token: Callable[[], str] = lambda: secrets.token_hex(16)
    key: Callable[[], bytes] = lambda: secrets.token_bytes(32)


MINT = Mint()

FindSnapshot = Callable[[Session, str, str, Shown], str | None]
"""What tells by which hash a site keeps what it showed under a mount. It is never changed: remember it."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who decides: the id and choices that their browser claims, its signals, the country that a proxy tells."""

    subject: str | None = None
    claimed: Decision | None = None
    signals: dict[str, bool] = field(default_factory=dict)
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the visitor did, having been shown what. `seq` is the record a whole form was rendered from.

    `latest` is when what comes of it ends at the latest.
    """

    how: How
    wish: Wish
    shown: Shown
    domain: str
    mount: str
    once: str | None = None
    seq: int | None = None
    latest: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an act: the decision now, its record, and whether a stale form's yeses were left out.

    No record where the site only counts first refusals (R-25). `is_repeated`: the very same post had come before,
    and its record is that of the first; or what was refused was refused, and counted, before. `before` is what
    stood until now.
    """

    decision: Decision
    record: ConsentRecord | None
    is_stale: bool = False
    before: Decision | None = field(default=None, compare=False)
    is_repeated: bool = field(default=False, compare=False)


def decide(
    session: Session,
    act: Act,
    visitor: Visitor,
    version: PolicyVersion,
    *,
    now: datetime,
    mint: Mint = MINT,
    find_snapshot: FindSnapshot = versions.snapshot_of,
) -> Outcome:
    """Record what a visitor decides under the version they were shown, or count it where its rules say so.

    Raises `NotShownError` when no such thing was published, `LedgerUnavailableError` when nothing was recorded.
    """

    def work() -> Outcome:
        shown = _as_published(session, version.policy.site.key, act, find_snapshot)
        return _decide(session, replace(act, shown=shown), visitor, version, now, mint)

    return in_one_write(session, work)


def decide_unrecorded(act: Act, visitor: Visitor, version: PolicyVersion, *, now: datetime) -> Decision:
    """What still holds in this browser when the ledger is down: every no of the act, and no yes (R-10)."""
    decision = consent.decide(version, without_grants(act.wish), now=now, previous=visitor.claimed, how=act.how)
    return replace(decision, is_unrecorded=True)


def _decide(
    session: Session, act: Act, visitor: Visitor, version: PolicyVersion, now: datetime, mint: Mint
) -> Outcome:
    site = version.policy.site.key
    last = None if visitor.subject is None else ledger.last_of(session, site, visitor.subject)
    previous = consent.with_refusals_of(last.record.decision if last else None, visitor.claimed)
    decide_on = partial(
        consent.decide,
        version,
        now=now,
        previous=previous,
        how=act.how,
        country=visitor.country,
        latest=act.latest,
    )
    decision, repeated, is_stale = _settled(session, site, act, last, decide_on)
    if repeated is not None:
        known = repeated.record
        return Outcome(decision=known.decision, record=known, is_stale=is_stale, before=previous, is_repeated=True)
    if last is None and keeping.is_only_counted(version.policy.rules, decision):
        is_new = keeping.adds_to_count(version, decision, visitor.claimed, now=now)
        if is_new:
            refusals.add(session, site, act.how, act.shown, now)
        return Outcome(decision=decision, record=None, is_stale=is_stale, before=previous, is_repeated=not is_new)
    subject = _subject(version, decision, last, mint)
    record = _record(site, act, visitor, decision, last, subject, now, mint)
    key = mint.key()
    ledger.append(session, record, link(record, key, last.link.chain if last else GENESIS), key)
    return Outcome(decision=decision, record=record, is_stale=is_stale, before=previous)


def _settled(
    session: Session, site: str, act: Act, last: Kept | None, decide_on: Callable[[Wish], Decision]
) -> tuple[Decision, Kept | None, bool]:
    """The decision, its record where the very same post came before, and whether it came from a stale form."""
    decision = decide_on(act.wish)
    repeated = _repeated(session, site, act, last, decision)
    if repeated is not None or act.seq is None or act.seq == (last.record.seq if last else 0):
        return decision, repeated, False
    decision = decide_on(without_grants(act.wish))
    return decision, _repeated(session, site, act, last, decision), True


def _as_published(session: Session, site: str, act: Act, find: FindSnapshot) -> Shown:
    """What was shown, with the hash of its snapshot: no record ever points to nothing (R-02).

    But for a choice taken over, of which it is said that nothing of ours was shown.
    """
    shown = act.shown
    if act.how is How.TAKEN_OVER:
        return replace(shown, layer=Layer.OTHER_TOOL, snapshot="")
    found = find(session, site, act.mount, shown)
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


def _subject(version: PolicyVersion, decision: Decision, last: Kept | None, mint: Mint) -> str | None:
    """The visitor's id: the one they have, a new one where the rules give one, or none."""
    if last is not None:
        return last.record.subject
    return mint.token() if keeping.gets_an_id(version.policy.rules, decision) else None


def _record(
    site: str,
    act: Act,
    visitor: Visitor,
    decision: Decision,
    last: Kept | None,
    subject: str | None,
    now: datetime,
    mint: Mint,
) -> ConsentRecord:
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
