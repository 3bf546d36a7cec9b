"""A shop in a folder of its own, with the operator's shell to run on it and visitors who decide."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo

from cookieprefs import actions, create_app, firstrun
from cookieprefs.actions import MINT, Act, Visitor
from cookieprefs.cli import main
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import Shown
from cookieprefs.core.wish import Wish
from cookieprefs.store.db import db
from cookieprefs.store.versions import published_sites
from tests.cluster import binaries
from tests.databases import bare_postgresql_url, other_postgresql_url, owned_url

__all__ = ["bare_postgresql_url", "other_postgresql_url", "owned_url"]
collect_ignore = [] if binaries() else ["test_db_role.py", "test_drill_postgresql.py"]

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DATABASE = "cookieprefs.sqlite3"
SETTINGS = ("DATABASE_URL", "SECRET_KEY", "PROXY_HOPS", "PREVIEW", "PUBLIC_URL", "COUNTRY_HEADER")


class Shop:
    """The operator's folder, and what is done to it."""

    def __init__(self, folder):
        self.folder = folder
        self.apps = []
        self.visited = None

    def run(self, *args):
        """Run the shell with these arguments, each time with a new app, as a process of its own would."""
        return CliRunner().invoke(main, args, obj=ScriptInfo(create_app=self._new_app))

    def json(self, *args):
        """What a command prints on stdout, which has to be JSON alone."""
        return json.loads(self.run(*args).stdout)

    def edit(self, name, old, new):
        """Change the first such passage of a file, which has to be there."""
        text = (self.folder / name).read_text("utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new, 1), "utf-8")

    def decide(self, *, yes="", no="", how=How.SAVE, subject=None, once=None, now=NOON, mint=MINT):
        """A visitor decides in the banner of the last version; gives the record."""
        self.visited = self.visited or self._new_app()
        runtime = self.visited.extensions["cookieprefs"]
        with self.visited.app_context():
            runtime.look_now()
            version = runtime.version()
            shown = Shown(
                version=version.number,
                consent_revision=version.consent_revision,
                language="en",
                layer=Layer.BANNER,
                layout="full",
                snapshot="",
            )
            wish = Wish(granted=frozenset(yes.split()), denied=frozenset(no.split()))
            act = Act(how=how, wish=wish, shown=shown, domain="shop.example", mount="", once=once)
            visitor = Visitor(subject=subject, signals={"gpc": False})
            return actions.decide(runtime.sessions(), act, visitor, version, now=now, mint=mint).record

    def erase(self, subject):
        """Erase what the ledger says of a visitor."""
        with self.visited.app_context():
            session = self.visited.extensions["cookieprefs"].sessions()
            return actions.erase(session, published_sites(session)[0], subject)

    def tamper(self, statement, *values):
        """Change the database behind our back, as somebody who can write the file may."""
        with closing(sqlite3.connect(self.folder / DATABASE)) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            changed = connection.execute(statement, values).rowcount
            connection.commit()
        assert changed == 1

    def close(self):
        """Close every connection."""
        for app in self.apps:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        self.apps.clear()

    def _new_app(self):
        with click.Context(main):
            self.apps.append(create_app())
        return self.apps[-1]


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory):
    """A folder in which the starter site is published; to be copied."""
    folder = tmp_path_factory.mktemp("published") / "instance"
    firstrun.write_starter(folder)
    shop = Shop(folder)
    with pytest.MonkeyPatch.context() as environment:
        _set_environment(environment, folder)
        for args in (("db", "upgrade"), ("publish",)):
            assert shop.run(*args).exit_code == 0
    shop.close()
    return folder


@pytest.fixture
def empty_shop(tmp_path, monkeypatch):
    """A shop whose folder is not even there."""
    shop = Shop(tmp_path / "instance")
    _set_environment(monkeypatch, shop.folder)
    yield shop
    shop.close()


@pytest.fixture
def shop(empty_shop, published_folder):
    """A shop that has published the starter site as version 1."""
    shutil.copytree(published_folder, empty_shop.folder)
    return empty_shop


def _set_environment(environment, folder):
    for name in SETTINGS:
        environment.delenv(f"COOKIEPREFS_{name}", raising=False)
    environment.setenv("COOKIEPREFS_INSTANCE", str(folder))
    environment.setenv("FLASK_SKIP_DOTENV", "1")
    # Flask's groups set it themselves, for good; set here, it goes again.
    environment.setenv("FLASK_RUN_FROM_CLI", "true")
