"""How a ledger of millions of records behaves beside one of thousands: `python -m tests.drills.large --help`.

Both lie in a temporary folder and go with it; in a folder that is named they stay, for another run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks import results
from cookieprefs import actions
from cookieprefs.actions import Visitor
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import Shown
from cookieprefs.store import ledger as store
from cookieprefs.store import versions
from tests.actions.desk import SITE, Desk, wish
from tests.drills.ground import Ground, ground
from tests.drills.many import KEYS, SPAN, Decisions, fill
from tests.drills.measured import GOAL, Measured, slower, told

FILE = Path(results.__file__).with_name("ledger.md")
TOP = results.TOP.replace("# Results", "# The ledger").replace("make bench", "make drill-large")
QUESTION = "What does a large ledger cost?"
_WARM_UP = 20  # decisions that are not counted
_TELLING_ITS_MEMORY = """
import atexit, pathlib, sys
from cookieprefs.cli import main
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: sys.stderr.write(next(one for one in status.open() if one.startswith("VmHWM"))))
main()
"""
_chance = random.Random(2)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A ledger, some of those who decided in it, and what was measured."""

    ground: Ground
    subjects: Sequence[str]
    measured: Measured


class Deadline:
    """The moment by which all must be done."""

    def __init__(self, minutes: float) -> None:
        self._end = time.monotonic() + 60 * minutes

    @property
    def left(self) -> float:
        """Seconds until then."""
        return max(1.0, self._end - time.monotonic())

    def keep(self, _done: int) -> None:
        """Hears of every piece of work. Raises `SystemExit` once the time is up."""
        if time.monotonic() > self._end:
            raise SystemExit("the time is up; give more by --minutes, or take fewer records by --records")


@contextmanager
def ledger(folder: Path, records: int, deadline: Deadline) -> Iterator[Ledger]:
    """A ledger with this many records, or a few more where an earlier run left it here."""
    with ground(folder) as here:
        there, written = _count(here.desk), 0.0
        if there < records:
            written = (records - there) / _timed(lambda: grow(here, records - there, deadline.keep))
        subjects, measured = (
            _subjects(here.desk, records),
            Measured(records=_count(here.desk), bytes=here.file.stat().st_size, written=written),
        )
        yield Ledger(ground=here, subjects=subjects, measured=measured)


def _count(desk: Desk) -> int:
    return desk.read(lambda session: store.count(session, SITE))


def grow(here: Ground, records: int, progress: Callable[[int], None]) -> None:
    """Add this many records to a ground's SQLite ledger, past the app."""
    desk = here.desk

    def find(shown: Shown) -> str:
        return desk.read(lambda session: versions.snapshot_of(session, SITE, desk.mount, shown)) or ""

    decisions = Decisions(find, records=records, end=datetime.now(UTC), seed=1 + _count(desk))
    here.let_go()
    fill(here.file, decisions, records, progress)


def _subjects(desk: Desk, records: int) -> list[str]:
    """Some visitors who have an id, from all over the ledger."""
    asked = text("SELECT subject FROM cookieprefs_record_payload WHERE rowid = :at")
    places = [_chance.randrange(records) + 1 for _ in range(500)]
    return [one for one in desk.read(lambda session: [session.scalar(asked, {"at": at}) for at in places]) if one]


def decide(ledgers: Sequence[Ledger], times: int) -> None:
    """Decide in all by turns, so that whatever else the machine does falls upon each alike."""
    for number in range(-_WARM_UP, times):
        for one in ledgers:
            first, switch = _timed(lambda one=one: _first(one)), _timed(lambda one=one: _switch(one))
            if number >= 0:
                one.measured.first.append(first)
                one.measured.switch.append(switch)


def _first(one: Ledger) -> None:
    one.ground.desk.decide(
        " ".join(KEYS), whole=True, how=How.ACCEPT_ALL, layer=Layer.BANNER, once=secrets.token_hex(16)
    )


def _switch(one: Ledger) -> None:
    desk = one.ground.desk
    act = desk.act(wish(denied=_chance.choice(KEYS)), once=secrets.token_hex(16))
    desk.send(act, Visitor(subject=_chance.choice(one.subjects)))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def seal(one: Ledger, times: int, deadline: Deadline) -> None:
    """Seal everything; and once more after so many decisions."""
    begun = time.perf_counter()
    one.measured.sealed = _seal(one.ground.desk, deadline) / (time.perf_counter() - begun)
    for _ in range(times):
        _first(one)
    one.measured.next_seal = _timed(lambda: _seal(one.ground.desk, deadline))


def _seal(desk: Desk, deadline: Deadline) -> int:
    with desk.session() as session:
        made = actions.seal(session, SITE, now=desk.clock(), progress=deadline.keep)
    assert made is not None
    return made.records


def verify(one: Ledger, deadline: Deadline) -> dict[str, Any]:
    """Have `cookieprefs ledger verify` check everything; what it says."""
    one.ground.let_go()
    begun = time.perf_counter()
    said, kilobytes = command(one.ground, deadline, "ledger", "verify", "--json")
    found: dict[str, Any] = json.loads(said)
    one.measured.verified = found["records"] / (time.perf_counter() - begun)
    one.measured.verified_in_kilobytes = kilobytes
    return found


def count(one: Ledger, deadline: Deadline) -> None:
    """Have `cookieprefs stats` show three years by month: first with all to be counted, then with nothing."""
    one.ground.let_go()
    since = f"{datetime.now(UTC) - SPAN:%Y-%m-%d}"
    start = _timed(lambda: command(one.ground, deadline, "ledger", "seals"))
    first, again = (
        _timed(lambda: command(one.ground, deadline, "stats", "--by", "month", "--since", since, "--json"))
        for _ in range(2)
    )
    one.measured.counted, one.measured.stats = one.measured.records / first, max(0, again - start)


def command(here: Ground, deadline: Deadline, *words: str) -> tuple[str, int]:
    """What one of our commands prints, and the kilobytes of memory that it had at most.

    Raises `SystemExit` where it fails, or is not done in time.
    """
    program = [sys.executable, "-c", _TELLING_ITS_MEMORY, *words]
    how: dict[str, Any] = {"env": {**os.environ, **here.environment()}, "capture_output": True, "text": True}
    try:
        done = subprocess.run(program, timeout=deadline.left, check=False, **how)
    except subprocess.TimeoutExpired as error:
        raise SystemExit(f"cookieprefs {' '.join(words)} was not done in time") from error
    if done.returncode:
        raise SystemExit(f"cookieprefs {' '.join(words)} failed: {done.stderr or done.stdout}")
    return done.stdout, int(done.stderr.split()[-2])


def measure(
    folder: Path, *, records: int, small: int, times: int, deadline: Deadline, seals: bool = True
) -> list[Measured]:
    """Make a small and a large ledger, and measure both."""
    with ExitStack() as stack:
        ledgers = [stack.enter_context(ledger(folder / str(size), size, deadline)) for size in (small, records)]
        decide(ledgers, times)
        for one in ledgers:
            if seals:
                seal(one, times, deadline)
            said = verify(one, deadline)
            added = 2 * (_WARM_UP + times) + (times if seals else 0)
            if not said["whole"] or said["records"] != one.measured.records + added:
                raise SystemExit(f"the ledger is not what was written: {said}")
            count(one, deadline)
        return [one.measured for one in ledgers]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and keep what was found in benchmarks/ledger.md; 1 where a decision takes too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.large", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=500, help="decisions of each kind on each ledger")
    parser.add_argument("--minutes", type=float, default=30, help="after which it is given up")
    parser.add_argument("--folder", type=Path, help="where both are kept, and found again; 1,500 bytes a record")
    parser.add_argument("--no-seal", action="store_true", help="leave out the sealing, which takes longest")
    asked = parser.parse_args(arguments)
    how = {"records": asked.records, "small": asked.small, "times": asked.times, "seals": not asked.no_seal}
    with ExitStack() as stack:
        temporary = None if asked.folder else tempfile.TemporaryDirectory(prefix="cookieprefs-large-")
        folder = Path(stack.enter_context(temporary)) if temporary else asked.folder
        small, large = measure(folder, deadline=Deadline(asked.minutes), **how)
    results.keep(QUESTION, told(small, large), file=FILE, top=TOP)
    return int(slower(small, large) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
