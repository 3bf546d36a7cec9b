"""Refusals of which nothing but their number is kept (R-25)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cookieprefs.core.consent import Choice, How
from cookieprefs.core.record import Shown
from cookieprefs.store.tables import TallyRow

REFUSED = "refused"
"""The kind of these sums in the tally. They are of whole refusals, so they name no service."""

_TALLY = cast("Table", TallyRow.__table__)


def add(session: Session, site: str, how: How, shown: Shown, now: datetime) -> None:
    """Count one more refusal on this day: by which button, in which language and layout, of which version."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    counted = dialect.insert(_TALLY).values(
        site=site,
        day=now.astimezone(UTC).date().isoformat(),
        kind=REFUSED,
        service="",
        choice=Choice.REFUSED.value,
        how=how.value,
        language=shown.language,
        layout=shown.layout,
        version=shown.version,
        count=1,
    )
    key = [one.name for one in _TALLY.primary_key]
    session.execute(counted.on_conflict_do_update(index_elements=key, set_={"count": _TALLY.c["count"] + 1}))
