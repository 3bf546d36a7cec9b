"""The site's own table."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from skerry import db


class Entry(db.Model):  # type: ignore[name-defined]
    """A line in the guestbook."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    words: Mapped[str]
