"""`cookieprefs db copy`: the ledger in another database, whole, and every reason why not in a sentence."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from flask_migrate.cli import db as migrations

from cookieprefs.cli.db import OURS
from cookieprefs.core.consent import How
from tests.actions.ledgers import everything
from tests.databases import session_on


@pytest.fixture
def target(tmp_path, migrated):
    """Another file with today's schema and nothing in it."""
    return shutil.copy(migrated, tmp_path / "target.sqlite3")


@pytest.fixture
def filled(shop):
    """A shop with two visitors, one of whom was erased, and with a seal."""
    kept = shop.decide(yes="matomo vimeo", no="youtube")
    shop.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=kept.subject)
    shop.erase(shop.decide(yes="matomo").subject)
    assert shop.run("ledger", "seal").exit_code == 0
    shop.kept = kept
    return shop


def address(path):
    return f"sqlite:///{path}"


def rows(path):
    with session_on(address(path)) as session:
        return everything(session)


def test_a_ledger_is_copied_checked_and_said_to_be_there(filled, target):
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 0, result.output
    *lines, closing_line = result.stdout.splitlines()
    assert lines[:2] == [
        "Copied 1 version, 3 records and 1 seal that the target lacked.",
        "3 records in 2 chains, 1 of them erased: all whole.",
    ]
    assert lines[2].startswith("1 seal, the last of ")
    assert closing_line.startswith("The target has all that was here at ")
    assert rows(target) == rows(filled.folder / "cookieprefs.sqlite3")


def test_who_switches_goes_on_where_the_visitor_was(filled, target, monkeypatch):
    filled.run("db", "copy", address(target))
    filled.decide(yes="vimeo", how=How.SERVICE_SWITCH, subject=filled.kept.subject)
    again = filled.run("db", "copy", address(target))
    assert again.stdout.startswith("Copied no versions, 1 record and no seals that the target lacked.\n")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", address(target))
    filled.visited = None
    assert filled.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=filled.kept.subject).seq == 4
    assert filled.run("ledger", "verify").exit_code == 0


def test_what_was_erased_since_is_erased_there_and_that_is_said(filled, target):
    filled.run("db", "copy", address(target))
    filled.erase(filled.kept.subject)
    result = filled.run("db", "copy", address(target))
    assert "Erased 2 records there that had been erased here since." in result.stdout
    assert "3 records in 2 chains, 3 of them erased: all whole." in result.stdout


def test_another_ledger_of_the_site_is_refused(filled, target):
    filled.run("db", "copy", address(target))
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("INSERT INTO cookieprefs_seal VALUES ('shop', 2, '2026-01-01', 1, 'x', 'x', 'x')")
        connection.commit()
    before = rows(target)
    filled.decide(yes="matomo")
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: the target holds another ledger of 'shop', or was written to by itself: its seal 2 is not in this "
        "ledger; nothing of it was changed\n"
    )
    assert rows(target) == before


def test_a_ledger_that_is_not_whole_is_copied_as_it_is_and_that_is_said(filled, target):
    filled.close()
    filled.tamper("UPDATE cookieprefs_record_payload SET domain = 'other.example' WHERE seq = 2")
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 1
    assert "the record or its link was changed after it was written" in result.stdout
    last = "Not all of shop is whole; do not serve from the target before you know why."
    assert result.stdout.splitlines()[-1] == last


def test_what_no_other_database_could_hold_either_is_one_sentence(filled, target):
    filled.close()
    filled.tamper("UPDATE cookieprefs_record_payload SET answers = 'no JSON' WHERE seq = 2")
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: a record cannot be read, so somebody changed it: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_target_without_a_file_is_refused_and_none_is_made(filled, tmp_path):
    path = tmp_path / "nowhere.sqlite3"
    result = filled.run("db", "copy", address(path))
    assert result.exit_code == 3
    assert result.stderr == (
        f"Error: there is no file {path}; with COOKIEPREFS_DATABASE_URL set to that address, "
        "run: cookieprefs db upgrade\n"
    )
    assert not path.exists()


def without_schema(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")


def of_an_older_release(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE cookieprefs_alembic_version SET version_num = '0001'")
        connection.commit()


def of_a_newer_release(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE cookieprefs_alembic_version SET version_num = '9999'")
        connection.commit()


def garbage(path):
    path.write_bytes(b"This is no database. " * 500)


UNFIT = [
    (
        without_schema,
        "that database is not ready: the database has no schema yet; run: cookieprefs db upgrade, with ",
    ),
    (
        of_an_older_release,
        "that database is not ready: the database is at revision 0001, this release works with 0",
    ),
    (
        of_a_newer_release,
        "that database is not ready: the database is at revision 9999, of a newer release than th",
    ),
    (garbage, "that database cannot be used: file is not a database"),
]


@pytest.mark.parametrize(("spoil", "sentence"), UNFIT)
def test_a_target_that_is_not_ready_is_refused_in_a_sentence(filled, target, spoil, sentence):
    spoil(target)
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {sentence}")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "exit_code", "sentence"),
    [
        ("nonsense", 2, "write 'sqlite:////path/to/file' or 'postgresql://user:password@host/name'"),
        ("mysql://host/name", 2, "write 'sqlite:////path/to/file' or 'postgresql://"),
        ("sqlite:///short.sqlite3", 3, "write the whole path of 'short.sqlite3', such as sqlite:////srv/ledger."),
        ("sqlite://", 3, "there is no file to copy into; "),
        ("postgresql://nobody:secret@127.0.0.1:1/none", 3, "that database cannot be used: "),
        ("sqlite:///{folder}/../instance/cookieprefs.sqlite3", 3, "that is the database that the ledger is in"),
    ],
)
def test_an_address_that_is_none_is_refused_without_telling_its_password(filled, url, exit_code, sentence):
    result = filled.run("db", "copy", url.format(folder=filled.folder))
    assert result.exit_code == exit_code
    assert sentence in result.stderr
    assert "secret" not in result.stderr


def test_a_source_that_is_not_up_to_date_is_refused(filled, target):
    filled.run("db", "downgrade", "0002")
    result = filled.run("db", "copy", address(target))
    assert result.exit_code == 3
    assert "the database is at revision 0002, this release works with " in result.stderr


def test_a_target_that_cannot_be_written_is_told_and_gone_on_with(filled, target, monkeypatch):
    monkeypatch.setattr("cookieprefs.store.db.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("cookieprefs.actions.writing.PATIENCE", 0.1)
    with closing(sqlite3.connect(target, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = filled.run("db", "copy", address(target))
    assert result.exit_code == 3
    assert "the target cannot be written: database is locked; what is there stays" in result.stderr
    assert filled.run("db", "copy", address(target)).exit_code == 0


def test_migrates_own_commands_are_there_as_they_were_and_know_nothing_of_ours(empty_shop):
    listed = empty_shop.run("db", "--help").stdout.partition("Commands:")[2]
    names = {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "}
    assert names == {*migrations.commands, *(one.name for one in OURS)}
    assert not {one.name for one in OURS} & migrations.commands.keys()


def test_sqlite_has_no_roles(shop):
    result = shop.run("db", "role", "web")
    assert result.exit_code == 1
    assert result.stderr == "Error: SQLite has no roles: whoever may write the file may write all of it\n"
