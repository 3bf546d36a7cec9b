"""A site under load: several visitors who decide at once, whatever becomes of the site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.cluster import Server, server_of_its_own
from tests.drills.ground import Ground, ground
from tests.drills.process import Process, running
from tests.drills.reckoning import Tally, reckon
from tests.drills.visitor import Visitor
from tests.drills.wire import Browser, LostError

AT_ONCE = 4
"""How many click at one time."""

_CLICKS = 8  # after so many a visitor leaves, and another comes
_PATIENCE = 60  # seconds until decisions are taken again


@dataclass(kw_only=True)
class Stage:
    """A site that a process serves, the PostgreSQL server that it needs, and all who came by so far."""

    here: Ground
    process: Process
    chance: Random
    server: Server | None = None
    visitors: list[Visitor] = field(default_factory=list)

    def reckon(self) -> Tally:
        """What reached the visitors, against the ledger."""
        return reckon(self.here, self.visitors)


@contextmanager
def stage(
    folder: Path,
    chance: Random,
    server: Server | None = None,
    *,
    before: Sequence[str] = (),
    busy_seconds: float | None = None,
    **given: object,
) -> Iterator[Stage]:
    """A site of its own in a folder, with its ledger there or on a PostgreSQL server, that a process serves.

    `given` are further settings.
    """
    url = server.new_database() if server else None
    with (
        ground(folder / "instance", url, **given) as here,
        running(here, before=before, busy_seconds=busy_seconds) as process,
    ):
        yield Stage(here=here, process=process, chance=chance, server=server)


@contextmanager
def server_for(name: str) -> Iterator[Server | None]:
    """The server that a kind of database needs."""
    with ExitStack() as stack:
        yield stack.enter_context(server_of_its_own()) if name == "postgresql" else None


class Load:
    """Several who click as long as the block lasts, each one click after the other, each with such a browser."""

    def __init__(self, stage: Stage, browser: Callable[[], Browser] = Browser) -> None:
        self._stage, self._browser = stage, browser
        self._stop = threading.Event()
        self._answers = threading.Semaphore(0)
        self._threads = [
            threading.Thread(target=self._click, args=(Random(stage.chance.random()),)) for _ in range(AT_ONCE)
        ]

    def __enter__(self) -> Load:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def wait_for_one(self) -> float:
        """Wait until another decision was recorded; the seconds that it took. Fails where none comes."""
        while self._answers.acquire(blocking=False):
            pass
        begun = time.monotonic()
        assert self._answers.acquire(timeout=_PATIENCE), self._stage.process.said[-20:]
        return time.monotonic() - begun

    def _click(self, chance: Random) -> None:
        visitor = self._new(chance)
        while not self._stop.is_set():
            if not self._stage.process.listens.wait(0.1):
                continue
            before = len(visitor.arrived)
            with suppress(LostError):
                visitor.click(self._stage.process)
            if len(visitor.arrived) > before:
                self._answers.release()
            if len(visitor.clicks) >= _CLICKS:
                visitor.browser.close()
                visitor = self._new(chance)
        visitor.browser.close()

    def _new(self, chance: Random) -> Visitor:
        visitor = Visitor(chance, self._browser())
        self._stage.visitors.append(visitor)
        return visitor
