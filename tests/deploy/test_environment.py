"""The file of settings and the operator's shell in deploy/, run as they are."""

from __future__ import annotations

import os
import subprocess

import pytest

from cookieprefs.settings import SETTINGS, from_environment
from tests.deploy.dockerfile import TOP

FILE = TOP / "deploy" / "systemd" / "environment"
SHELL = TOP / "deploy" / "bin" / "cookieprefs"


def lines(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture
def place(tmp_path):
    """The shell's script with everything that it names in a folder of the test's, and programs that tell."""
    (tmp_path / "program").write_text('#!/bin/sh\necho "$COOKIEPREFS_PUBLIC_URL|$(pwd)|$*"\n', "utf-8")
    (tmp_path / "runuser").write_text('#!/bin/sh\necho "$1"\nshift 2\nexec "$@"\n', "utf-8")
    (tmp_path / "environment").write_text(FILE.read_text("utf-8"), "utf-8")
    text = SHELL.read_text("utf-8")
    for path, name in (
        ("/opt/cookieprefs/bin/cookieprefs", "program"),
        ("/usr/sbin/runuser", "runuser"),
        ("/etc/cookieprefs/environment", "environment"),
        ("/var/lib/cookieprefs", ""),
    ):
        assert path in text
        text = text.replace(path, str(tmp_path / name))
    for name, content in (("shell", text), ("id", "#!/bin/sh\necho ${AS:-0}\n")):
        (tmp_path / name).write_text(content, "utf-8")
    for name in ("program", "runuser", "shell", "id"):
        (tmp_path / name).chmod(0o755)
    return tmp_path


def call(place, *words, **environment):
    found = {"PATH": f"{place}:{os.environ['PATH']}", **environment}
    return subprocess.run([place / "shell", *words], env=found, capture_output=True, text=True, check=False)


def test_every_setting_in_the_file_is_one_that_can_be_read(tmp_path):
    secret = tmp_path / "secret-key"
    secret.write_text("0" * 64, "utf-8")
    text = FILE.read_text("utf-8").replace("/etc/cookieprefs/secret-key", str(secret))
    found = from_environment(dict(line.split("=", 1) for line in lines(text)))
    assert (found.public_url, found.proxy_hops) == ("https://site.example/cookies/", 1)
    assert found.secret_key == "0" * 64
    assert str(found.instance) == "/var/lib/cookieprefs"


def test_every_setting_that_is_commented_out_is_one_too():
    names = {
        line[1:].partition("=")[0] for line in FILE.read_text("utf-8").splitlines() if line.startswith("#COO")
    }
    assert names == {"COOKIEPREFS_DATABASE_URL", "COOKIEPREFS_LOG", "COOKIEPREFS_METRICS"}
    assert names <= {one.variable for one in SETTINGS}


def test_the_shell_runs_the_command_as_the_account_that_serves_with_its_settings_in_the_instance(place):
    done = call(place, "ledger", "show", "two words")
    assert done.stdout == f"--user=cookieprefs\nhttps://site.example/cookies/|{place}|ledger show two words\n"


def test_the_shell_refuses_whoever_is_not_root_and_says_what_to_type(place):
    done = call(place, "check", AS="1000")
    assert (done.returncode, done.stdout) == (2, "")
    assert "sudo cookieprefs check" in done.stderr
