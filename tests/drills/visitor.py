"""A visitor under load: clicks at random, and knows at every moment what the ledger may hold of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.drills.many import KEYS
from tests.drills.wire import HTMX, ID, WAYS, Answer, Browser, Listening, LostError

State = tuple[str | None, ...]
"""The word for each of `KEYS`: given, refused, withdrawn, or nothing answered yet."""

NOTHING: State = (None,) * len(KEYS)
ALL = frozenset(KEYS)


@dataclass(frozen=True, kw_only=True)
class Click:
    """One click of a visitor, as it is posted."""

    once: str
    path: str
    fields: Mapping[str, object]
    way: Mapping[str, str]
    granted: frozenset[str]

    def then(self, before: State) -> State:
        """The answers after it. Whoever sees the whole panel answers everything."""
        return tuple(self._word(key, word) for key, word in zip(KEYS, before, strict=True))

    @property
    def denied(self) -> frozenset[str]:
        """What it switches off."""
        shown = ALL if self.path == "/preferences" else frozenset({self.path.rpartition("/")[2]})
        return shown - self.granted

    def _word(self, key: str, before: str | None) -> str:
        if key in self.granted:
            return "given"
        if key not in self.denied:
            return before or "refused"
        return denied(before)


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """An answer that reached its visitor: to which click, what it set, and what the record may say."""

    click: Click
    status: int
    yes: frozenset[str]
    no: frozenset[str]
    possible: frozenset[State]


def denied(before: str | None) -> str:
    """What a no makes of an answer."""
    return "withdrawn" if before in ("given", "withdrawn") else "refused"


def draw(chance: Random) -> Click:
    """Any click that the panel offers."""
    once = secrets.token_urlsafe(16)
    if chance.random() < 0.6:
        return switch(once, chance.choice(KEYS), is_on=chance.random() < 0.6)
    action = chance.choice(("save", "accept_all", "refuse_all", "withdraw_all"))
    ticked = chance.sample(KEYS, chance.randrange(len(KEYS) + 1)) if action == "save" else []
    return Click(
        once=once,
        path="/preferences",
        fields={"action": action, "once": once, "services": ticked},
        way=chance.choice(WAYS),
        granted=ALL if action == "accept_all" else frozenset(ticked),
    )


def switch(once: str, key: str, *, is_on: bool) -> Click:
    """The click on one switch. By itself it is posted by a script alone."""
    granted = {"granted": "yes"} if is_on else {}
    return Click(
        once=once,
        path=f"/preferences/services/{key}",
        fields={"once": once, **granted},
        way=HTMX,
        granted=frozenset({key}) if is_on else frozenset(),
    )


class Visitor:
    """One browser whose owner cannot make up their mind."""

    def __init__(self, chance: Random, browser: Browser | None = None) -> None:
        self.browser = browser or Browser()
        self.clicks: dict[str, Click] = {}
        self.arrived: list[Arrived] = []
        self.unrecorded: list[Click] = []
        """What was answered with 503."""
        self.lost: list[Click] = []
        self.faults: list[str] = []
        self._chance = chance
        self._known: frozenset[State] = frozenset({NOTHING})
        self._open: Click | None = None

    def click(self, process: Listening, click: Click | None = None) -> None:
        """Click as told; else at random, or again what went unanswered. Raises `LostError` without an answer."""
        again = self._open if self._open and self._chance.random() < 0.5 else None
        click = click or again or draw(self._chance)
        self.clicks[click.once], self._open = click, None
        before = self.browser.jar.yes
        outcomes = frozenset(click.then(one) for one in self._may_be())
        try:
            answer = self.browser.post(process, click.path, click.fields, click.way)
        except LostError:
            self._open = click
            self.lost.append(click)
            self._known |= outcomes
            raise
        if answer.status in (200, 303):
            self._answered(click, answer, outcomes)
        elif answer.status == 503:
            self._refused(click, before, outcomes)
        else:
            self.faults.append(f"{click.path} was answered by {answer.status}")

    def _answered(self, click: Click, answer: Answer, outcomes: frozenset[State]) -> None:
        jar = self.browser.jar
        state = Arrived(click=click, status=answer.status, yes=jar.yes, no=jar.no, possible=outcomes)
        self.arrived.append(state)
        self._known = frozenset(one for one in outcomes if _granted(one) == jar.yes)

    def _refused(self, click: Click, before: frozenset[str], outcomes: frozenset[State]) -> None:
        """Nothing is granted, and every no holds in this browser (R-10)."""
        self.unrecorded.append(click)
        # It may have been recorded all the same, where the database went away over the commit.
        self._known |= outcomes
        if self.browser.jar.yes != before - click.denied:
            self.faults.append(
                f"{click.path} was not recorded, and the cookie went from {before} to {self.browser.jar}"
            )

    def _may_be(self) -> frozenset[State]:
        """What the server takes for the state before the next click: the ledger's, with each no that it missed."""
        jar = self.browser.jar
        if ID not in jar:
            return frozenset({tuple("refused" if key in jar.no else None for key in KEYS)})
        held = jar.decision
        missed = jar.no if held and held.is_unrecorded else frozenset()
        return frozenset(
            tuple(denied(word) if key in missed else word for key, word in zip(KEYS, one, strict=True))
            for one in self._known
        )


def _granted(state: State) -> frozenset[str]:
    return frozenset(key for key, word in zip(KEYS, state, strict=True) if word == "given")
