"""`cookieprefs backup`: one file for its owner alone, whole or not there; else a sentence that says why."""

import io
import json
import sqlite3
import stat
import tarfile
from contextlib import closing

import pytest

from cookieprefs import __version__


@pytest.fixture
def file(tmp_path):
    """Where a backup is to go."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "shop.tar.gz"


def members(path):
    with tarfile.open(path) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}


def test_a_backup_has_the_ledger_and_the_operators_files_and_a_list_of_them(shop, file):
    shop.decide(yes="matomo")
    (shop.folder / "notes.txt").write_text("not ours")
    result = shop.run("backup", str(file))
    assert result.exit_code == 0, result.output
    found = members(file)
    listed = json.loads(found.pop("manifest.json"))
    policies = [f"policy.{code}.md" for code in ("de", "en", "es", "fr", "it")]
    names = {"cookieprefs.sqlite3", *policies, "secret-key", "site.yaml"}
    assert set(found) == set(listed["files"]) == names
    assert (listed["release"], listed["records"]) == (__version__, {"shop": 1})
    for name in names - {"cookieprefs.sqlite3"}:
        assert found[name] == (shop.folder / name).read_bytes()
    lines = result.stdout.splitlines()
    assert lines[0].startswith(
        f"{file} has 1 record of shop, {', '.join(policies)}, secret-key and site.yaml, as of 20"
    )
    assert lines[1].endswith("keep it where only you can read it.")


def test_templates_of_the_operators_own_are_in_it(shop, file):
    own = shop.folder / "templates"
    for name in (
        "fragments/banner.html",
        "Änderung 2.html",
        "old.html.bak",
        ".hidden.html",
        "fragments/.git/x.html",
    ):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(f"{{# {name} #}}")
    result = shop.run("backup", str(file))
    assert result.exit_code == 0, result.output
    found = {name: content.decode() for name, content in members(file).items() if name.startswith("templates/")}
    assert found == {
        "templates/fragments/banner.html": "{# fragments/banner.html #}",
        "templates/Änderung 2.html": "{# Änderung 2.html #}",
    }


def test_it_is_for_its_owner_alone_and_leaves_nothing_beside(shop, file):
    shop.run("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_its_ledger_is_one_file_that_any_sqlite_opens(shop, file, tmp_path):
    record = shop.decide(yes="matomo")
    shop.run("backup", str(file))
    path = tmp_path / "taken-out.sqlite3"
    path.write_bytes(members(file)["cookieprefs.sqlite3"])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT record_id FROM cookieprefs_record").fetchall() == [(record.record_id,)]


def test_an_older_backup_stays_unless_it_is_to_be_replaced(shop, file):
    file.write_text("an older one")
    result = shop.run("backup", str(file))
    assert result.exit_code == 1
    assert f"Error: {file} exists; name another file, or add --force to replace an older backup\n" == result.stderr
    assert file.read_text() == "an older one"
    assert shop.run("backup", str(file), "--force").exit_code == 0
    assert members(file)


@pytest.mark.parametrize("name", ["cookieprefs.sqlite3", "site.yaml", "secret-key"])
def test_what_it_is_made_from_is_never_replaced_by_it(shop, name):
    before = (shop.folder / name).read_bytes()
    result = shop.run("backup", str(shop.folder / name), "--force")
    assert result.exit_code == 1
    assert (shop.folder / name).read_bytes() == before


def test_without_a_ledger_there_is_nothing_to_back_up_and_none_is_made(empty_shop, file):
    result = empty_shop.run("backup", str(file))
    assert result.exit_code == 1
    path = empty_shop.folder / "cookieprefs.sqlite3"
    assert result.stderr == (
        f"Error: there is no ledger at {path} yet; see that COOKIEPREFS_INSTANCE names its folder\n"
    )
    assert not empty_shop.folder.exists()
    assert not file.exists()


def test_a_folder_that_is_not_there_is_told(shop, file):
    result = shop.run("backup", str(file.parent / "missing" / "x.tar.gz"))
    assert result.exit_code == 1
    assert result.stderr.endswith("x.tar.gz cannot be written: No such file or directory\n")


def overwritten(path):
    path.write_bytes(b"This is no database. " * 500)


def without_an_index(path):
    """A page in the midst is empty: the file opens, and is not whole."""
    with closing(sqlite3.connect(path)) as connection:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_cookieprefs_record_payload_subject'"
        (page,) = connection.execute(asked).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as stream:
        stream.seek(4096 * (page - 1))
        stream.write(b"\x0a" + bytes(4095))


def without_tables(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")


def without_links(path):
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM cookieprefs_record")
        connection.commit()


SPOILT = [
    (overwritten, "cannot be backed up: file is not a database"),
    (without_an_index, "Error: the ledger is damaged: "),
    (without_tables, "cannot be backed up: no such table: cookieprefs_alembic_version"),
    (without_links, "the ledger is damaged: records have lost their links; see: cookieprefs ledger verify"),
]


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT)
def test_a_ledger_that_is_not_whole_makes_no_backup(shop, file, spoil, sentence):
    shop.decide(yes="matomo")
    shop.close()
    spoil(shop.folder / "cookieprefs.sqlite3")
    file.write_text("an older one, which was good")
    result = shop.run("backup", str(file), "--force")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert file.read_text() == "an older one, which was good"
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("command", "tool"),
    [
        ("backup", "pg_dump --format=custom --file={file} 'postgresql://web@db.example:5433/shop'; "),
        (
            "restore",
            "pg_restore --exit-on-error --no-owner --dbname='postgresql://web@db.example:5433/shop' {file}; ",
        ),
    ],
)
def test_for_postgresql_its_own_tool_is_named_without_the_password(shop, file, monkeypatch, command, tool):
    monkeypatch.setenv(
        "COOKIEPREFS_DATABASE_URL", "postgresql://web:secret-word@db.example:5433/shop?password=secret-word"
    )
    result = shop.run(command, str(file))
    assert result.exit_code == 1
    assert tool.format(file=file) in result.stderr
    assert f"are files in {shop.folder}, to be copied too" in result.stderr
    assert "secret-word" not in result.output
    assert not file.exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"])
def test_what_is_no_plain_file_is_told(shop, file, monkeypatch, url):
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", url)
    result = shop.run("backup", str(file))
    assert result.exit_code == 1
    assert "COOKIEPREFS_DATABASE_URL names no plain file" in result.stderr


def test_a_ledger_elsewhere_than_in_the_instance_is_backed_up_as_well(shop, file, monkeypatch):
    (shop.folder / "deeper").mkdir()
    (shop.folder / "cookieprefs.sqlite3").rename(shop.folder / "deeper" / "ledger.db")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", "sqlite:///deeper/ledger.db")
    shop.decide(yes="matomo")
    assert shop.run("backup", str(file)).exit_code == 0
    assert json.load(io.BytesIO(members(file)["manifest.json"]))["records"] == {"shop": 1}
