"""How a ledger of millions of records behaves beside one of thousands: `python -m tests.drills.large --help`.

Both lie in a temporary folder and go with it; in a folder that is named they stay, for another run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
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
from tests.drills.many import KEYS, Decisions, fill

FILE = Path(results.__file__).with_name("ledger.md")
TOP = results.TOP.replace("# Results", "# The ledger").replace("make bench", "make drill-large")
QUESTION = "What does a large ledger cost?"
GOAL = 1.2
"""How many times as long a decision may take on the large ledger as on the small one."""

_WARM_UP = 20  # decisions that are not counted
_TELLING_ITS_MEMORY = """
import atexit, pathlib, sys
from cookieprefs.cli import main
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: sys.stderr.write(next(one for one in status.open() if one.startswith("VmHWM"))))
main()
"""
_chance = random.Random(2)


@dataclass(kw_only=True)
class Measured:
    """What was found on one ledger: seconds a decision took, and records a second; 0 for what was not measured."""

    records: int
    bytes: int
    written: float = 0
    first: list[float] = field(default_factory=list)
    switch: list[float] = field(default_factory=list)
    sealed: float = 0
    next_seal: float = 0
    verified: float = 0
    verified_in_kilobytes: int = 0


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
        return [one.measured for one in ledgers]


def told(small: Measured, large: Measured) -> str:
    """What was measured, as a table and some sentences."""
    rows = [
        _row("a first decision, median, ms", small.first, large.first, statistics.median),
        _row("a first decision, 95 of 100, ms", small.first, large.first, _late),
        _row("a known visitor's switch, median, ms", small.switch, large.switch, statistics.median),
        _row("a known visitor's switch, 95 of 100, ms", small.switch, large.switch, _late),
        *_about_seals(small, large),
        _rate("`ledger verify`, records a second", small.verified, large.verified),
    ]
    head = ("", f"{small.records:,} records", f"{large.records:,} records", "ratio")
    within = "within" if slower(small, large) <= GOAL else "OVER"
    each = large.bytes / large.records
    past = f"; it was written past the app, at {large.written:,.0f} records a second" if large.written else ""
    memory, before = (f"{one.verified_in_kilobytes / 1024:.0f} MiB" for one in (large, small))
    return f"""{results.table(head, rows)}
A decision on the large ledger takes {slower(small, large):.2f} times as long as on the small one,
{within} the goal of {GOAL}: {len(large.first)} of each kind on each by turns, each committed with
`synchronous = FULL`.
`ledger verify` took {memory} of memory on the large ledger, and {before} on the small one;
its start is in its times. The large ledger's file had {large.bytes / 1e9:.1f} GB before, {each:.0f} bytes
a record{past}.
"""


def _about_seals(small: Measured, large: Measured) -> Iterator[tuple[str, ...]]:
    if large.sealed:
        yield _rate("sealed for the first time, records a second", small.sealed, large.sealed)
        yield _rate(f"the next seal, over {len(large.first)}, ms", 1000 * small.next_seal, 1000 * large.next_seal)


def slower(small: Measured, large: Measured) -> float:
    """How many times as long a decision takes on the large ledger, whichever kind is worse."""
    pairs = ((small.first, large.first), (small.switch, large.switch))
    return max(statistics.median(of_large) / statistics.median(of_small) for of_small, of_large in pairs)


def _row(what: str, small: list[float], large: list[float], of: Callable[[list[float]], float]) -> tuple[str, ...]:
    return what, f"{1000 * of(small):.2f}", f"{1000 * of(large):.2f}", f"{of(large) / of(small):.2f}"


def _rate(what: str, small: float, large: float) -> tuple[str, ...]:
    return what, f"{small:,.0f}", f"{large:,.0f}", f"{large / small:.2f}"


def _late(spans: list[float]) -> float:
    return statistics.quantiles(spans, n=20)[-1]


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
