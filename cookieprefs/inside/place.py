"""What is looked at: the app of this installation, as this shell finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cookieprefs.core.policy import PolicyVersion
from cookieprefs.runtime import Runtime

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Place:
    """An installation: what the app holds, and the engine of its ledger."""

    runtime: Runtime
    engine: Engine
    now: datetime

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger is a file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_hosted(self) -> bool:
        """Whether the database belongs to a host app, who opens it as it likes."""
        return self.runtime.ends_reads

    def version(self) -> PolicyVersion:
        """The version in force. Raises `NothingPublishedError`, `LedgerUnavailableError`."""
        return self.runtime.version()

    def reading(self, read: Callable[[Session, str], Result]) -> Result:
        """What `read` finds of the site. Raises `NothingPublishedError`, `LedgerUnavailableError`."""
        site = self.version().policy.site.key
        return self.runtime.reading(lambda session: read(session, site))
