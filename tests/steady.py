"""A process in which visitors decide without end: `python -m tests.steady INSTANCE [DATABASE_URL]`.

It tells the id of each record once it was answered, and ends when its input does.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from cookieprefs.actions import Visitor
from cookieprefs.settings import Settings
from tests.actions.desk import Desk, wish
from tests.clock import Clock
from tests.databases import built


class Steady:
    """That process, as whoever started it sees it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answered: list[str] = []
        self._more = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def answered(self) -> set[str]:
        """The records that were answered so far."""
        with self._more:
            return set(self._answered)

    def wait_for(self, more: int) -> set[str]:
        """Wait until so many more were answered; gives all of them."""
        with self._more:
            wanted = len(self._answered) + more
            assert self._more.wait_for(lambda: len(self._answered) >= wanted, timeout=120)
            return set(self._answered)

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._more:
                self._answered.append(line.strip())
                self._more.notify_all()


@contextmanager
def deciding(instance: Path, url: str | None = None) -> Iterator[Steady]:
    """Visitors decide for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.steady", str(instance), *([url] if url else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        steady = Steady(process)
        yield steady
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=120) == 0


def main() -> None:
    """Decide: three visitors who come back, and new ones."""
    instance, *url = sys.argv[1:]
    settings = Settings(
        instance=Path(instance), secret_key="a secret of the tests", database_url=url[0] if url else None
    )
    desk = Desk(built(settings), Clock())
    version = desk.version()
    keys = [one.key for one in version.catalogue.refusable()][:2]
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    known: list[str | None] = [None, None, None, None]
    for turn in count():
        if ended.is_set():
            return
        at = turn % len(known)
        key, on = keys[turn % len(keys)], turn % 3 != 0
        on = on or known[at] is None
        act = desk.act(wish(key if on else "", "" if on else key), version=version)
        record = desk.send(act, Visitor(subject=known[at]), version).record
        known[at] = record.subject if at else None
        sys.stdout.write(f"{record.record_id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
