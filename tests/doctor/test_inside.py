"""`cookieprefs doctor --here`: each thing that can be wrong with an installation, seen from inside."""

import os
import shutil
from datetime import timedelta
from types import SimpleNamespace

import click
import pytest
from sqlalchemy import create_engine, make_url, text

from cookieprefs.app import build_app
from cookieprefs.cli.output import engine_here
from cookieprefs.inside import database, files, ledger
from cookieprefs.inside.examine import OF_DATABASE, OF_FILES, OF_LEDGER, examine
from cookieprefs.inside.place import Place
from cookieprefs.inside.told import told
from cookieprefs.settings import Settings
from tests import sample
from tests.actions.desk import Desk
from tests.conftest import publish

URL = "https://shop.test/"
GROUPS = len(OF_FILES) + len(OF_DATABASE) + len(OF_LEDGER) + 1


@pytest.fixture
def app(make_app, instance):
    """A site that is right."""
    made = make_app(public_url=URL)
    (instance / "cookieprefs.sqlite3").chmod(0o600)
    return made


@pytest.fixture
def desk(app, clock):
    """Where visitors decide."""
    return Desk(app, clock)


def place(app, **given):
    with app.app_context():
        runtime = app.extensions["cookieprefs"]
        return Place(**{"runtime": runtime, "engine": engine_here(), "now": runtime.clock(), **given})


def examined(app, **given):
    with app.app_context():
        return examine(place(app, **given))


def keys(app, **given):
    return {one.key for one in examined(app, **given).findings}


def test_a_site_that_is_right(app, desk):
    desk.accept_all()
    found = examined(app)
    assert found.findings == ()
    assert len(found.right) == GROUPS


def test_without_a_public_url_it_is_a_local_run(make_app, instance):
    app = make_app()
    (instance / "cookieprefs.sqlite3").chmod(0o600)
    assert keys(app) == {"public-url-missing"}


def test_a_package_that_a_setting_needs(make_app, monkeypatch):
    app = make_app(public_url=URL, metrics="127.0.0.1:9464")
    assert "extra-missing" not in keys(app)
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    (found,) = files.settings(place(app))
    assert found.key == "extra-missing"
    assert found.cure == "Run: pip install 'cookieprefs[metrics]'"


def test_an_instance_without_a_site(app, instance):
    (instance / "site.yaml").unlink()
    assert keys(app) == {"instance-missing"}


@pytest.mark.parametrize(("mode", "verb"), [(0o644, "read"), (0o606, "write")])
def test_a_ledger_and_a_secret_that_anybody_may_open(app, instance, monkeypatch, mode, verb):
    secret = instance / "secret"
    for path in (secret, instance / "secret-key", instance / "cookieprefs.sqlite3"):
        path.touch()
        path.chmod(mode)
    monkeypatch.setenv("COOKIEPREFS_SECRET_KEY_FILE", str(secret))
    for folder in (instance, *instance.parents):
        if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 1:
            monkeypatch.setattr(files, "_is_within_reach", lambda folder: True)
    found = [one for one in examined(app).findings if one.key == "file-open"]
    assert len(found) == 3
    assert all(f"machine can {verb} it" in one.sentence for one in found)


def test_behind_a_folder_that_is_shut_nobody_opens_anything(app, instance):
    (instance / "cookieprefs.sqlite3").chmod(0o644)
    instance.chmod(0o750)
    assert keys(app) == set()


def test_a_disk_that_is_nearly_full(app, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=files.ROOM - 1))
    assert keys(app) == {"disk-full"}
    (found,) = examined(app).findings
    assert "has 199 MB left" in found.sentence


def test_a_database_that_is_not_there_hides_nothing_else(app, instance):
    (instance / "site.yaml").unlink()
    away = create_engine(f"sqlite:///{instance}/nowhere/ledger.sqlite3")
    assert keys(app, engine=away) == {"database-unreachable", "instance-missing"}


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_schema_of_another_release(app, revision):
    with place(app).engine.begin() as connection:
        connection.execute(text("UPDATE cookieprefs_alembic_version SET version_num = :it"), {"it": revision})
    assert keys(app) == {"schema-other"}


def test_an_empty_database(app, tmp_path):
    (found,) = examined(app, engine=create_engine(f"sqlite:///{tmp_path}/empty.sqlite3")).findings
    assert found.key == "schema-other"
    assert "cookieprefs db upgrade" in found.sentence


def test_triggers_that_are_gone(app):
    with place(app).engine.begin() as connection:
        connection.execute(text("DROP TRIGGER cookieprefs_record_no_delete"))
    (found,) = examined(app).findings
    assert found.key == "triggers-missing"
    assert found.sentence.endswith("lacks cookieprefs_record_no_delete.")


def test_a_ledger_that_may_lose_what_it_said(app, instance):
    unsafe = create_engine(f"sqlite:///{instance}/cookieprefs.sqlite3")
    with unsafe.connect() as connection:
        connection.execute(text("PRAGMA synchronous = NORMAL"))
        connection.execute(text("PRAGMA journal_mode = DELETE"))
    found = list(database.durable(place(app, engine=unsafe)))
    assert {one.key for one in found} == {"sqlite-unsafe"}
    assert [one.sentence.partition(" in the place of ")[0] for one in found][-1].endswith("synchronous=NORMAL")
    unsafe.dispose()


def test_files_that_cannot_be_published(app, instance):
    (instance / "site.yaml").write_text("site: [")
    (found,) = examined(app).findings
    assert found.key == "site-file-faulty"
    assert f"have 1 error, the first at {instance / 'site.yaml'}:" in found.sentence


def test_a_template_of_ones_own_that_is_none(app, instance):
    (instance / "templates").mkdir()
    (instance / "templates" / "policy.html").write_text("{% if %}")
    assert keys(app) == {"template-faulty"}


def test_files_that_say_what_is_not_published_yet(app, instance):
    (instance / "site.yaml").write_text(sample.with_service("vimeo", "media"))
    (found,) = examined(app).findings
    assert found.key == "unpublished"
    publish(app)
    assert keys(app) == set()


def test_a_database_in_which_nothing_is_published(instance):
    with click.Context(click.Command("tests")):
        app = build_app(Settings(instance=instance, secret_key="a secret of the tests", public_url=URL))
    (instance / "cookieprefs.sqlite3").chmod(0o600)
    assert keys(app) == {"nothing-published"}


def test_records_that_no_seal_names(app, desk, clock):
    desk.accept_all()
    assert keys(app, now=clock() + ledger.LATE / 2) == set()
    (found,) = examined(app, now=clock() + 2 * ledger.LATE).findings
    assert found.key == "seal-old"
    assert f"Records of {clock():%Y-%m-%d} and later" in found.sentence
    desk.seal()
    assert keys(app, now=clock() + 2 * ledger.LATE) == set()


def test_records_that_should_have_been_erased(app, desk, clock):
    desk.accept_all()
    desk.seal()
    long = timedelta(days=5 * 365)
    (found,) = examined(app, now=clock() + long).findings
    assert found.key == "prune-overdue"
    assert found.sentence.startswith("The proof of 1 record should")


def test_records_that_wait_to_be_counted(app, desk, clock, monkeypatch):
    monkeypatch.setattr(ledger, "MANY", 1)
    for _ in range(2):
        desk.accept_all()
    (found,) = examined(app, now=clock() + timedelta(hours=1)).findings
    assert found.key == "tally-waits"
    assert found.sentence.startswith("2 records")


def test_a_record_of_the_future(app, desk, clock):
    desk.accept_all()
    (found,) = examined(app, now=clock() - timedelta(hours=1)).findings
    assert found.key == "clock-behind"


def test_no_secret_is_told(make_app):
    app = make_app(public_url=URL)
    engine = SimpleNamespace(url=make_url("postgresql+psycopg://me:hunter2@db/it"))
    values = told(place(app, engine=engine))
    assert values["COOKIEPREFS_DATABASE_URL"] == "postgresql+psycopg://me:***@db/it"
    assert values["COOKIEPREFS_SECRET_KEY"] == "given"
    assert values["COOKIEPREFS_PUBLIC_URL"] == URL
    assert values["COOKIEPREFS_COUNTRY_HEADER"] == "not given"
    assert "metrics" in values["extras"]
