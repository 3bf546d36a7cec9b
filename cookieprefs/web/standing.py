"""What follows from a visitor's answers: worked out once for all who answered alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from cookieprefs.core import consent, deletion, layout, signals
from cookieprefs.core.catalogue import Service
from cookieprefs.core.consent import Answer, Choice, Decision
from cookieprefs.core.deletion import Held
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.signals import Signals

_ANY = datetime.max
"""An end that has not come, of a decision of which it is known that it counts."""


class Same:
    """A version as itself: it is not edited, and to compare all of it would take longer than to view it."""

    def __init__(self, version: PolicyVersion) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.version is other.version

    def __hash__(self) -> int:
        return id(self.version)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answers that count now, where the visitor is, under what their browser says by itself."""

    version: PolicyVersion
    decision: Decision | None
    country: str | None
    signals: Signals

    @cached_property
    def asked(self) -> tuple[Service, ...]:
        """The services that the visitor still has to be asked about."""
        return consent.what_to_ask(
            self.version, self.decision, now=datetime.min, country=self.country, signals=self.signals
        )

    @cached_property
    def layout(self) -> str | None:
        """The layout of the banner to show; `None` while the decision stands."""
        return layout.layout_for(self.version, self.asked, [one for one in self._all if self._is_settled(one)])

    @cached_property
    def has_decided(self) -> bool:
        """Whether any answer of theirs counts."""
        return any(self.choice(one.key) for one in self._all)

    @cached_property
    def is_on(self) -> Mapping[str, bool | None]:
        """For each service the visitor has a switch for: on, off, or not answered."""
        asked = {one.key for one in self.asked}
        return {one.key: None if one.key in asked else self.allows(one) for one in self._switches}

    @cached_property
    def on(self) -> tuple[Service, ...]:
        """The services that are on and have a switch."""
        return tuple(one for one in self._switches if self.allows(one))

    @cached_property
    def running(self) -> frozenset[str]:
        """What is on without an answer, for the law where the visitor is wants none."""
        return frozenset(one.key for one in self.on if self.choice(one.key) is None)

    @cached_property
    def kept_off(self) -> tuple[Service, ...]:
        """The services that a signal of the browser keeps off (G-04)."""
        stopped = (one for one in self.version.catalogue.services if signals.says_no(self.signals, one))
        return tuple(one for one in stopped if not self.allows(one))

    @cached_property
    def on_all_the_same(self) -> tuple[Service, ...]:
        """The services that the visitor switched on though their browser sends a signal against them (G-03)."""
        return tuple(one for one in self.on if signals.says_no(self.signals, one))

    @cached_property
    def states(self) -> tuple[tuple[str, bool | None], ...]:
        """What each switch shows, and what a signal keeps off though it has none."""
        return tuple({**{one.key: False for one in self.kept_off}, **self.is_on}.items())

    @cached_property
    def new(self) -> frozenset[str]:
        """What is to be asked of somebody who has decided before."""
        return frozenset(one.key for one in self.asked) if self.has_decided else frozenset()

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What the browser holds of each service where none of their cookies arrives."""
        return deletion.held(self.version, self.decision, (), now=datetime.min)

    def choice(self, key: str) -> Choice | None:
        """The choice for a service that counts."""
        return consent.standing_answer(self.version, self.decision, key, datetime.min)

    def allows(self, service: Service) -> bool:
        """Whether a service may run."""
        return consent.allows(
            self.version,
            self.decision,
            service.key,
            now=datetime.min,
            country=self.country,
            signals=self.signals,
        )

    @property
    def _switches(self) -> tuple[Service, ...]:
        return self.version.catalogue.refusable(self.country)

    @property
    def _all(self) -> tuple[Service, ...]:
        """The services that have a switch anywhere: what the banner speaks of, which is the same for everybody."""
        return self.version.catalogue.refusable()

    def _is_settled(self, service: Service) -> bool:
        """Whether nothing needs asking about it though nothing was answered: by the country's law, or a signal."""
        is_unasked = not service.regime_in(self.country).needs_consent
        return (is_unasked or signals.says_no(self.signals, service)) and self.choice(service.key) is None


def standing(
    version: PolicyVersion, decision: Decision | None, *, now: datetime, country: str | None, signals: Signals
) -> Standing:
    """What stands of a decision at `now`; the very same for all of whom all of it is the same."""
    counts = decision is not None and now < decision.until
    answers = frozenset(decision.answers.items()) if decision and counts else None
    return _standing(Same(version), answers, country, signals)


@lru_cache(maxsize=512)
def _standing(
    of: Same, answers: frozenset[tuple[str, Answer]] | None, country: str | None, signals: Signals
) -> Standing:
    decision = None if answers is None else Decision(answers=dict(sorted(answers, key=_key)), until=_ANY)
    return Standing(version=of.version, decision=decision, country=country, signals=signals)


def _key(answer: tuple[str, Answer]) -> str:
    return answer[0]
