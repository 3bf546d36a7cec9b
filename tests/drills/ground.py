"""A site of the drills' own: an instance, a schema, a published version, and a desk to look at the ledger from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_migrate import upgrade

from cookieprefs.runtime import utc_now
from cookieprefs.settings import SETTINGS, Settings
from cookieprefs.store.db import db
from tests import sample
from tests.actions.desk import Desk
from tests.databases import built, disposed

SECRET = "a secret of the drills"
PUBLIC_URL = "https://shop.test/"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where a drill takes place: what a server process is told, and a desk that looks at the same ledger."""

    settings: Settings
    desk: Desk

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.settings.instance / "cookieprefs.sqlite3"

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger is that file."""
        return self.settings.database_url is None

    def let_go(self) -> None:
        """Close our own connections: the last one that closes a SQLite file folds its write-ahead log in."""
        with self.desk.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def environment(self) -> dict[str, str]:
        """The settings as a server process reads them."""
        given = {one.variable: getattr(self.settings, one.name) for one in SETTINGS}
        return {variable: str(value) for variable, value in given.items() if value is not None}


@contextmanager
def ground(
    instance: Path, database_url: str | None = None, *, public_url: str = PUBLIC_URL, **given: object
) -> Iterator[Ground]:
    """The sample site with today's schema, published; its connections are closed in the end. Takes settings."""
    sample.write(instance)
    settings = Settings(
        instance=instance,
        secret_key=SECRET,
        public_url=public_url,
        database_url=database_url,
        **given,
    )
    with disposed(built(settings)) as app:
        upgrade()
        desk = Desk(app, utc_now, mount=settings.mount)
        desk.publish()
        yield Ground(settings=settings, desk=desk)
