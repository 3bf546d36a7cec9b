"""Published policy versions, and the snapshots of what each one shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from cookieprefs.core.changes import Change
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import Shown
from cookieprefs.store.tables import PolicyVersionRow, SnapshotRow, SnapshotUseRow

_USE = cast("Table", SnapshotUseRow.__table__)
_KEYS = ("site", "version", "mount", "language", "layer", "layout")
# Every decision asks it.
_SNAPSHOT_USED = select(_USE.c.sha256).where(*(_USE.c[name] == bindparam(name) for name in _KEYS))


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The HTML that a version shows in one language, layer and layout under one mount."""

    mount: str
    language: str
    layer: str
    layout: str
    html: str

    @property
    def sha256(self) -> str:
        """The name it is kept by."""
        return hashlib.sha256(self.html.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A version in a list: its numbers, when it was published, and what changed with it."""

    number: int
    consent_revision: int
    text_revision: int
    published_at: datetime
    changes: tuple[Change, ...]


@cache
def _version_codec() -> TypeAdapter[PolicyVersion]:
    return TypeAdapter(PolicyVersion)


@cache
def _changes_codec() -> TypeAdapter[tuple[Change, ...]]:
    return TypeAdapter(tuple[Change, ...])


def newest_number(session: Session, site: str) -> int | None:
    """The number of the last published version, if there is any: cheap enough to ask often."""
    return session.scalar(select(func.max(PolicyVersionRow.number)).where(PolicyVersionRow.site == site))


def numbered(session: Session, site: str, number: int) -> PolicyVersion | None:
    """The version with this number, as it was published."""
    asked = select(PolicyVersionRow.body).where(PolicyVersionRow.site == site, PolicyVersionRow.number == number)
    body = session.scalar(asked)
    return None if body is None else _version_codec().validate_json(body)


def latest(session: Session, site: str) -> PolicyVersion | None:
    """The last published version, if there is any."""
    number = newest_number(session, site)
    return None if number is None else numbered(session, site, number)


def published_sites(session: Session) -> list[str]:
    """The sites that have published anything, the most recent first."""
    newest = func.max(PolicyVersionRow.published_at)
    return list(
        session.scalars(select(PolicyVersionRow.site).group_by(PolicyVersionRow.site).order_by(newest.desc()))
    )


def history(session: Session, site: str) -> Iterator[Publication]:
    """Every published version, the newest first, without its texts."""
    row = PolicyVersionRow
    asked = select(row.number, row.consent_revision, row.text_revision, row.published_at, row.changes)
    for found in session.execute(asked.where(row.site == site).order_by(row.number.desc())):
        yield Publication(
            number=found.number,
            consent_revision=found.consent_revision,
            text_revision=found.text_revision,
            published_at=found.published_at,
            changes=_changes_codec().validate_python(found.changes),
        )


def append(session: Session, version: PolicyVersion, changes: tuple[Change, ...]) -> None:
    """Add a version. Raises `IntegrityError` when another process published the same number first."""
    session.execute(
        insert(PolicyVersionRow),
        {
            "site": version.policy.site.key,
            "number": version.number,
            "consent_revision": version.consent_revision,
            "text_revision": version.text_revision,
            "published_at": version.published_at,
            "body": _version_codec().dump_json(version).decode(),
            "changes": _changes_codec().dump_python(changes, mode="json"),
        },
    )


def keep_snapshots(session: Session, site: str, version: int, snapshots: Iterable[Snapshot]) -> None:
    """Keep what a version shows; HTML that is kept already is not kept twice."""
    for one in snapshots:
        if snapshot_html(session, site, one.sha256) is None:
            session.execute(insert(SnapshotRow), {"site": site, "sha256": one.sha256, "html": one.html})
        session.execute(
            insert(SnapshotUseRow),
            {
                "site": site,
                "version": version,
                "mount": one.mount,
                "language": one.language,
                "layer": one.layer,
                "layout": one.layout,
                "sha256": one.sha256,
            },
        )


def snapshots_of(session: Session, site: str, version: int, mount: str) -> tuple[Snapshot, ...]:
    """All that a version shows under a mount."""
    use, snapshot = SnapshotUseRow, SnapshotRow
    asked = (
        select(use.mount, use.language, use.layer, use.layout, snapshot.html)
        .join(snapshot, (snapshot.site == use.site) & (snapshot.sha256 == use.sha256))
        .where(use.site == site, use.version == version, use.mount == mount)
    )
    return tuple(Snapshot(**row._mapping) for row in session.execute(asked))


def snapshot_of(session: Session, site: str, mount: str, shown: Shown) -> str | None:
    """The SHA-256 of what was shown, if that version ever showed such a thing."""
    said = {
        "site": site,
        "version": shown.version,
        "mount": mount,
        "language": shown.language,
        "layer": shown.layer.value,
        "layout": shown.layout,
    }
    found: str | None = session.connection().execute(_SNAPSHOT_USED, said).scalar()
    return found


def snapshot_html(session: Session, site: str, sha256: str) -> str | None:
    """The HTML kept under this hash."""
    return session.scalar(select(SnapshotRow.html).where(SnapshotRow.site == site, SnapshotRow.sha256 == sha256))


def snapshot_names(session: Session, site: str) -> frozenset[str]:
    """The hashes of all snapshots of a site whose HTML still has that hash."""
    asked = select(SnapshotRow.sha256, SnapshotRow.html).where(SnapshotRow.site == site)
    return frozenset(
        name for name, html in session.execute(asked) if hashlib.sha256(html.encode()).hexdigest() == name
    )
