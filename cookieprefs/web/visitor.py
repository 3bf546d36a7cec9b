"""The visitor behind a request: what their browser holds, and what the ledger knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Request

from cookieprefs.actions import LedgerUnavailableError, Visitor
from cookieprefs.core import consent, layout
from cookieprefs.core.catalogue import Service
from cookieprefs.core.consent import Choice, Decision
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings
from cookieprefs.store import ledger
from cookieprefs.web import cookies


@dataclass(frozen=True, kw_only=True)
class Present:
    """A visitor's state now, under the version that is served: what pages show and forms carry."""

    version: PolicyVersion
    decision: Decision | None
    record: ConsentRecord | None
    now: datetime
    is_readable: bool = True

    @property
    def seq(self) -> int:
        """The number of the record that this state comes from; 0 where nothing of it leads back to the visitor."""
        return self.record.seq if self.record and self.record.subject is not None else 0

    @property
    def asked(self) -> tuple[Service, ...]:
        """The services that the visitor still has to be asked about."""
        return consent.what_to_ask(self.version, self.decision, now=self.now)

    @property
    def layout(self) -> str | None:
        """The layout of the banner to show; `None` while the decision stands."""
        return layout.layout_for(self.version, self.asked)

    @property
    def has_decided(self) -> bool:
        """Whether any answer of theirs counts."""
        return any(self.choice(one.key) for one in self.version.catalogue.refusable())

    @property
    def is_on(self) -> Mapping[str, bool | None]:
        """For each service the visitor has a switch for: on, off, or not answered."""
        return {one.key: self._is_on(one.key) for one in self.version.catalogue.refusable()}

    @property
    def on(self) -> tuple[Service, ...]:
        """The services that are switched on."""
        return tuple(one for one in self.version.catalogue.refusable() if self.is_on[one.key])

    def choice(self, key: str) -> Choice | None:
        """The choice for a service that counts now."""
        return consent.standing_answer(self.version, self.decision, key, self.now)

    def _is_on(self, key: str) -> bool | None:
        choice = self.choice(key)
        return None if choice is None else choice is Choice.GIVEN


def undecided(version: PolicyVersion, now: datetime) -> Present:
    """The state of a visitor who has not decided: what state-free HTML is made from."""
    return Present(version=version, decision=None, record=None, now=now)


def of_request(request: Request, settings: Settings, version: PolicyVersion) -> Visitor:
    """What the browser says of its visitor: untrusted."""
    return Visitor(
        subject=cookies.subject(request, settings),
        claimed=cookies.claimed(request, settings, version),
        signals={"gpc": _has_gpc(request)},
    )


def present(runtime: Runtime, visitor: Visitor, version: PolicyVersion) -> Present:
    """The visitor's state: from the ledger where it knows them, with every no that it missed.

    While the ledger is out of reach, what the browser holds has to do for showing; nothing is granted by it.
    """
    record, is_readable = None, True
    try:
        if visitor.subject is not None:
            site, subject = version.policy.site.key, visitor.subject
            kept = runtime.reading(lambda session: ledger.last_of(session, site, subject))
            record = kept.record if kept else None
        decision = consent.with_refusals_of(record.decision if record else None, visitor.claimed)
    except LedgerUnavailableError:
        decision, is_readable = visitor.claimed, False
    return Present(version=version, decision=decision, record=record, now=runtime.clock(), is_readable=is_readable)


def _has_gpc(request: Request) -> bool:
    """Whether any `Sec-GPC` header says exactly 1 (G-01)."""
    return "1" in (value.strip() for value in request.headers.getlist("Sec-GPC"))
