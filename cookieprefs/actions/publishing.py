"""A new policy version, with snapshots of all that it shows (R-02, L-33)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from cookieprefs.actions.writing import in_one_write
from cookieprefs.core import changes
from cookieprefs.core.changes import Change
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.sitefile import Fault, Reading
from cookieprefs.store import versions
from cookieprefs.store.versions import Snapshot

Render = Callable[[PolicyVersion, str], Iterable[Snapshot]]


class NothingPublishedError(Exception):
    """There is no policy version yet."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """What publishing did: the version it added, or `None` where nothing changed, and what did."""

    version: PolicyVersion | None
    changes: tuple[Change, ...]


def read_site_file(folder: Path) -> Reading:
    """Read the operator's files: a policy, or every fault in them."""
    from cookieprefs.sitefile.read import read

    return read(folder)


def check_for_production(wanted: Policy, folder: Path, *, host: str = "") -> tuple[Fault, ...]:
    """What may not go to production: all in `folder` that is still the starter's, or cannot work on this host."""
    from cookieprefs.sitefile.production import check_for_production

    return check_for_production(wanted, folder, host=host)


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

    return in_one_write(session, work)


def pending(session: Session, wanted: Policy, render: Render, *, mount: str = "") -> tuple[Change, ...]:
    """What publishing would change. It only reads. Raises `SQLAlchemyError`."""
    last = versions.latest(session, wanted.site.key)
    return _differences(session, last, wanted, render, mount, frozenset())


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

    return in_one_write(session, work)


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
