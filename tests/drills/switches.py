"""Two tabs, two processes, one visitor who switches to and fro: `python -m tests.drills.switches --help`.

As browsers do it, one post at a time over all tabs; and as where there is no lock for that, both at once.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from cookieprefs.core.record import ConsentRecord
from tests.databases import NAMES
from tests.drills.load import Stage, server_for, stage
from tests.drills.many import KEYS
from tests.drills.process import Process, running
from tests.drills.visitor import denied
from tests.drills.wire import HTMX, ID, Browser, Jar


@dataclass(frozen=True, kw_only=True)
class Switched:
    """One switch that was answered: which, and what the jar then held."""

    once: str
    key: str
    is_on: bool
    yes: frozenset[str]


@dataclass(kw_only=True)
class Tabs:
    """Two tabs with one jar, each at a process of its own."""

    on: Stage
    processes: tuple[Process, Process]
    lock: AbstractContextManager[object]
    """What lets one post at a time."""
    jar: Jar = field(default_factory=Jar)
    switched: list[Switched] = field(default_factory=list)
    """In the order of arrival."""

    def switch(self, process: Process, key: str, *, is_on: bool) -> None:
        """Turn a switch in the tab that is at this process."""
        once = secrets.token_urlsafe(16)
        fields = {"once": once, **({"granted": "yes"} if is_on else {})}
        with self.lock:
            answer = Browser(self.jar).post(process, f"/preferences/services/{key}", fields, HTMX)
            self.switched.append(Switched(once=once, key=key, is_on=is_on, yes=self.jar.yes))
        assert answer.status == 200, answer

    def switch_often(self, process: Process, times: int, chance: Random) -> None:
        """Turn switches at random, one after the other."""
        for _ in range(times):
            self.switch(process, chance.choice(KEYS), is_on=chance.random() < 0.5)


def run(on: Stage, other: Process, times: int, *, one_at_a_time: bool) -> Tabs:
    """Switch so many times in all; the first goes alone, for without an id there is nobody to be known again."""
    lock = threading.Lock() if one_at_a_time else nullcontext()
    tabs = Tabs(on=on, processes=(on.process, other), lock=lock)
    tabs.switch(on.process, KEYS[0], is_on=True)
    rest = (times - 1) // 2, times - 1 - (times - 1) // 2
    with ThreadPoolExecutor(2) as pool:
        works = [
            pool.submit(tabs.switch_often, process, number, Random(on.chance.random()))
            for process, number in zip(tabs.processes, rest, strict=True)
        ]
        for one in works:
            one.result()
    return tabs


def faults(tabs: Tabs) -> Iterator[str]:
    """What the ledger has otherwise than the visitor had it."""
    desk = tabs.on.here.desk
    history = desk.history(tabs.jar[ID])
    by_once = {one.once: one for one in tabs.switched}
    if [one.seq for one in history] != list(range(1, len(tabs.switched) + 1)):
        yield f"{len(tabs.switched)} switches were answered; the ledger has {[one.seq for one in history]}"
    if {one.once for one in history} != set(by_once):
        yield "the ledger has other switches than those that were answered"
        return
    for before, after in pairwise(history):
        switch = by_once[after.once or ""]
        expected = {**_words(before), switch.key: "given" if switch.is_on else denied(_words(before)[switch.key])}
        if _words(after) != expected:
            yield f"number {after.seq} says {_words(after)}; after the one before it has to be {expected}"
    if isinstance(tabs.lock, nullcontext):
        return
    for one, record in zip(tabs.switched, history, strict=True):
        if one.once != record.once or one.yes != _yes(record):
            yield f"number {record.seq} grants {_yes(record)}, and the browser then had {one.yes}"
    if not desk.is_whole():
        yield "the chain is not whole"


def overtaken(tabs: Tabs) -> int:
    """How many answers arrived after the answer to a later record, so that the jar held something older."""
    numbers = {one.once: one.seq for one in tabs.on.here.desk.history(tabs.jar[ID])}
    return sum(numbers[before.once] > numbers[after.once] for before, after in pairwise(tabs.switched))


def _words(record: ConsentRecord) -> dict[str, str]:
    return {key: one.choice.value for key, one in record.answers.items()}


def _yes(record: ConsentRecord) -> frozenset[str]:
    return frozenset(key for key, word in _words(record).items() if word == "given")


def main(arguments: Sequence[str] | None = None) -> int:
    """Switch on each database, in both ways; 1 where the ledger has anything otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.switches", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    return max([_on(name, asked.times, Random(asked.seed)) for name in NAMES])


def _on(name: str, times: int, chance: Random) -> int:
    found = 0
    with (
        tempfile.TemporaryDirectory(prefix="cookieprefs-switches-") as folder,
        server_for(name) as server,
        stage(Path(folder), chance, server) as on,
        running(on.here) as other,
    ):
        for one_at_a_time in (True, False):
            begun = time.monotonic()
            tabs = run(on, other, times, one_at_a_time=one_at_a_time)
            wrong = list(faults(tabs))
            how = "one at a time" if one_at_a_time else f"both at once, {overtaken(tabs)} answers were overtaken"
            took = time.monotonic() - begun
            print(
                f"{name}: {times} switches in {took:.0f} s, {how}: {wrong or 'no gap, nothing lost'}", flush=True
            )
            found += len(wrong)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
