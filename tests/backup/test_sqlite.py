"""Copying a SQLite file that others write to: one moment of it, no page twice, and nobody held up."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from cookieprefs.backup import sqlite
from cookieprefs.backup.errors import BackupError

ROWS = 2000


@pytest.fixture
def source(tmp_path):
    """A file of some hundred pages, with a log."""
    path = tmp_path / "source.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, words TEXT)")
        connection.executemany("INSERT INTO said VALUES (?, ?)", ((one, "x" * 500) for one in range(ROWS)))
        connection.commit()
    return path


def rows(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM said").fetchone()[0]


def test_a_copy_is_that_of_one_moment_though_somebody_writes_at_each_step(source, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "_PAGES", 10)
    pages, steps = sqlite.pages(source), []
    with closing(sqlite3.connect(source, timeout=0)) as writer:

        def meanwhile(done):
            steps.append(done)
            assert len(steps) <= pages, "each write makes it begin anew"
            writer.execute("INSERT INTO said (words) VALUES ('decided meanwhile')")
            # What was copied already changes as well.
            writer.execute("UPDATE said SET words = 'changed meanwhile' WHERE number = 0")
            writer.commit()

        sqlite.copy(source, tmp_path / "copy.sqlite3", progress=meanwhile)
    assert sum(steps) == pages
    assert len(steps) == -(-pages // 10), "no step was made twice"
    assert rows(tmp_path / "copy.sqlite3") == ROWS
    assert rows(source) == ROWS + len(steps)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM said WHERE words LIKE '%meanwhile'").fetchone() == (0,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_copy_has_what_stands_in_the_log_alone(source, tmp_path):
    with closing(sqlite3.connect(source)) as writer:
        writer.execute("INSERT INTO said (words) VALUES ('the last')")
        writer.commit()
        assert source.with_name("source.sqlite3-wal").stat().st_size
        sqlite.copy(source, tmp_path / "copy.sqlite3")
    assert rows(tmp_path / "copy.sqlite3") == ROWS + 1
    assert sqlite.companions(tmp_path / "copy.sqlite3") == []


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(sqlite.UNUSABLE):
        sqlite.pages(tmp_path / "nothing.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_folding_makes_one_file_and_takes_that_nobody_has_it_open(source, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(source)) as idle:
        idle.execute("SELECT 1 FROM said").fetchone()
        with pytest.raises(BackupError, match="is in use; stop cookieprefs"):
            sqlite.fold(source)
    sqlite.fold(source)
    assert sqlite.companions(source) == []
    assert rows(source) == ROWS
