"""Settings, and what lies on the disk: who may read it, and whether there is room."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.inside.place import Place
from cookieprefs.settings import SETTINGS

ROOM = 200 * 1024 * 1024
"""Bytes below which a disk is told to be full: a busy site writes that much in a few days."""

_SECRETS = ("secret_key", "database_url")


def settings(place: Place) -> Iterator[Finding]:
    """What production demands, and what a setting asks for."""
    given = place.runtime.settings
    if given.public_url is None:
        yield found("public-url-missing")
    if given.metrics and find_spec("prometheus_client") is None:
        yield found("extra-missing", setting="COOKIEPREFS_METRICS", package="prometheus-client", extra="metrics")


def instance(place: Place) -> Iterator[Finding]:
    """The operator's folder."""
    folder = place.runtime.settings.instance
    if not (folder / "site.yaml").is_file():
        yield found("instance-missing", folder=folder)


def rights(place: Place) -> Iterator[Finding]:
    """Secrets and ledger are nobody else's to read or to write."""
    for path in _private(place):
        if path.is_file() and _is_within_reach(path.absolute().parent):
            others = path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
            if others:
                yield found("file-open", path=path, verb="write" if others & stat.S_IWOTH else "read")


def room(place: Place) -> Iterator[Finding]:
    """The disk on which a SQLite ledger grows, else that of the instance."""
    path = _file(place) or place.runtime.settings.instance
    if path.exists():
        free = shutil.disk_usage(path).free
        if free < ROOM:
            yield found("disk-full", path=path, free=f"{free // 1024 // 1024} MB")


def _private(place: Place) -> Iterator[Path]:
    yield place.runtime.settings.instance / "secret-key"
    for one in SETTINGS:
        if one.name in _SECRETS and (named := os.environ.get(f"{one.variable}_FILE")):
            yield Path(named)
    if (database := _file(place)) is not None:
        yield database  # what SQLite puts beside it gets the same mode


def _file(place: Place) -> Path | None:
    name = place.engine.url.database
    return Path(name) if place.is_sqlite and name and name != ":memory:" else None


def _is_within_reach(folder: Path) -> bool:
    """Whether every account may pass through a folder and all above it."""
    return all(one.stat().st_mode & stat.S_IXOTH for one in (folder, *folder.parents))
