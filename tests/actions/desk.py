"""Deciding without HTTP: what a post becomes once it was parsed, each in a session of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cookieprefs import actions
from cookieprefs.actions import Act, Mint, Outcome, Published, Visitor
from cookieprefs.core import checking, consent, record
from cookieprefs.core.checking import Entry, Finding
from cookieprefs.core.consent import Decision, How, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import Shown
from cookieprefs.core.seal import Seal, SealFinding, check_seals
from cookieprefs.core.wish import Wish
from cookieprefs.runtime import Runtime
from cookieprefs.store import ledger, seals, versions
from tests import sample
from tests.clock import Clock

SITE = "test-shop"
Result = TypeVar("Result")
UNREADABLE = (ValueError, TypeError, AttributeError, SQLAlchemyError)
"""What reading rubbish raises."""

_acts = count(1)


def once() -> str:
    """What a page draws for one click."""
    return f"once-{next(_acts):016}"


def wish(granted: str = "", denied: str = "", *, whole: bool = False) -> Wish:
    """A wish from keys with blanks between."""
    return Wish(granted=frozenset(granted.split()), denied=frozenset(denied.split()), whole=whole)


def choices(decision: Decision) -> dict[str, str]:
    """Each answer in a word."""
    return {key: one.choice.value for key, one in decision.answers.items()}


@dataclass
class Desk:
    """An app with its ledger, and a clock."""

    app: Flask
    clock: Clock
    mount: str = ""

    @property
    def runtime(self) -> Runtime:
        """What the app holds."""
        return self.app.extensions["cookieprefs"]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session as one request has it."""
        with self.app.app_context():
            yield self.runtime.sessions()

    def read(self, reading: Callable[[Session], Result]) -> Result:
        """What `reading` finds."""
        with self.session() as session:
            return reading(session)

    def version(self, number: int | None = None) -> PolicyVersion:
        """A published version; the last, unless a number is named."""
        with self.app.app_context():
            found = self.runtime.version() if number is None else self.runtime.numbered(number)
        assert found is not None
        return found

    def act(self, wanted: Wish, *, version: PolicyVersion | None = None, **other: object) -> Act:
        """An act on the panel; `other` fields belong to the act, or to what was shown."""
        version = version or self.version()
        shown = Shown(
            version=version.number,
            consent_revision=version.consent_revision,
            language="en",
            layer=Layer.PREFERENCES,
            layout="full",
            snapshot="",
        )
        shown = replace(shown, **{key: other.pop(key) for key in list(other) if key in vars(shown)})
        made = Act(how=How.SERVICE_SWITCH, wish=wanted, shown=shown, domain="shop.test", mount=self.mount)
        return replace(made, **other)

    def decide(
        self,
        granted: str = "",
        denied: str = "",
        *,
        whole: bool = False,
        visitor: Visitor | None = None,
        subject: str | None = None,
        claimed: Decision | None = None,
        mint: Mint = actions.MINT,
        **other: object,
    ) -> Outcome:
        """Decide, in a session of its own."""
        version = other.get("version") or self.version()
        act = self.act(wish(granted, denied, whole=whole), **other)
        return self.send(act, visitor or Visitor(subject=subject, claimed=claimed), version, mint=mint)

    def send(
        self, act: Act, visitor: Visitor, version: PolicyVersion | None = None, *, mint: Mint = actions.MINT
    ) -> Outcome:
        """Send an act that was made before."""
        version = version or self.version()
        with self.session() as session:
            return actions.decide(session, act, visitor, version, now=self.clock(), mint=mint)

    def refuse_all(self, **other: object) -> Outcome:
        """*Refuse all*, as the banner posts it."""
        services = (other.get("version") or self.version()).catalogue.refusable()
        return self.decide(
            denied=" ".join(one.key for one in services),
            whole=True,
            how=How.REFUSE_ALL,
            layer=Layer.BANNER,
            **other,
        )

    def accept_all(self, **other: object) -> Outcome:
        """*Accept all*, as the banner posts it."""
        services = (other.get("version") or self.version()).catalogue.refusable()
        return self.decide(
            granted=" ".join(one.key for one in services),
            whole=True,
            how=How.ACCEPT_ALL,
            layer=Layer.BANNER,
            **other,
        )

    def erase(self, subject: str) -> int:
        """Erase what the ledger says of a subject."""
        with self.session() as session:
            return actions.erase(session, SITE, subject)

    def seal(self) -> Seal | None:
        """Seal what no seal names yet."""
        with self.session() as session:
            return actions.seal(session, SITE, now=self.clock())

    def publish(self, site: str | None = None, **options: object) -> Published:
        """Publish what the instance says, or another site file written there first."""
        if site is not None:
            (self.runtime.settings.instance / "site.yaml").write_text(site, encoding="utf-8")
        wanted = sample.policy(self.runtime.settings.instance)
        options = {"render": self.runtime.render, "mount": self.mount, **options}
        with self.session() as session:
            done = actions.publish(session, wanted, now=self.clock(), **options)
        self.runtime.look_now()
        return done

    def entries(self) -> list[Entry]:
        """The whole ledger, by chain."""
        return self.read(lambda session: [*ledger.entries(session, SITE), *ledger.strays(session)])

    def findings(self) -> list[Finding]:
        """What checking the ledger finds, link by link."""
        return self.check(self.entries())

    def check(self, entries: list[Entry]) -> list[Finding]:
        """What checking these entries finds."""
        names = self.read(lambda session: versions.snapshot_names(session, SITE))
        return list(checking.verify(entries, snapshots=names))

    def is_whole(self) -> bool:
        """Whether checking the ledger finds no fault."""
        return not any(one.faults for one in self.findings())

    def seal_faults(self) -> list[SealFinding]:
        """What checking the seals finds."""

        def check(session: Session) -> list[SealFinding]:
            found = ((one, seals.leaves(session, SITE, one.number)) for one in seals.all_of(session, SITE))
            return list(check_seals(SITE, found))

        return self.read(check)

    def is_found_out(self) -> bool:
        """Whether checking the ledger tells that somebody wrote into it: by a fault, or by what cannot be read."""
        try:
            return not self.is_whole()
        except UNREADABLE:
            return True

    def history(self, subject: str) -> list[record.ConsentRecord]:
        """A subject's records, the oldest first."""
        return [one.record for one in self.read(lambda session: ledger.history_of(session, SITE, subject))]

    def is_allowed(self, key: str, decision: Decision | None) -> bool:
        """Whether a service may run now."""
        return consent.allows(self.version(), decision, key, now=self.clock())
