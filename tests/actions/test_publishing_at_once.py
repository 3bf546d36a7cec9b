"""Two processes publish at one moment: one wins, the other has nothing to add or publishes on top."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cookieprefs import actions
from cookieprefs.store import versions
from cookieprefs.store.db import db
from tests import sample
from tests.actions.desk import SITE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def other():
    """The other process."""
    command = [sys.executable, "-m", "tests.actions.publisher"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def publish_at_once(desk, other):
    """Publishes the operator's folder here, and at the same moment a folder there: the versions they became."""

    def say(line):
        other.stdin.write(f"{line}\n")
        other.stdin.flush()

    def run(folder):
        wanted = actions.read_site_file(desk.runtime.settings.instance).policy
        with desk.session() as session:
            say(f"{db.engine.url.render_as_string(hide_password=False)} {folder}")
            assert other.stdout.readline() == "ready\n"
            say("go")
            done = actions.publish(session, wanted, desk.runtime.render, now=desk.clock())
        said = other.stdout.readline().strip()
        desk.runtime.look_now()
        return {str(done.version.number if done.version else None), said}

    return run


@pytest.fixture
def folder(desk):
    """The operator's folder."""
    return desk.runtime.settings.instance


def test_the_same_files_become_one_version(desk, publish_at_once, folder):
    sample.write(folder, sample.with_service("vimeo", "media"))
    assert publish_at_once(folder) == {"2", "None"}
    assert desk.version().number == 2
    assert desk.version().since["vimeo"] == 2


def test_different_files_become_two_versions_one_on_top_of_the_other(desk, publish_at_once, folder, tmp_path):
    there = shutil.copytree(folder, tmp_path / "there", ignore=shutil.ignore_patterns("*.sqlite3*"))
    sample.write(there, sample.with_service("vimeo", "media"))
    sample.write(folder, sample.with_service("stripe", "necessary"))
    assert publish_at_once(there) == {"2", "3"}
    history = desk.read(lambda session: list(versions.history(session, SITE)))
    assert [one.number for one in history] == [3, 2, 1]
    second, third = (desk.version(number) for number in (2, 3))
    extra = [{one.key for one in version.catalogue.services} & {"vimeo", "stripe"} for version in (second, third)]
    assert sorted(extra, key=sorted) == [{"stripe"}, {"vimeo"}]
    with desk.session() as session:
        assert all(versions.snapshots_of(session, SITE, number, "") for number in (1, 2, 3))
