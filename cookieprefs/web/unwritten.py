"""Banners that were counted and are not written yet."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping

from cookieprefs.core.tally import Cell

EVERY = 5.0
"""Seconds between two writes of one process, at least."""


class Unwritten:
    """Sums held in memory: a burst of banners is one small write in a while, and stands in no decision's way.

    The first banner after a while is written at once, and those that follow soon after it with the next that comes
    later. So nothing waits but what came within `EVERY` of the last write; that much is lost with the process. A
    thread that writes by the clock would lose no less, and would have to live through forks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[Cell] = Counter()
        self._last = float("-inf")

    def add(self, cell: Cell) -> Mapping[Cell, int]:
        """Count one more; what is to be written now, which is nothing where that was done a moment ago."""
        with self._lock:
            self._sums[cell] += 1
            if time.monotonic() - self._last < EVERY:
                return {}
            self._last = time.monotonic()
            due, self._sums = self._sums, Counter()
            return due

    def put_back(self, sums: Mapping[Cell, int]) -> None:
        """Hold what could not be written until the next time: sums, so they do not grow with what is counted."""
        with self._lock:
            self._sums.update(sums)
