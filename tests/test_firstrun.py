"""The first local run makes all that is needed, the second changes nothing, and nothing is ever overwritten."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import click
import pytest
from bs4 import BeautifulSoup

import cookieprefs
from cookieprefs import firstrun
from cookieprefs.app import build_app
from cookieprefs.schema import NotUpToDateError
from cookieprefs.settings import Settings
from cookieprefs.store import versions
from cookieprefs.store.db import db
from tests import sample

STARTER = Path(cookieprefs.__file__).parent / "starter"
STARTER_FILES = sorted(path.name for path in STARTER.iterdir() if path.suffix in (".yaml", ".md"))


@pytest.fixture
def folder(tmp_path):
    """Where the operator's folder is to be."""
    return tmp_path / "new" / "instance"


@pytest.fixture
def run(folder):
    """Begins a local run, up to where it would serve."""
    begun = []

    def begin(**settings):
        command = click.Command("run")
        with click.Context(command, info_name="run"):
            begun.append(build_app(Settings(instance=folder, **settings)))
        return begun[-1]

    yield begin
    for app in begun:
        with app.app_context():
            db.engine.dispose()


def published(app):
    """How many versions are published."""
    runtime = app.extensions["cookieprefs"]
    with app.app_context():
        number = versions.newest_number(runtime.sessions(), runtime.version().policy.site.key)
        db.session.remove()
    return number


def content(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()
    }


def test_an_empty_instance_gets_a_starter_a_secret_a_schema_and_a_first_version(run, folder, capsys):
    app = run()
    assert [path.name for path in sorted(folder.iterdir()) if path.suffix in (".md", ".yaml")] == STARTER_FILES
    assert published(app) == 1
    page = BeautifulSoup(app.test_client().get("/").text, "html5lib")
    assert page.select_one("h1")
    assert page.select_one("section#cookieprefs-banner")
    said = capsys.readouterr()
    assert f"A starter site now stands in {folder}; edit it, then run: cookieprefs publish" in said.out
    assert "Published version 1 of " in said.out
    assert "warnings about the site file wait for you" in said.out
    assert "unverified" not in said.err


def test_the_secret_is_its_owners_alone_whatever_is_usual_here(folder):
    before = os.umask(0)
    try:
        secret = firstrun.kept_secret(folder)
    finally:
        os.umask(before)
    path = folder / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="ascii") == secret
    assert len(secret) == 64
    assert firstrun.kept_secret(folder) == secret


def test_two_instances_have_two_secrets(tmp_path):
    assert firstrun.kept_secret(tmp_path / "one") != firstrun.kept_secret(tmp_path / "two")


def test_a_secret_file_that_a_full_disk_left_empty_is_filled(folder):
    folder.mkdir(parents=True)
    (folder / "secret-key").touch()
    assert len(firstrun.kept_secret(folder)) == 64


def test_a_second_run_changes_nothing_and_says_nothing(run, folder, capsys):
    first = run()
    assert published(first) == 1
    with first.app_context():
        db.engine.dispose()
    before = content(folder)
    capsys.readouterr()
    second = run()
    assert published(second) == 1
    with second.app_context():
        db.engine.dispose()
    assert content(folder) == before
    assert capsys.readouterr() == ("", "")
    assert first.config["SECRET_KEY"] == second.config["SECRET_KEY"]


def test_an_operators_site_is_published_as_it_is(run, folder, capsys):
    sample.write(folder)
    before = content(folder)
    app = run()
    with app.app_context():
        assert app.extensions["cookieprefs"].version().policy.site.name == "Test Shop"
    after = content(folder)
    assert {name: after[name] for name in before} == before
    assert "policy.de.md" not in after
    assert capsys.readouterr().out.startswith("Published version 1 of Test Shop.\n")


def test_a_policy_text_that_is_there_is_not_overwritten_by_the_starters(folder):
    folder.mkdir(parents=True)
    (folder / "policy.en.md").write_text("# My own policy\n", encoding="utf-8")
    assert firstrun.write_starter(folder)
    assert (folder / "policy.en.md").read_text(encoding="utf-8") == "# My own policy\n"
    assert not firstrun.write_starter(folder)


def test_an_edited_site_is_not_published_by_a_mere_run(run, folder):
    sample.write(folder)
    run()
    sample.write(folder, sample.with_service("vimeo", "media"))
    assert published(run()) == 1


def test_a_broken_site_file_is_told_and_what_was_published_goes_on(run, folder, capsys):
    sample.write(folder)
    run()
    (folder / "site.yaml").write_text(sample.SITE.replace("purpose: media", "purpose: medium"), encoding="utf-8")
    capsys.readouterr()
    app = run()
    said = capsys.readouterr()
    assert "site.yaml:34:14: " in said.err
    assert "unverified" not in said.err, "warnings are for check and publish"
    assert said.err.endswith("The site file has errors, so what was published last goes on being served.\n")
    assert published(app) == 1
    assert app.test_client().get("/").status_code == 200


def test_a_broken_site_file_where_nothing_is_published_stops_the_run(run, folder, capsys):
    sample.write(folder, "site: [\n")
    with pytest.raises(click.ClickException, match="nothing is published, and the site file has errors"):
        run()
    assert "site.yaml:" in capsys.readouterr().err
    assert not (folder / "policy.de.md").exists()
    sample.write(folder)
    assert published(run()) == 1


def test_a_run_behind_a_public_url_keeps_what_is_shown_under_its_mount(run):
    app = run(public_url="https://shop.example/cookies/")
    runtime = app.extensions["cookieprefs"]
    with app.app_context():
        version = runtime.version()
        kept = versions.snapshots_of(runtime.sessions(), version.policy.site.key, 1, "/cookies")
        db.session.remove()
    forms = [form["action"] for one in kept for form in BeautifulSoup(one.html, "html5lib").select("form")]
    assert len(forms) >= 2
    assert set(forms) == {"/cookies/preferences"}


def test_any_other_command_prepares_nothing(folder):
    with click.Context(click.Command("check"), info_name="check"):
        build_app(Settings(instance=folder, secret_key="a secret of the tests"))
    assert not folder.exists()


def test_a_database_of_the_operators_is_not_migrated_by_a_mere_run(run, folder):
    """Its schema is theirs to change: by `db upgrade`, when they are ready."""
    sample.write(folder)
    url = f"sqlite:///{folder}/elsewhere.sqlite3"
    with pytest.raises(NotUpToDateError, match="no schema yet; run: cookieprefs db upgrade"):
        run(database_url=url)
