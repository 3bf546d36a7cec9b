"""The visitor behind a request: what their browser holds, and what the ledger knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from flask import Request

from cookieprefs.actions import LedgerUnavailableError, Visitor
from cookieprefs.core import consent, deletion, signals
from cookieprefs.core.catalogue import Service
from cookieprefs.core.consent import Choice, Decision
from cookieprefs.core.deletion import Held
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord
from cookieprefs.core.signals import SILENT, Signals
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings
from cookieprefs.store import ledger
from cookieprefs.web import cookies, country
from cookieprefs.web.standing import Standing, standing


@dataclass(frozen=True, kw_only=True)
class Looks:
    """All that a visitor's switches show: on, off or not answered; what is new; what of theirs arrived."""

    states: tuple[tuple[str, bool | None], ...]
    new: frozenset[str]
    arrived: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Present:
    """A visitor's state now, under the version that is served: what pages show and forms carry.

    What follows from it is worked out once, and for all who answered alike.
    """

    version: PolicyVersion
    decision: Decision | None
    record: ConsentRecord | None
    now: datetime
    is_readable: bool = True
    country: str | None = None
    signals: Signals = SILENT
    arrived: tuple[str, ...] = ()
    """The names of the cookies that came with the request; none in what has no visitor's state in it."""

    @property
    def is_known(self) -> bool:
        """Whether there are records that lead back to the visitor, for them to see and to have erased."""
        return self.record is not None and self.record.subject is not None

    @property
    def seq(self) -> int:
        """The number of the record that this state comes from; 0 where nothing of it leads back to the visitor."""
        return self.record.seq if self.record and self.is_known else 0

    @cached_property
    def standing(self) -> Standing:
        """What follows from their answers, here and now."""
        return standing(self.version, self.decision, now=self.now, country=self.country, signals=self.signals)

    @property
    def asked(self) -> tuple[Service, ...]:
        """The services that the visitor still has to be asked about."""
        return self.standing.asked

    @property
    def layout(self) -> str | None:
        """The layout of the banner to show; `None` while the decision stands."""
        return self.standing.layout

    @property
    def has_decided(self) -> bool:
        """Whether any answer of theirs counts."""
        return self.standing.has_decided

    @property
    def is_on(self) -> Mapping[str, bool | None]:
        """For each service the visitor has a switch for: on, off, or not answered."""
        return self.standing.is_on

    @property
    def on(self) -> tuple[Service, ...]:
        """The services that are on and have a switch."""
        return self.standing.on

    @property
    def running(self) -> frozenset[str]:
        """What is on without an answer, for the law where the visitor is wants none."""
        return self.standing.running

    @property
    def kept_off(self) -> tuple[Service, ...]:
        """The services that a signal of the browser keeps off (G-04)."""
        return self.standing.kept_off

    @property
    def on_all_the_same(self) -> tuple[Service, ...]:
        """The services that the visitor switched on though their browser sends a signal against them (G-03)."""
        return self.standing.on_all_the_same

    @cached_property
    def looks(self) -> Looks:
        """What their switches show: alike for all who decided alike."""
        told = tuple(name for name in self.arrived if deletion.may_be_declared(self.version, name))
        return Looks(states=self.standing.states, new=self.standing.new, arrived=told)

    @property
    def sold(self) -> tuple[Service, ...]:
        """The services that *Do not sell or share* is about (G-08)."""
        return signals.sold(self.version.catalogue)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What their browser holds of each service that stores something, as far as we are told."""
        if not any(
            deletion.may_be_declared(self.version, name) for name in self.arrived if not deletion.is_ours(name)
        ):
            return self.standing.held
        return deletion.held(self.version, self.decision, self.arrived, now=self.now)

    def after(self, decision: Decision, record: ConsentRecord | None) -> Present:
        """Their state once they have decided. What is deleted for the first time now is no longer told as here."""
        gone = deletion.not_yet_tried(self.version, self.decision, decision, self.arrived, now=self.now)
        arrived = tuple(name for name in self.arrived if name not in gone)
        return replace(self, decision=decision, record=record or self.record, arrived=arrived)

    def choice(self, key: str) -> Choice | None:
        """The choice for a service that counts now."""
        return self.standing.choice(key)

    def allows(self, service: Service) -> bool:
        """Whether a service may run now, here, under this browser's signals."""
        return self.standing.allows(service)


def undecided(version: PolicyVersion, now: datetime) -> Present:
    """The state of a visitor who has not decided: what state-free HTML is made from."""
    return Present(version=version, decision=None, record=None, now=now)


def of_request(request: Request, settings: Settings, version: PolicyVersion) -> Visitor:
    """What the browser says of its visitor: untrusted."""
    return Visitor(
        subject=cookies.subject(request, settings),
        claimed=cookies.claimed(request, settings, version),
        signals=_signals(request, version).recorded(),
        country=country.of_request(request, settings.country_header),
    )


def present(runtime: Runtime, visitor: Visitor, version: PolicyVersion) -> Present:
    """The visitor's state: from the ledger where it knows them, with every no that it missed.

    While the ledger is out of reach, what the browser holds has to do for showing; nothing is granted by it.
    """
    unread = claimed(runtime, visitor, version)
    try:
        record = _last_record(runtime, visitor, version)
    except LedgerUnavailableError:
        return unread
    decision = consent.with_refusals_of(record.decision if record else None, visitor.claimed)
    return replace(unread, decision=decision, record=record, is_readable=True)


def claimed(runtime: Runtime, visitor: Visitor, version: PolicyVersion) -> Present:
    """The visitor's state as their browser alone has it, before the ledger was asked."""
    return Present(
        version=version,
        decision=visitor.claimed,
        record=None,
        now=runtime.clock(),
        is_readable=False,
        country=visitor.country,
        signals=Signals(**visitor.signals),
    )


def _last_record(runtime: Runtime, visitor: Visitor, version: PolicyVersion) -> ConsentRecord | None:
    if visitor.subject is None:
        return None
    site, subject = version.policy.site.key, visitor.subject
    kept = runtime.reading(lambda session: ledger.last_of(session, site, subject))
    return kept.record if kept else None


def _signals(request: Request, version: PolicyVersion) -> Signals:
    """What the request's headers say: any that is exactly 1 counts, nothing else does (G-01, G-10)."""
    dnt = _says_one(request, "DNT") if version.policy.rules.heeds_dnt else None
    return Signals(gpc=_says_one(request, "Sec-GPC"), dnt=dnt)


def _says_one(request: Request, header: str) -> bool:
    return "1" in (value.strip() for value in request.headers.getlist(header))
