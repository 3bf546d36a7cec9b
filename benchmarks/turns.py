"""Runs by turns: whatever else a machine does falls upon all that is measured alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import wrk
from benchmarks.figures import Goal, Ratio, between, ratio
from benchmarks.servers import Process
from benchmarks.wrk import Asked

CONNECTIONS = 4
"""Enough that a process never waits for whoever asks it."""


@dataclass(kw_only=True)
class Case:
    """One thing that is asked, and what came of it round by round: beside it, what it is held against."""

    name: str
    asked: Asked
    process: Process
    goal: Goal | None = None
    rates: list[float] = field(default_factory=list)
    """Answers a second."""
    times: list[float] = field(default_factory=list)
    """Seconds of processor time that an answer took."""
    rates_beside: list[float] = field(default_factory=list)
    times_beside: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> Ratio:
        """How many times as often it is answered."""
        return ratio(self.rates, self.rates_beside)

    @property
    def processor_ratio(self) -> Ratio:
        """The same by processor time alone."""
        return ratio(self.times_beside, self.times)


def take(beside: Case, cases: Sequence[Case], *, rounds: int, seconds: int) -> None:
    """Ask each of the cases so often, with what they are held against before and after each."""
    for _ in range(rounds):
        runs = [run(beside, seconds)]
        for one in cases:
            rate, time = run(one, seconds)
            one.rates.append(rate)
            one.times.append(time)
            runs.append(run(beside, seconds))
        rates, times = (between(found) for found in zip(*runs, strict=True))
        for one, rate, time in zip(cases, rates, times, strict=True):
            one.rates_beside.append(rate)
            one.times_beside.append(time)


def run(case: Case, seconds: int) -> tuple[float, float]:
    """Answers a second, and the seconds of processor time that each took."""
    before = case.process.processor_time
    load = wrk.run(case.asked, seconds=seconds, connections=CONNECTIONS)
    return load.rate, (case.process.processor_time - before) / load.requests
