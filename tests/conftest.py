"""Fixtures that every folder of tests shares: an app on real SQLite, a clock, a visitor."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from cookieprefs import actions
from cookieprefs.app import build_app
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests import sample
from tests.browser.slow import Slow
from tests.clock import START, Clock
from tests.visitor import Visitor

SECRET = "a secret of the tests"
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that nobody else may enter
ROOM = 2 * 1024**3  # bytes: some hundred megabytes are used at a time

SLOW = {
    "assets": "stylesheets and scripts",
    "answers": "answers to posts and to what scripts fetch",
    "pages": "pages and frames",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Browsers by `--htmx2` with htmx 2.0.11 in place of 4.0.1 (H-10), by `--slow-…` over a slow line.

    `--write-aria` keeps anew what parts of our pages are to whoever cannot see; the change is there to be read.
    """
    parser.addoption("--htmx2", action="store_true", help="htmx 2.0.11 in place of 4.0.1 in browsers")
    parser.addoption("--write-aria", action="store_true", help="keep roles, names and states as they are now")
    for kind, what in SLOW.items():
        parser.addoption(f"--slow-{kind}", type=int, default=0, metavar="MS", help=f"{what} come late to browsers")


def pytest_configure(config: pytest.Config) -> None:
    """The line of every server that a browser asks is as slow as the run wants it; files are in memory.

    Each commit waits for the disk, as it has to; with thousands of tests that is a minute of waiting.
    """
    if _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    Slow.seconds = {kind: config.getoption(f"--slow-{kind}") / 1000 for kind in SLOW}


def _has_room(folder: Path) -> bool:
    """Whether tests may write there, enough, and run what they write."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free > ROOM


def pytest_collection_finish() -> None:
    """Ten thousand tests stay until the end: nobody looks any more whether they can go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with today's schema, made once and copied."""
    folder = tmp_path_factory.mktemp("migrated")
    app = _build(Settings(instance=folder, secret_key=SECRET))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return folder / "cookieprefs.sqlite3"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Callable[[str], Path]:
    """The same with the sample site published under a mount, each made once and copied."""

    @cache
    def made(mount: str) -> Path:
        folder = sample.write(tmp_path_factory.mktemp("published"))
        shutil.copy(migrated, folder)
        app = _build(Settings(instance=folder, secret_key=SECRET, public_url=f"https://shop.test{mount}/"))
        app.extensions["cookieprefs"].clock = Clock()
        publish(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        return folder / migrated.name

    return made


@pytest.fixture
def clock() -> Clock:
    """The app's clock."""
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, migrated: Path) -> Path:
    """An operator's folder with the sample site and an empty ledger."""
    folder = sample.write(tmp_path / "instance")
    shutil.copy(migrated, folder / "cookieprefs.sqlite3")
    return folder


@pytest.fixture
def make_app(
    instance: Path, clock: Clock, migrated: Path, published: Callable[[str], Path]
) -> Iterator[Callable[..., Flask]]:
    """Builds apps on the instance: `make_app(public_url=…)`; the sample site is published."""
    made: list[Flask] = []

    def make(**given: object) -> Flask:
        settings = Settings(instance=instance, secret_key=SECRET, **given)
        is_fresh = not settings.database_url and clock() >= START and _is_as_written(instance, migrated)
        if is_fresh:
            shutil.copy(published(settings.mount), instance)
        app = _build(settings)
        app.extensions["cookieprefs"].clock = clock
        made.append(app)
        if not is_fresh:
            publish(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The app on the instance."""
    return make_app()


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    """What the app holds."""
    return app.extensions["cookieprefs"]


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def visitor(request: pytest.FixtureRequest, app: Flask) -> Visitor:
    """A visitor, once without htmx and once with it."""
    return Visitor(app, has_htmx=request.param)


def publish(app: Flask, site: str | None = None, **options: object) -> PolicyVersion | None:
    """Publish what the instance says, or another site file written there first."""
    runtime: Runtime = app.extensions["cookieprefs"]
    if site is not None:
        (runtime.settings.instance / "site.yaml").write_text(site, encoding="utf-8")
    with app.app_context():
        done = actions.publish(
            runtime.sessions(),
            sample.policy(runtime.settings.instance),
            runtime.render,
            now=runtime.clock(),
            mount=runtime.settings.mount,
            **options,
        )
    runtime.look_now()
    return done.version


def _is_as_written(instance: Path, migrated: Path) -> bool:
    """Whether nobody has done anything in the instance yet, so that publishing it has a known end."""
    files = {one.name: one.read_bytes() for one in instance.iterdir() if one.is_file()}
    database = files.pop(migrated.name, None)
    return database == migrated.read_bytes() and files == {
        name: text.encode() for name, text in sample.FILES.items()
    }


def _build(settings: Settings) -> Flask:
    import click

    # A command's context says that this is a local run, of which production's demands are not made.
    with click.Context(click.Command("tests")):
        app = build_app(settings)
    app.testing = True
    return app
