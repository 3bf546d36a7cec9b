"""What is counted, by prometheus-client: all names and labels. None holds what a visitor could write."""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import Counter, Histogram, values

from cookieprefs.meter import Fate, Meter
from cookieprefs.metrics.shared import VARIABLE, Places
from cookieprefs.watch import Seen

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Meters(Meter):
    """All counters of this process, in files that every process of the server reads.

    One for each process: prometheus-client keeps its files for as long as that lasts.
    """

    def __init__(self, folder: Path) -> None:
        os.environ[VARIABLE] = str(folder)
        values.ValueClass = values.MultiProcessValue(Places(folder).mine)  # type: ignore[no-untyped-call]
        self._requests = Counter(
            "cookieprefs_requests",
            "Requests, by route, method and class of status.",
            ["route", "method", "status"],
            registry=None,
        )
        self._durations = Histogram(
            "cookieprefs_request_duration_seconds",
            "Time until the answer to a request began, by route.",
            ["route"],
            buckets=_SECONDS,
            registry=None,
        )
        self._decisions = Counter(
            "cookieprefs_decisions",
            "Decisions of visitors, by how they were made and what became of them.",
            ["how", "outcome"],
            registry=None,
        )
        self._banners = Counter(
            "cookieprefs_banners_shown",
            "Banners that were shown, where the site file has them counted.",
            registry=None,
        )
        self._writes = Histogram(
            "cookieprefs_ledger_write_duration_seconds",
            "Time that a write into the ledger took with all its tries, by whether it was committed.",
            ["outcome"],
            buckets=_SECONDS,
            registry=None,
        )
        self._retries = Counter(
            "cookieprefs_ledger_retries",
            "How often a write was tried again, for others were in its way.",
            registry=None,
        )
        self._of_route: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}

    def answered(self, seen: Seen) -> None:
        """A request was answered."""
        key = seen.route, seen.method, seen.status[0]
        found = self._of_route.get(key)
        if found is None:
            route, method, status = key
            found = self._requests.labels(route, method, f"{status}xx"), self._durations.labels(route)
            self._of_route[key] = found
        found[0].inc()
        found[1].observe(seen.seconds)

    def decided(self, how: str, fate: Fate) -> None:
        """A visitor decided."""
        self._decisions.labels(how, fate.value).inc()

    def shown(self) -> None:
        """A banner was shown."""
        self._banners.inc()

    def wrote(self, seconds: float, retries: int, is_done: bool) -> None:
        """Something was written into the ledger, or given up."""
        self._writes.labels("committed" if is_done else "failed").observe(seconds)
        if retries:
            self._retries.inc(retries)
