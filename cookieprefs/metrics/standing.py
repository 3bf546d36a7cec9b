"""What is looked up whenever Prometheus asks: the ledger, the version served, the last seal. Cheap to ask."""

from __future__ import annotations

import platform
from collections.abc import Iterator

from flask import Flask
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cookieprefs import __version__
from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.runtime import Runtime
from cookieprefs.store import seals, versions


class Standing(Collector):
    """How things stand with the site that an app serves."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._runtime: Runtime = app.extensions["cookieprefs"]

    def collect(self) -> Iterator[Metric]:
        """Look, and tell. While the ledger is out of reach, the version that is known goes on being told."""
        yield self._build()
        with self._app.app_context():
            yield from self._of_ledger()

    def _build(self) -> Metric:
        told = {
            "version": __version__,
            "python": platform.python_version(),
            "database": self._runtime.settings.database.partition(":")[0].partition("+")[0],
        }
        found = GaugeMetricFamily("cookieprefs_build_info", "Which release runs, always 1.", labels=list(told))
        found.add_metric(list(told.values()), 1)
        return found

    def _of_ledger(self) -> Iterator[Metric]:
        up, here = 1, self._runtime
        try:
            site = here.version().policy.site.key
            here.reading(lambda session: versions.newest_number(session, site))
            yield from self._of_seal(site)
        except LedgerUnavailableError:
            up = 0
        except NothingPublishedError:
            pass
        yield _gauge("cookieprefs_ledger_up", "Whether the ledger can be read: 1 or 0.", up)
        yield from self._of_version()

    def _of_seal(self, site: str) -> Iterator[Metric]:
        last = self._runtime.reading(lambda session: seals.last(session, site))
        if last is not None:
            yield _gauge(
                "cookieprefs_last_seal_timestamp_seconds",
                "When the ledger was last sealed, in Unix time; absent where it never was.",
                last.sealed_at.timestamp(),
            )

    def _of_version(self) -> Iterator[Metric]:
        try:
            version = self._runtime.version()
        except (LedgerUnavailableError, NothingPublishedError):
            return
        yield _gauge("cookieprefs_policy_version", "The policy version that is served.", version.number)
        yield _gauge(
            "cookieprefs_policy_published_timestamp_seconds",
            "When that version was published, in Unix time.",
            version.published_at.timestamp(),
        )


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
