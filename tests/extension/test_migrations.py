"""Our schema in a host's database: a branch of our own, which the host's own migrations leave alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import flask_migrate
import pytest
from flask_migrate import Migrate
from sqlalchemy import inspect

from cookieprefs import CookiePrefs, schema
from cookieprefs.store.db import Base
from cookieprefs.store.migrations import VERSION_TABLE
from tests.actions.ledgers import everything
from tests.databases import session_on
from tests.web.posts import post

# What Flask-Migrate writes for a host still uses the older of two names.
pytestmark = pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")

TABLES = {*Base.metadata.tables, VERSION_TABLE}


@pytest.fixture
def bare(make_host, empty_url):
    """A host whose database is empty, on each database."""
    return make_host(empty_url, prepared=False)


@pytest.fixture(autouse=True)
def log(monkeypatch):
    """What Flask-Migrate writes for a host sets up logging for the whole process, which is that of all tests."""
    monkeypatch.setattr("logging.config.fileConfig", lambda *_: None)


def run(host, *args):
    """Run `flask cookieprefs …` in the host's shell."""
    return host.app.test_cli_runner().invoke(args=["cookieprefs", *args])


def tables(host):
    return set(inspect(host.engine).get_table_names())


def test_upgrade_makes_our_tables_and_nothing_else(bare):
    before = run(bare, "db", "current")
    assert (before.exit_code, "no revision" in before.output) == (1, True)
    done = run(bare, "db", "upgrade")
    assert done.exit_code == 0, done.output
    assert tables(bare) == TABLES
    again = run(bare, "db", "upgrade")
    assert again.output == f"The schema is up to date ({schema.newest()}).\n"
    assert run(bare, "db", "current").exit_code == 0


def test_from_an_empty_database_to_a_banner(bare):
    for args in (("db", "upgrade"), ("check",), ("publish",), ("policy", "list"), ("ledger", "verify"), ("gpc",)):
        done = run(bare, *args)
        assert done.exit_code == 0, (args, done.output)
    assert "cookieprefs-banner" in bare.app.test_client().get("/page").text


def test_the_ledger_is_checked_and_handed_out_in_the_hosts_shell(make_host):
    host = make_host()
    client = host.app.test_client()
    for service in ("matomo", "youtube"):
        post(client, f"/cookies/preferences/services/{service}", granted="yes")
    assert "2 records in 1 chain: all whole." in run(host, "ledger", "verify").output
    exported = run(host, "ledger", "export")
    first, second = (json.loads(line)["record"] for line in exported.stdout.splitlines()[1:-1])
    assert (first["seq"], second["seq"]) == (1, 2)
    receipt = first["receipt_id"]
    assert "number 1 of chain" in run(host, "ledger", "show", receipt).output


def test_the_ledger_is_copied_out_of_the_hosts_database(make_host, tmp_path, migrated):
    host = make_host()
    post(host.app.test_client(), "/cookies/preferences/services/matomo", granted="yes")
    target = f"sqlite:///{shutil.copy(migrated, tmp_path / 'target.sqlite3')}"
    done = run(host, "db", "copy", target)
    assert done.exit_code == 0, done.output
    with session_on(target) as there, session_on(str(host.engine.url)) as here:
        assert everything(there) == everything(here)


def test_a_role_is_a_matter_of_postgresql_here_too(make_host):
    refused = run(make_host(), "db", "role", "web")
    assert (refused.exit_code, "SQLite has no roles" in refused.output) == (1, True)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_the_hosts_database_is_the_hosts_to_back_up(host, command):
    refused = run(host, command, "x.tar.gz")
    assert refused.exit_code == 2
    assert f"No such command '{command}'" in refused.output


def test_all_our_commands_are_in_one_group_and_the_hosts_shell_gains_no_other(host):
    assert set(host.app.cli.commands) == {"cookieprefs"}
    listed = run(host, "--help").output
    for name in ("check", "db", "gpc", "init", "ledger", "policy", "publish"):
        assert f"  {name}" in listed


def test_init_writes_a_starter_once(make_host, tmp_path):
    host = make_host(prepared=False, instance=tmp_path / "new")
    assert "A starter site now stands in" in run(host, "init").output
    assert (tmp_path / "new" / "site.yaml").is_file()
    assert "so nothing was written" in run(host, "init").output


def test_a_database_without_our_tables_is_told_in_words(bare):
    done = run(bare, "publish", "--yes")
    assert (done.exit_code, "db upgrade" in done.output) == (3, True)


@pytest.mark.parametrize(
    "choice",
    [{"include_object": CookiePrefs.include_object}, {"include_name": CookiePrefs.include_name}],
    ids=lambda one: next(iter(one)),
)
def test_the_hosts_own_migrations_find_nothing_of_ours_to_drop(bare, tmp_path, choice):
    folder = str(tmp_path / "migrations")
    Migrate(bare.app, bare.db, directory=folder, **choice)
    assert run(bare, "db", "upgrade").exit_code == 0
    with bare.app.app_context():
        flask_migrate.init()
        flask_migrate.migrate(message="first")
        (written,) = Path(folder, "versions").glob("*.py")
        text = written.read_text("utf-8")
        assert "create_table('note'" in text
        assert "cookieprefs" not in text
        flask_migrate.upgrade()
        assert tables(bare) == TABLES | {"note", "alembic_version"}
        flask_migrate.migrate(message="second")
        assert len(list(Path(folder, "versions").glob("*.py"))) == 1


def test_without_it_they_would(bare, tmp_path):
    """Why the host has to be told of it."""
    folder = str(tmp_path / "migrations")
    Migrate(bare.app, bare.db, directory=folder)
    run(bare, "db", "upgrade")
    with bare.app.app_context():
        flask_migrate.init()
        flask_migrate.migrate(message="first")
    (written,) = Path(folder, "versions").glob("*.py")
    assert "drop_table('cookieprefs_record" in written.read_text("utf-8")


def test_the_hosts_own_downgrade_leaves_our_ledger(bare, tmp_path):
    Migrate(bare.app, bare.db, directory=str(tmp_path / "migrations"), include_object=CookiePrefs.include_object)
    run(bare, "db", "upgrade")
    with bare.app.app_context():
        flask_migrate.init()
        flask_migrate.migrate(message="first")
        flask_migrate.upgrade()
        flask_migrate.downgrade()
    assert tables(bare) >= TABLES


def test_create_all_and_drop_all_of_the_host_are_not_about_us(host):
    with host.app.app_context():
        host.db.drop_all()
    assert tables(host) == TABLES
    assert set(host.db.metadata.tables) == {"note"}
