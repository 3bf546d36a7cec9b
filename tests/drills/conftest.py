"""What the drills of the suite share: a PostgreSQL server that they may stop, and a stage on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.cluster import Server, server_of_its_own
from tests.databases import NAMES
from tests.drills.load import Stage, stage


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the drills' own: whoever stops it starts it again."""
    with server_of_its_own() as found:
        yield found


@pytest.fixture(params=NAMES)
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A site on each database, that a process serves; it waits for locks but a moment."""
    needed = None if request.param == "sqlite" else request.getfixturevalue("server")
    with stage(tmp_path, Random(request.node.name), needed, busy_seconds=1) as found:
        yield found
