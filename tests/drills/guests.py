"""Who comes by a site: visitors who see the banner, decide or do not, come back, read, and change their minds."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.drills.many import KEYS
from tests.drills.visitor import ALL, Click, Visitor, switch
from tests.drills.wire import HTMX, PLAIN, SCRIPT, Browser, Listening, LostError

_HOW_OFTEN = {"a first visit": 45, "a visit again": 20, "the preferences": 20, "the policy": 15}
"""What a hundred guests come for."""

_ANSWERS = ("accept_all",) * 5 + ("refuse_all",) * 3 + ("nothing",) * 2


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request of a guest: what it is called in a table, and what does it and gives its status."""

    name: str
    do: Callable[[Listening], int]


class Guest:
    """One visitor with a browser, an address, and something in mind."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.visitor = Visitor(chance)
        place = ".".join(str(chance.randrange(1, 255)) for _ in range(3))
        # A proxy tells the one, and whoever believes a proxy that is not there hears the other.
        self.visitor.browser = Browser(address=f"127.{place}", X_Forwarded_For=f"198.{place}")

    def steps(self) -> Iterator[Step]:
        """What they do, one request after the other."""
        kinds = {
            "a first visit": self._first_visit,
            "a visit again": self._visit_again,
            "the preferences": self._preferences,
            "the policy": self._policy,
        }
        yield from kinds[self._chance.choices(list(kinds), [_HOW_OFTEN[one] for one in kinds])[0]]()

    def _first_visit(self) -> Iterator[Step]:
        yield self._read("embed.js", "/embed.js")
        if self._chance.random() < 0.3:
            yield self._read("banner in another language", "/banner?lang=fr")
        if (action := self._chance.choice(_ANSWERS)) != "nothing":
            yield self._click(f"{action.partition('_')[0]} all", _button(action, "banner", SCRIPT))
            yield self._read("effects.js", "/effects.js")

    def _visit_again(self) -> Iterator[Step]:
        tag: dict[str, str] = {}
        yield self._read("embed.js", "/embed.js", keep=tag)
        yield self._read("embed.js, asked about again", "/embed.js", headers=tag)
        yield self._read("theme.css", "/theme.css")

    def _preferences(self) -> Iterator[Step]:
        yield self._read("preferences", "/preferences")
        for _ in range(self._chance.randrange(1, 4)):
            is_on = self._chance.random() < 0.6
            yield self._click(
                "a switch", switch(secrets.token_urlsafe(16), self._chance.choice(KEYS), is_on=is_on)
            )
        if self._chance.random() < 0.5:
            yield self._read("receipt", "/receipt")
        if self._chance.random() < 0.3:
            yield self._click("withdraw all", _button("withdraw_all", "preferences", PLAIN))

    def _policy(self) -> Iterator[Step]:
        yield self._read("policy", "/" if self._chance.random() < 0.7 else "/?lang=fr")
        yield self._read("theme.css", "/theme.css")
        if self._chance.random() < 0.3:
            yield self._click("refuse all", _button("refuse_all", "preferences", HTMX))

    def _read(
        self, name: str, path: str, *, headers: Mapping[str, str] = PLAIN, keep: dict[str, str] | None = None
    ) -> Step:
        def do(server: Listening) -> int:
            answer = self.visitor.browser.get(server, path, headers)
            if keep is not None:
                keep["If-None-Match"] = "".join(answer.all("ETag"))
            return answer.status

        return Step(name=name, do=do)

    def _click(self, name: str, click: Click) -> Step:
        def do(server: Listening) -> int:
            before = len(self.visitor.unrecorded), len(self.visitor.faults)
            self.visitor.click(server, click)
            if len(self.visitor.unrecorded) > before[0]:
                return 503
            return 500 if len(self.visitor.faults) > before[1] else 200

        return Step(name=name, do=do)


def ask(server: Listening, step: Step) -> int:
    """Do one step; its status, 0 where no answer came."""
    try:
        return step.do(server)
    except LostError:
        return 0


def _button(action: str, layer: str, way: Mapping[str, str]) -> Click:
    once = secrets.token_urlsafe(16)
    return Click(
        once=once,
        path="/preferences",
        fields={"action": action, "once": once, "layer": layer},
        way=way,
        granted=ALL if action == "accept_all" else frozenset(),
    )
