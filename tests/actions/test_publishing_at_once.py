"""Two processes publish at one moment: one wins, the other has nothing to add or publishes on top."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cookieprefs.store import versions
from cookieprefs.store.db import db
from tests import sample
from tests.actions.desk import SITE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def publish_at_once(desk):
    """Publishes each folder in a process of its own; gives back what each said."""
    running = []

    def run(*folders):
        with desk.app.app_context():
            url = db.engine.url.render_as_string(hide_password=False)
        for folder in folders:
            command = [sys.executable, "-m", "tests.actions.publisher", str(folder), url]
            running.append(
                subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
        assert [one.stdout.readline() for one in running] == ["ready\n"] * len(folders)
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [one.communicate(timeout=30)[0].strip() for one in running]
        assert [one.returncode for one in running] == [0] * len(folders)
        desk.runtime.look_now()
        return said

    yield run
    for one in running:
        if one.poll() is None:
            one.kill()
            one.communicate()


@pytest.fixture
def folder(desk):
    """The operator's folder."""
    return desk.runtime.settings.instance


def test_the_same_files_become_one_version(desk, publish_at_once, folder):
    sample.write(folder, sample.with_service("vimeo", "media"))
    assert sorted(publish_at_once(folder, folder)) == ["2", "nothing"]
    assert desk.version().number == 2
    assert desk.version().since["vimeo"] == 2


def test_different_files_become_two_versions_one_on_top_of_the_other(desk, publish_at_once, folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other", ignore=shutil.ignore_patterns("*.sqlite3*"))
    sample.write(folder, sample.with_service("vimeo", "media"))
    sample.write(other, sample.with_service("stripe", "necessary"))
    assert sorted(publish_at_once(folder, other)) == ["2", "3"]
    history = desk.read(lambda session: list(versions.history(session, SITE)))
    assert [one.number for one in history] == [3, 2, 1]
    kept = [desk.read(lambda session, number=number: versions.numbered(session, SITE, number)) for number in (2, 3)]
    extra = [{one.key for one in version.catalogue.services} & {"vimeo", "stripe"} for version in kept]
    assert sorted(extra, key=sorted) == [{"stripe"}, {"vimeo"}]
    assert all(desk.read(lambda session: versions.snapshots_of(session, SITE, number, "")) for number in (1, 2, 3))
