"""Our schema on an engine that somebody else owns: our own migrations, with a version table of their own."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from cookieprefs.store.migrations import FOLDER, VERSION_TABLE


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date. Raises `SQLAlchemyError`."""
    command.upgrade(_config(engine), "head")


def present(engine: Engine) -> str | None:
    """The revision that the database is at; none where it has no schema of ours. Raises `SQLAlchemyError`."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


def newest() -> str | None:
    """The revision that this release works with."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config
