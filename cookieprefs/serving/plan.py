"""What to serve with, and where: settled before a server is started, and handed to it as text."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

MOST_WORKERS = 8
"""SQLite takes one writer at a time: more processes would only wait for each other."""

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which server, at which address, with how many processes."""

    server: str
    host: str
    port: int
    socket: str | None
    """The path of a Unix socket, in the place of host and port."""
    workers: int
    log: str = "text"
    """How the server's first process writes, `text` or `json`; the others have it from the settings."""

    def as_text(self) -> str:
        """Itself as an argument of a command."""
        return json.dumps(asdict(self))


def from_text(written: str) -> Plan:
    """The plan that `as_text` wrote."""
    return Plan(**json.loads(written))


def default_workers() -> int:
    """A process for each core; two at least, so that one may be busy with the disk while the other answers."""
    return min(MOST_WORKERS, max(2, cores()))


def cores(quota: Path = _QUOTA) -> int:
    """How many cores this process may use: those of the machine, or fewer where a container says so."""
    has_affinity = hasattr(os, "sched_getaffinity")
    found = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    try:
        allowed, period = quota.read_text(encoding="ascii").split()
        return max(1, min(found, round(int(allowed) / int(period))))
    except (OSError, ValueError):
        # There is no such file, or it says `max`: nothing is held back.
        return found
