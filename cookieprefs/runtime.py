"""What one running app holds: settings, sessions, clock, ids, and the version it serves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cookieprefs import actions
from cookieprefs.actions import Fault, LedgerUnavailableError, Mint, NothingPublishedError, Render
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.core.record import Shown
from cookieprefs.events import Announce
from cookieprefs.meter import Meter
from cookieprefs.settings import Settings
from cookieprefs.store import versions
from cookieprefs.store.versions import Publication, Snapshot

Result = TypeVar("Result")
_log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds after which a process asks whether a newer version was published (DESIGN 9 allows 5)."""

_HIGHEST_NUMBER = 2**31 - 1  # what an integer column of any database holds

CheckTemplates = Callable[[Policy | None], tuple[Fault, ...]]
"""What tells all that is wrong with the operator's own templates; with a policy, with what they make of it too."""

CheckSchema = Callable[[Connection], None]
"""What raises `LedgerUnavailableError` where a database has another schema than this release works with."""

Later = Callable[[Callable[[], None]], None]
"""What does a piece of work that no visitor should wait for."""

Layers = Mapping[tuple[str, str, str], str]
"""The HTML of first and second layers of a version, by language, layer and layout."""


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Runtime:
    """Everything a request or command needs that outlives it. One per app, made by `app.py` or `extension.py`.

    `ends_reads`: an open one on a host's engine would stand in the way of the host's own writes. `later` is at
    once, but where a server has visitors who wait.
    """

    settings: Settings
    sessions: Callable[[], Session]
    render: Render
    clock: Callable[[], datetime] = utc_now
    mint: Mint = actions.MINT
    ends_reads: bool = False
    announce: Announce = lambda _: None
    meter: Meter = field(default_factory=Meter)
    check_templates: CheckTemplates = lambda _: ()
    check_schema: CheckSchema = lambda _: None
    later: Later = lambda work: work()
    _versions: dict[int, PolicyVersion] = field(default_factory=dict)
    _layers: dict[tuple[int, str], Layers] = field(default_factory=dict)
    _histories: dict[int, tuple[Publication, ...]] = field(default_factory=dict)
    _snapshots: dict[tuple[str, str, Shown], str] = field(default_factory=dict)
    _newest: int | None = None
    _site: str | None = None
    _looked_at: float = float("-inf")
    is_in_reach: bool = True
    """Whether the database answered when it was last asked for the newest version."""

    def version(self) -> PolicyVersion:
        """The last published version; the one known already while the database is out of reach.

        Raises `NothingPublishedError`, or `LedgerUnavailableError` before any version was ever read.
        """
        if found := self.version_at_hand():
            return found
        self._look()
        if self._newest is None:
            raise NothingPublishedError("nothing is published yet; run: cookieprefs publish")
        return self._versions[self._newest]

    def version_at_hand(self) -> PolicyVersion | None:
        """The same where the database need not be asked again; it is never asked here."""
        if self._newest is None or time.monotonic() - self._looked_at > LOOK_AGAIN:
            return None
        return self._versions[self._newest]

    def numbered(self, number: int) -> PolicyVersion | None:
        """A published version by its number. Raises `LedgerUnavailableError` when it has to be read and cannot."""
        if number in self._versions:
            return self._versions[number]
        if number > _HIGHEST_NUMBER:
            return None
        site = self.version().policy.site.key
        found = self.reading(lambda session: versions.numbered(session, site, number))
        if found is not None:
            self._versions[number] = found
        return found

    def history(self, version: PolicyVersion) -> tuple[Publication, ...]:
        """All versions as of this one, the newest first. Raises `LedgerUnavailableError` as `numbered` does."""
        if version.number not in self._histories:
            site = version.policy.site.key
            found = self.reading(lambda session: tuple(versions.history(session, site)))
            self._histories = {version.number: found}
        return self._histories[version.number]

    def layers(self, version: PolicyVersion, mount: str, *, may_write: bool = True) -> Layers:
        """The very HTML that was kept for a version; kept now where this mount is new to it, else empty."""
        known = (version.number, mount)
        if known not in self._layers:
            kept = self._kept(version, mount)
            if not kept and not may_write:
                return {}
            if not kept:
                actions.keep_snapshots(self.sessions(), version, self.render, mount)
                kept = self._kept(version, mount)
            self._layers[known] = {(one.language, one.layer, one.layout): one.html for one in kept}
            self.later(lambda: self._compare(version, mount))
        return self._layers[known]

    def find_snapshot(self, session: Session, site: str, mount: str, shown: Shown) -> str | None:
        """By which hash it is kept what a version showed; read once, for nobody can change it (R-02)."""
        known = (site, mount, shown)
        if known not in self._snapshots:
            found = versions.snapshot_of(session, site, mount, shown)
            if found is None:
                return None
            self._snapshots[known] = found
        return self._snapshots[known]

    def _kept(self, version: PolicyVersion, mount: str) -> tuple[Snapshot, ...]:
        site, number = version.policy.site.key, version.number
        return self.reading(lambda session: versions.snapshots_of(session, site, number, mount))

    def _compare(self, version: PolicyVersion, mount: str) -> None:
        """Tell the operator where this release would show other words than were kept, which go on being shown.

        The default language tells: it comes first, and templates are the same for all.
        """
        default, kept = version.policy.site.default_language, self._layers[version.number, mount]
        fresh = takewhile(lambda one: one.language == default, self.render(version, mount))
        if any(kept.get((one.language, one.layer, one.layout)) != one.html for one in fresh):
            _log.warning("templates differ from what version %d shows; run: cookieprefs publish", version.number)

    def reading(self, read: Callable[[Session], Result]) -> Result:
        """What `read` finds in the database. Raises `LedgerUnavailableError` when it is out of reach."""
        session = self.sessions()
        try:
            return read(session)
        except SQLAlchemyError as error:
            actions.give_up(session)
            raise LedgerUnavailableError(str(error.__cause__ or error)) from error
        except LedgerUnavailableError:
            actions.give_up(session)
            raise
        finally:
            if self.ends_reads:
                actions.give_up(session)

    def look_now(self) -> None:
        """Forget what is known of versions, so that the next request asks anew."""
        self._looked_at = float("-inf")

    def _look(self) -> None:
        if self._newest is not None:
            # One asks and the others go on with what is known: they may each hold a connection that we would want.
            self._looked_at = time.monotonic()
        try:
            site, newest = self.reading(self._read_newest)
        except LedgerUnavailableError:
            self.is_in_reach = False
            if self._newest is None:
                raise
        else:
            self._site, self._newest, self.is_in_reach = site, newest, True
        self._looked_at = time.monotonic()

    def _read_newest(self, session: Session) -> tuple[str | None, int | None]:
        if self._newest is None:
            # Before anything is served. A process that serves already goes on while its database is upgraded.
            self.check_schema(session.connection())
        site = self._site or next(iter(versions.published_sites(session)), None)
        if site is None:
            return None, None
        newest = versions.newest_number(session, site)
        if newest is not None and newest not in self._versions:
            version = versions.numbered(session, site, newest)
            if version is None:
                return site, self._newest
            self._versions[newest] = version
        return site, newest
