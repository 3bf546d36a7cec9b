"""How long do visitors wait who decide at once, and what does it take to serve them?

Sixteen switch at once, two processes serve, one SQLite file is written to: half of them wait for less than one
time, 99 of 100 for less than another. Then the memory of one process, and the time from a start to a first answer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results, servers, site, wrk
from benchmarks.figures import Goal, Ratio, ratio
from benchmarks.servers import Command, Process
from benchmarks.site import Site
from benchmarks.wrk import Load

QUESTION = "How long do visitors wait who decide at once?"
AT_ONCE = 16
WORKERS = 2
VISITORS = 100
SLOWEST, MEMORY, START = (Goal(value=value, at_most=True) for value in (4, 90, 1))
"""p99 in p50s, MB of one process, seconds from its start to its first answer."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The memory of a process in MB: all that it sees, and what is its own with its part of what it shares."""

    all: float
    part: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and keep what came of it; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contention", description=__doc__)
    parser.add_argument("--server", choices=[*servers.SERVERS], default=servers.DEFAULT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of one run")
    asked = parser.parse_args(arguments)
    command = servers.SERVERS[asked.server]
    with site.served(command(servers.OURS, WORKERS)) as ours:
        loads = crowd(ours, asked.rounds, asked.seconds)
        memory = max((memory_of(one) for one in ours.process.workers), key=lambda one: one.part)
        started = [start(command(servers.OURS, 1), ours) for _ in range(asked.rounds)]
    late, first = lateness(loads), statistics.median(one.started_in for one in started)
    results.keep(QUESTION, told(loads, memory, started, asked.server))
    found = ((SLOWEST, late.median), (MEMORY, memory.part), (START, first))
    return int(not all(goal.is_met(value) for goal, value in found))


def lateness(loads: Sequence[Load]) -> Ratio:
    """How many times as long 99 of 100 wait as half of them."""
    return ratio([one.p99 for one in loads], [one.p50 for one in loads])


def crowd(ours: Site, rounds: int, seconds: int) -> list[Load]:
    """What known visitors, who are many at once, have to wait; a first round only warms up."""
    switch = ours.switch(visitors=VISITORS)
    loads = [wrk.run(switch, seconds=seconds, connections=AT_ONCE) for _ in range(rounds + 1)]
    return loads[1:]


def start(command: Command, ours: Site) -> Process:
    """One more process that serves the same site, just after its first answer."""
    with servers.running(command, environment=ours.environment, path=site.FIRST) as process:
        return process


def memory_of(pid: int) -> Memory:
    """The memory of a process now."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return Memory(all=megabytes(rollup, "Rss"), part=megabytes(rollup, "Pss"))


def megabytes(rollup: str, name: str) -> float:
    """What a `smaps_rollup` says by this name, in MB. Raises `ValueError` where it does not say it."""
    for line in rollup.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError(f"no {name} in {rollup!r}")


def told(loads: Sequence[Load], memory: Memory, started: Sequence[Process], server: str) -> str:
    """The table, and how it was measured."""
    late = lateness(loads)
    p50, p99 = (statistics.median(waited) for waited in zip(*((one.p50, one.p99) for one in loads), strict=True))
    first = statistics.median(one.started_in for one in started)
    spent = statistics.median(one.start_time for one in started)
    rows = [
        (f"p99 of a switch ÷ its p50, {AT_ONCE} at once", f"{late}", SLOWEST.told(late.median)),
        ("memory of one process, MB", f"{memory.part:.0f}", MEMORY.told(memory.part)),
        ("start to first answer, s", f"{first:.2f}", START.told(first)),
    ]
    told = results.prose(f"""
        In the middle of {len(loads)} rounds, half waited for less than {p50:.0f} ms, and 99 of 100 for less
        than {p99:.0f}. They are visitors whom the ledger knows; each switch is committed with `synchronous =
        FULL` before it is answered. {servers.named(server)} had {WORKERS} processes. Memory is what a process
        has for itself and its part of what it shares (PSS), after these rounds; with all that it shares it is
        {memory.all:.0f} MB (RSS). A start begins with the command and ends with the first embed.js, the median
        of {len(started)} starts; the processor worked for {spent:.2f} s of it, and what else the machine does
        is in the rest.
    """)
    return f"{results.table(('', 'median (least to most)', 'goal'), rows)}\n{told}"


if __name__ == "__main__":
    sys.exit(main())
