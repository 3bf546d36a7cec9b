"""Guests at a server: as many as it can answer, or so many requests a second, whatever becomes of the answers."""

from __future__ import annotations

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.drills.guests import Guest, Step, ask
from tests.drills.visitor import Visitor
from tests.drills.wire import Listening

AT_ONCE = 16
"""How many ask at one time."""


@dataclass(kw_only=True)
class Answers:
    """What came of the requests of some guests: by kind how long each took in seconds, and its status."""

    seconds: float = 0
    spans: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    visitors: list[Visitor] = field(default_factory=list)
    """Those who decided anything."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, span: float, status: int) -> None:
        """Keep one answer."""
        with self._lock:
            self.spans[name].append(span)
            self.statuses[name][status] += 1

    def keep(self, visitor: Visitor) -> None:
        """Keep a visitor who has left, to be held against the ledger."""
        if visitor.clicks:
            with self._lock:
                self.visitors.append(visitor)

    @property
    def all(self) -> list[float]:
        """How long each took."""
        return [one for some in self.spans.values() for one in some]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.all) / self.seconds

    def other_than(self, *statuses: int) -> dict[str, dict[int, int]]:
        """What was answered otherwise, by kind."""
        found = {
            name: {status: times for status, times in some.items() if status not in statuses}
            for name, some in self.statuses.items()
        }
        return {name: some for name, some in found.items() if some}


def late(spans: list[float], percent: int) -> float:
    """Within how many seconds so many of a hundred came."""
    return statistics.quantiles(spans, n=100, method="inclusive")[percent - 1] if len(spans) > 1 else spans[0]


def at_full_tilt(server: Listening, seconds: float, chance: Random, *, at_once: int = AT_ONCE) -> Answers:
    """Each asks again as soon as it was answered: what the server can do."""
    return _asked(server, seconds, chance, at_once, lambda: time.monotonic())


def at_pace(server: Listening, seconds: float, chance: Random, *, rate: float, at_once: int = AT_ONCE) -> Answers:
    """So many requests a second, each timed from the moment at which it was due: who waits in line waits too."""
    begun, tickets, lock = time.monotonic(), count(), threading.Lock()

    def next_due() -> float:
        with lock:
            due = begun + next(tickets) / rate
        time.sleep(max(0.0, due - time.monotonic()))
        return due

    return _asked(server, seconds, chance, at_once, next_due)


def _asked(
    server: Listening, seconds: float, chance: Random, at_once: int, next_due: Callable[[], float]
) -> Answers:
    answers, begun = Answers(), time.monotonic()
    faults: list[BaseException] = []
    seeds = [chance.random() for _ in range(at_once)]

    def come(seed: float) -> None:
        try:
            _come(server, Random(seed), begun + seconds, next_due, answers)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=come, args=(seed,)) for seed in seeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if faults:
        raise faults[0]
    answers.seconds = time.monotonic() - begun
    return answers


def _come(server: Listening, chance: Random, end: float, next_due: Callable[[], float], answers: Answers) -> None:
    """One guest after the other, until the time is up."""
    while time.monotonic() < end:
        guest = Guest(chance)
        _visit(server, guest.steps(), end, next_due, answers)
        answers.keep(guest.visitor)


def _visit(
    server: Listening, steps: Iterable[Step], end: float, next_due: Callable[[], float], answers: Answers
) -> None:
    for step in steps:
        due = next_due()
        status = ask(server, step)
        answers.take(step.name, time.monotonic() - due, status)
        if time.monotonic() > end:
            return
