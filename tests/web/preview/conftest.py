"""Fixtures of the preview: the sample site's files served as `flask run` does, and edits of them."""

from __future__ import annotations

import click
import pytest

from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests import sample
from tests.conftest import SECRET


@pytest.fixture
def run(tmp_path):
    """Begins to serve the sample site's files, as `flask run` does unless another command is named."""
    begun = []

    def begin(command="run", **settings):
        folder = tmp_path / "instance"
        if not folder.exists():
            sample.write(folder)
        with click.Context(click.Command(command), info_name=command):
            begun.append(build_app(Settings(instance=folder, secret_key=SECRET, **settings)))
        return begun[-1]

    yield begin
    for app in begun:
        if stage := app.extensions.get("cookieprefs_preview"):
            stage.close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(run):
    """The preview of the sample site, with nothing published."""
    return run("check", preview=True)


@pytest.fixture
def client(app):
    """A browser at it."""
    return app.test_client()


def write(app, **changes):
    """Edit the site file, without publishing it."""
    path = app.extensions["cookieprefs"].settings.instance / "site.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
