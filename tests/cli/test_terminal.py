"""What the commands do at a terminal and nowhere else: ask before visitors are asked again, show a bar."""

import os
import pty
import shutil
import subprocess
import sys

import pytest

from tests.cli.conftest import NOON

SHELL = "from cookieprefs.cli import main; main()"


def at_a_terminal(*args, typed=""):
    """Run the shell with a terminal for input and messages; gives exit code, stdout and what was on the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SHELL, *args]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True) as shell:
        os.close(theirs)
        os.write(ours, typed.encode())
        screen = b"".join(iter(lambda: _read(ours), b"")).decode()
        stdout = shell.stdout.read()
    os.close(ours)
    return shell.returncode, stdout, screen


def _read(terminal):
    """What is on the screen next; nothing once the other end is closed, which Linux calls an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def share_more(shop):
    shop.edit("site.yaml", "- use: vimeo", "- use: vimeo\n    recipients: [Northwind Ads]")


@pytest.mark.parametrize(
    ("options", "typed", "exit_code", "versions"),
    [
        ([], "n\n", 1, 1),
        ([], "y\n", 0, 2),
        (["--yes"], "", 0, 2),
        (["--json"], "n\n", 1, 1),
        (["--dry-run"], "", 0, 1),
    ],
)
def test_a_person_is_asked_before_visitors_are_asked_again(shop, options, typed, exit_code, versions):
    share_more(shop)
    code, _, screen = at_a_terminal("publish", *options, typed=typed)
    assert code == exit_code
    assert ("Publish, and ask visitors again about Vimeo?" in screen) is bool(typed)
    assert len(shop.json("policy", "list", "--json")) == versions


def test_nobody_is_asked_where_no_visitor_is(shop):
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    code, stdout, _ = at_a_terminal("publish")
    assert code == 0
    assert "Version 2 is published" in stdout


def test_a_new_key_of_the_site_is_asked_about(shop):
    shop.edit("site.yaml", "key: shop ", "key: store ")
    code, stdout, screen = at_a_terminal("publish", typed="n\n")
    assert code == 1
    assert "The key of the site is now 'store'" in stdout
    assert "nothing was published" in screen


def test_a_check_shows_a_bar_that_leaves_stdout_alone(shop):
    shop.decide(yes="matomo")
    code, stdout, screen = at_a_terminal("ledger", "verify")
    assert code == 0
    assert stdout.startswith("1 record in 1 chain: all whole.\n")
    assert "Checking the ledger" in screen


def test_an_export_to_a_file_shows_a_bar(shop, tmp_path):
    shop.decide(yes="matomo")
    path = tmp_path / "export.jsonl"
    code, stdout, screen = at_a_terminal("ledger", "export", "--output", str(path))
    assert code == 0
    assert stdout == ""
    assert "Writing" in screen
    assert f"1 record written to {path}." in screen.replace("\r\n", "")
    assert len(path.read_text("utf-8").splitlines()) == 3, "what is in it, the record, and the end"


@pytest.mark.parametrize(("typed", "exit_code", "erased"), [("n\n", 1, 0), ("\n", 1, 0), ("y\n", 0, 2)])
def test_a_person_is_asked_before_a_visitor_is_forgotten(shop, typed, exit_code, erased):
    first = shop.decide(yes="matomo")
    shop.decide(no="matomo", subject=first.subject)
    code, _, screen = at_a_terminal("ledger", "forget", first.receipt_id, typed=typed)
    assert code == exit_code
    assert "Erase 2 records of this visitor for good?" in screen
    assert shop.json("ledger", "verify", "--json")["erased"] == erased


def test_pruning_shows_a_bar_that_leaves_stdout_alone(shop):
    shop.decide(yes="matomo", now=NOON.replace(year=2020))
    code, stdout, screen = at_a_terminal("ledger", "prune")
    assert code == 0
    assert stdout.endswith(": 1 record erased.\n")
    assert "Erasing" in screen


def test_a_copy_and_a_backup_show_a_bar_too(shop, tmp_path, migrated):
    shop.decide(yes="matomo")
    shutil.copy(migrated, tmp_path / "target.sqlite3")
    code, stdout, screen = at_a_terminal("db", "copy", f"sqlite:///{tmp_path / 'target.sqlite3'}")
    assert code == 0
    assert stdout.startswith("Copied 1 version, 1 record and no seals that the target lacked.\n")
    assert "Copying" in screen
    assert "Checking shop" in screen
    code, stdout, screen = at_a_terminal("backup", str(tmp_path / "shop.tar.gz"))
    assert code == 0
    assert "Copying the ledger" in screen
