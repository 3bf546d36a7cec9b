"""Fixtures of the tests inside a host app: hosts on each database, at each place, and their visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import sample
from tests.clock import Clock
from tests.databases import database_url, empty_url, postgresql_url
from tests.extension.host import Host
from tests.visitor import Visitor

__all__ = ["database_url", "empty_url", "postgresql_url"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The operator's folder in the host's instance."""
    return sample.write(tmp_path / "cookieprefs")


@pytest.fixture
def make_host(folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Host]]:
    """Builds hosts whose tables are there, the sample site published: `make_host(prefix=…)`."""
    made: list[Host] = []

    def make(database: str | None = None, *, prepared: bool = True, **options: object) -> Host:
        host = Host(database or f"sqlite:///{tmp_path / 'host.sqlite3'}", **{"instance": folder, **options})
        host.runtime.clock = clock
        made.append(host)
        if prepared:
            host.prepare()
        return host

    yield make
    for host in made:
        host.close()


@pytest.fixture
def host(make_host: Callable[..., Host]) -> Host:
    """A host app at `/cookies` on a SQLite file."""
    return make_host()


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def visitor(request: pytest.FixtureRequest, host: Host) -> Visitor:
    """A visitor of the host, once without htmx and once with it."""
    return Visitor(host.app, has_htmx=request.param)
