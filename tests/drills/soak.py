"""How a server holds for minutes with a mix of real visitors: `python -m tests.drills.soak --help`.

First it is measured how many requests a second it answers at full tilt; then it gets 70 % of that. In the end its
memory must have stood still, nothing may have failed, and every decision that was answered must be in the ledger.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks import results
from tests.databases import Server
from tests.drills.ground import Ground, ground
from tests.drills.load import server_for
from tests.drills.pace import Answers, at_full_tilt, at_pace, late
from tests.drills.reckoning import Tally, reckon
from tests.drills.served import Served, served

FILE = Path(results.__file__).with_name("soak.md")
TOP = results.TOP.replace("# Results", "# Holding").replace("make bench", "make soak")
SHARE = 0.7
"""Of what it can, what it gets."""
WARM_UP = 1 / 3
"""How much of the time passes before memory is judged: caches fill, and connections open."""
GROWS_AT_MOST = 5 * 2**20
"""Bytes by which a worker may grow from then on, along the straight line that fits best."""
_LOOKS = 300  # how often memory is looked at
_LOCKED = ("database is locked", "LockNotAvailable", "lock timeout")


@dataclass(kw_only=True)
class Memory:
    """What each worker had of memory, in bytes, by the seconds since it was first looked at."""

    looks: list[tuple[float, dict[int, int]]] = field(default_factory=list)

    @property
    def workers(self) -> tuple[int, ...]:
        """Those that were there at first."""
        return tuple(self.looks[0][1])

    def grown(self, worker: int) -> float:
        """By how much a worker grew after the warm-up: the slope of the line that fits best, over that time."""
        end = self.looks[-1][0]
        found = [(when, some[worker]) for when, some in self.looks if when >= end * WARM_UP and worker in some]
        if len(found) < 3:
            raise ValueError(f"worker {worker} was looked at {len(found)} times after the warm-up")
        return _slope(found) * (found[-1][0] - found[0][0])

    def faults(self, grows_at_most: float = GROWS_AT_MOST) -> Iterator[str]:
        """A worker that is another one, and memory that grows."""
        if (last := tuple(self.looks[-1][1])) != self.workers:
            yield f"the workers were {self.workers} and are {last}: one ended"
            return
        for one in self.workers:
            if (grown := self.grown(one)) > grows_at_most:
                yield f"a worker grew by {_mib(grown)} after the warm-up; {_mib(grows_at_most)} is allowed"


@dataclass(frozen=True, kw_only=True)
class Soaked:
    """All that was found."""

    capacity: Answers
    answers: Answers
    memory: Memory
    tally: Tally
    faults: list[str]


def soak(
    here: Ground,
    seconds: float,
    measure: float,
    chance: Random,
    *options: str,
    grows_at_most: float = GROWS_AT_MOST,
) -> Soaked:
    """Measure, soak, and hold everything against the ledger."""
    with served(here, *options) as server:
        first = at_full_tilt(server, measure / 5, chance)
        capacity = at_full_tilt(server, measure, chance)
        with _watched(server, seconds) as memory:
            answers = at_pace(server, seconds, chance, rate=SHARE * capacity.rate)
        said, is_ready = server.said(), server.is_ready()
    tally = reckon(here, [*first.visitors, *capacity.visitors, *answers.visitors])
    faults = [*_failed(capacity), *_failed(answers), *memory.faults(grows_at_most), *tally.faults, *_said(said)]
    if not is_ready:
        faults.append("the server was not ready in the end")
    return Soaked(capacity=capacity, answers=answers, memory=memory, tally=tally, faults=faults)


def _failed(answers: Answers) -> Iterator[str]:
    for name, some in answers.other_than(200, 303, 304).items():
        for status, times in some.items():
            yield f"{name}: {times} times {status or 'no answer'}"


def _said(lines: Sequence[str]) -> Iterator[str]:
    for at, one in enumerate(lines):
        if "Traceback" in one:
            # What went wrong stands at the end: the first line after it that is not indented.
            end = next((line for line in lines[at + 1 :] if line and not line.startswith(" ")), "and no more")
            yield f"the server said: {one} {end}"
        elif any(word in one for word in _LOCKED):
            yield f"the server said: {one}"


@contextmanager
def _watched(server: Served, seconds: float) -> Iterator[Memory]:
    """Look at the workers' memory all the while."""
    memory, done, begun = Memory(), threading.Event(), time.monotonic()

    def watch() -> None:
        while True:
            memory.looks.append((time.monotonic() - begun, server.memory()))
            if done.wait(seconds / _LOOKS):
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        done.set()
        thread.join()


def _slope(points: Sequence[tuple[float, float]]) -> float:
    middle = [sum(one[at] for one in points) / len(points) for at in (0, 1)]
    up = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return up / sum((x - middle[0]) ** 2 for x, _ in points)


def told(found: Soaked) -> str:
    """What was found, as a table and some sentences."""
    answers, memory, tally = found.answers, found.memory, found.tally
    rows = [_row(name, spans) for name, spans in sorted(answers.spans.items(), key=lambda one: -len(one[1]))]
    head = ("", "requests", "median, ms", "95 of 100, ms", "99 of 100, ms", "longest, ms")
    first, last = memory.looks[0][1], memory.looks[-1][1]
    grew = ", ".join(
        f"{_mib(first[one])} at first and {_mib(last.get(one, 0))} in the end (slope {_mib(memory.grown(one))})"
        for one in memory.workers
        if one in last
    )
    asked = (
        f"At full tilt it answered {found.capacity.rate:.0f} requests a second, on a machine that visitors share; "
        f"then for {answers.seconds:.0f} seconds it got {answers.rate:.0f} a second, {len(answers.all):,} "
        f"in all, each timed from when it was due. {tally.answered:,} decisions were answered, {tally.records:,} "
        f"records are in the ledger, in {tally.chains:,} chains, and all of them were held against each other."
    )
    judged = (
        f"The workers had of memory: {grew}. The slope is that of the straight line that fits best, over the time "
        f"after the first third; {_mib(GROWS_AT_MOST)} is allowed."
    )
    table = results.table(head, [*rows, _row("all", answers.all)]).strip()
    return "\n\n".join((table, *map(_wrapped, (asked, judged, _verdict(found.faults))))) + "\n"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(one, 120, break_on_hyphens=False) for one in text.splitlines())


def _verdict(faults: Sequence[str]) -> str:
    if not faults:
        return (
            "Nothing failed, nobody waited for a lock in vain, and every answered decision is there once, as made."
        )
    return "\n".join(("FAULTS:", *(f"- {one}" for one in faults[:20])))


def _row(name: str, spans: list[float]) -> tuple[str, ...]:
    times = (late(spans, 50), late(spans, 95), late(spans, 99), max(spans))
    return name, f"{len(spans):,}", *(f"{1000 * one:.0f}" for one in times)


def _mib(size: float) -> str:
    return f"{size / 2**20:.1f} MiB"


@contextmanager
def site(folder: Path, server: Server | None) -> Iterator[Ground]:
    """A site of its own behind one proxy, which tells visitors' addresses."""
    with ground(folder / "instance", server.new_database() if server else None, proxy_hops=1) as here:
        yield here


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak, and keep what was found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--measure", type=float, default=20, help="seconds at full tilt, before")
    parser.add_argument("--server", default="gunicorn", help="the one of `cookieprefs serve`")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only-tell", action="store_true", help="do not write it into benchmarks/soak.md")
    asked = parser.parse_args(arguments)
    name = "PostgreSQL" if asked.postgresql else "SQLite"
    with (
        tempfile.TemporaryDirectory(prefix="cookieprefs-soak-") as folder,
        server_for(name.lower()) as server,
        site(Path(folder), server) as here,
    ):
        found = soak(here, 60 * asked.minutes, asked.measure, Random(asked.seed), "--server", asked.server)
    question = f"Does it hold at 70 % of what it can? ({name}, {asked.server})"
    if asked.only_tell:
        print(f"{question}\n\n{told(found)}")
    else:
        results.keep(question, told(found), file=FILE, top=TOP)
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
