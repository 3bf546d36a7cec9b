"""Killed at any moment while visitors decide, again and again: `python -m tests.drills.killed --help`.

The process that serves, connections to the database, the database itself, the process that seals the ledger.
After each time it is asked whether every decision whose answer arrived is in the ledger, whether the chains are
whole, and whether any browser grants what the ledger has not.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.databases import NAMES
from tests.drills.load import Load, Stage, server_for, stage
from tests.drills.reckoning import Tally

_LATEST = 0.6  # seconds of load after which it happens at the latest
_LATEST_SEALING = 0.1


def _kill_process(on: Stage) -> None:
    on.process.kill()
    on.process.start()


def _kill_connections(on: Stage) -> None:
    assert on.server is not None
    on.server.end_connections(on.here.settings.database)


def _kill_database(on: Stage) -> None:
    assert on.server is not None
    on.server.halt("immediate")
    on.server.start()


def _kill_sealing(on: Stage) -> None:
    """In the midst of it: it writes three records at a time, and there are some hundred."""
    program = [sys.executable, "-m", "tests.drills.sealing"]
    environment = {**os.environ, **on.here.environment()}
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as sealing:
        assert sealing.stdout is not None
        assert sealing.stdout.readline() == "sealing\n"
        time.sleep(on.chance.uniform(0, _LATEST_SEALING))
        sealing.kill()


_WAYS: dict[str, Callable[[Stage], None]] = {
    "the process": _kill_process,
    "its connections": _kill_connections,
    "the database": _kill_database,
    "who seals": _kill_sealing,
}
KINDS = {"sqlite": ("the process", "who seals"), "postgresql": tuple(_WAYS)}
"""What can be killed."""


def run(on: Stage, kinds: Sequence[str], tell: Callable[[str], None] = lambda _: None) -> Tally:
    """Kill each of these in turn, and compare after each; then seal everything. Stops after the first fault."""
    for number, kind in enumerate(kinds, 1):
        with Load(on) as load:
            load.wait_for_one()
            time.sleep(on.chance.uniform(0, _LATEST))
            _WAYS[kind](on)
            load.wait_for_one()
        tally = on.reckon()
        tell(f"{number} of {len(kinds)}: killed {kind}; {tally.answered} answered, {tally.records} records")
        if tally.faults:
            return tally
    on.here.desk.seal()
    return on.reckon()


def told(name: str, kinds: Sequence[str], tally: Tally) -> str:
    """What happened."""
    killed = ", ".join(f"{what} {times} times" for what, times in Counter(kinds).items())
    return "\n".join(
        (
            f"{name}: killed {killed}.",
            f"{tally.answered} decisions were answered; {tally.records} are recorded, in {tally.chains} chains.",
            f"{tally.lost} posts went unanswered; {tally.lost_and_there} of those are recorded.",
            f"{tally.unrecorded} were answered by 503; {tally.unrecorded_and_there} of those are recorded.",
            *(tally.faults or ["Nothing is missing, and nothing is there that should not be."]),
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as asked on each database; 1 where anything was lost or came out of nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.killed", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--database", choices=NAMES, action="append", help="default: each")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    return max([_on(name, asked.times, Random(asked.seed)) for name in asked.database or NAMES])


def _on(name: str, times: int, chance: Random) -> int:
    kinds = [chance.choice(KINDS[name]) for _ in range(times)]
    with (
        tempfile.TemporaryDirectory(prefix="cookieprefs-killed-") as folder,
        server_for(name) as server,
        stage(Path(folder), chance, server) as on,
    ):
        tally = run(on, kinds, print)
    print(told(name, kinds, tally))
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
