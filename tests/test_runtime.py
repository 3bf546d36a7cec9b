"""What a running app holds: the version it serves, new ones in time, the old one while the database is gone."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cookieprefs import runtime as module
from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.runtime import LOOK_AGAIN, utc_now
from cookieprefs.settings import Settings
from cookieprefs.store import versions
from cookieprefs.store.db import db
from tests import sample
from tests.conftest import publish
from tests.databases import built, disposed


@pytest.fixture
def seconds(monkeypatch):
    """What `time.monotonic` tells the runtime: `seconds.now += 1`."""
    found = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: found.now))
    return found


@pytest.fixture
def serve(make_app, seconds):
    """Two apps on one instance, as two processes have it: the one serves, the other publishes."""
    serving, other = make_app(), make_app()

    def number():
        with serving.app_context():
            return serving.extensions["cookieprefs"].version().number

    return SimpleNamespace(app=serving, other=other, number=number, runtime=serving.extensions["cookieprefs"])


@contextmanager
def gone(app):
    """The database is out of reach for a while."""
    folder = app.extensions["cookieprefs"].settings.instance
    away = folder.with_name("away")
    for path in (folder, away):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if path is folder:
            folder.rename(away)
            yield
        else:
            away.rename(folder)


def test_what_another_process_published_is_served_within_five_seconds(serve, seconds):
    assert LOOK_AGAIN < 5
    assert serve.number() == 1
    publish(serve.other, sample.with_service("vimeo", "media"))
    seconds.now += LOOK_AGAIN
    assert serve.number() == 1, "asked for no more often than that"
    seconds.now += 0.1
    assert serve.number() == 2


def test_visitors_get_the_new_version_without_a_restart(serve, seconds):
    client = serve.app.test_client()
    assert "Vimeo" not in client.get("/preferences").text
    publish(serve.other, sample.with_service("vimeo", "media"))
    seconds.now += LOOK_AGAIN + 0.1
    assert "Vimeo" in client.get("/preferences").text


def test_between_looks_the_database_is_not_asked(serve, seconds):
    assert serve.number() == 1
    with gone(serve.app):
        assert serve.number() == 1
    assert serve.runtime._looked_at == seconds.now


def test_looking_now_asks_at_once(serve):
    assert serve.number() == 1
    publish(serve.other, sample.with_service("vimeo", "media"))
    serve.runtime.look_now()
    assert serve.number() == 2


def test_while_the_database_is_gone_the_last_version_is_served_and_then_the_new_one(serve, seconds):
    assert serve.number() == 1
    publish(serve.other, sample.with_service("vimeo", "media"))
    with serve.other.app_context():
        db.engine.dispose()
    with gone(serve.app):
        for _ in range(3):
            seconds.now += LOOK_AGAIN + 0.1
            assert serve.number() == 1
        client = serve.app.test_client()
        assert client.get("/").status_code == 200
        assert client.get("/preferences").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    seconds.now += LOOK_AGAIN + 0.1
    assert serve.number() == 2


def test_a_process_that_starts_without_a_database_says_so_and_recovers(make_app, instance, seconds):
    make_app()
    app = built(Settings(instance=instance, secret_key="a secret of the tests"))
    runtime = app.extensions["cookieprefs"]
    with gone(app), app.app_context(), pytest.raises(LedgerUnavailableError):
        runtime.version()
    with disposed(app):
        assert runtime.version().number == 1


def test_where_nothing_is_published_that_is_said(instance, seconds):
    app = built(Settings(instance=instance, secret_key="a secret of the tests"))
    with disposed(app), pytest.raises(NothingPublishedError, match="run: cookieprefs publish"):
        app.extensions["cookieprefs"].version()
    with app.app_context():
        answer = app.test_client().get("/")
        db.session.remove()
        db.engine.dispose()
    assert answer.status_code == 503


def test_the_first_version_is_served_once_it_is_there(instance, make_app, seconds):
    app = built(Settings(instance=instance, secret_key="a secret of the tests"))
    with disposed(app):
        runtime = app.extensions["cookieprefs"]
        with pytest.raises(NothingPublishedError):
            runtime.version()
        make_app()
        seconds.now += LOOK_AGAIN + 0.1
        db.session.remove()
        assert runtime.version().number == 1


def test_a_process_stays_with_the_site_that_it_began_with(serve, seconds, clock):
    assert serve.number() == 1
    clock.pass_(days=1)
    publish(serve.other, sample.SITE.replace("key: test-shop", "key: other-shop"))
    seconds.now += LOOK_AGAIN + 0.1
    with serve.app.app_context():
        assert serve.runtime.version().policy.site.key == "test-shop"


def test_a_process_begins_with_the_site_that_published_last(make_app, instance, clock):
    other = make_app()
    clock.pass_(days=1)
    publish(other, sample.SITE.replace("key: test-shop", "key: other-shop"))
    app = built(Settings(instance=instance, secret_key="a secret of the tests"))
    with disposed(app):
        assert app.extensions["cookieprefs"].version().policy.site.key == "other-shop"


def test_earlier_versions_are_found_by_number_and_read_once(serve):
    first = publish(serve.other)
    assert first is None
    publish(serve.other, sample.with_service("vimeo", "media"))
    serve.runtime.look_now()
    with serve.app.app_context():
        assert serve.runtime.version().number == 2
        earlier = serve.runtime.numbered(1)
        assert earlier.catalogue.service("vimeo") is None
        assert serve.runtime.numbered(1) is earlier


@pytest.mark.parametrize("number", [0, 2, 2**31 - 1, 2**31, 2**63, 10**30])
def test_a_number_that_was_never_published_is_none(app, runtime, number):
    with app.app_context():
        assert runtime.numbered(number) is None
        db.session.remove()
    assert app.test_client().get(f"/versions/{number}").status_code == 404


def test_an_earlier_version_that_has_to_be_read_and_cannot_is_said(serve):
    publish(serve.other, sample.with_service("vimeo", "media"))
    serve.runtime.look_now()
    serve.runtime._versions.clear()
    assert serve.number() == 2
    with gone(serve.app), serve.app.app_context(), pytest.raises(LedgerUnavailableError):
        serve.runtime.numbered(1)


def test_what_is_shown_is_read_as_it_was_kept_and_kept_where_a_mount_is_new(app, runtime):
    with app.app_context():
        version = runtime.version()
        layers = runtime.layers(version, "")
        session = runtime.sessions()
        kept = versions.snapshots_of(session, "test-shop", 1, "")
        assert layers == {(one.language, one.layer, one.layout): one.html for one in kept}
        assert runtime.layers(version, "") is layers
        assert versions.snapshots_of(session, "test-shop", 1, "/cookies") == ()
        assert runtime.layers(version, "/cookies").keys() == layers.keys()
        assert len(versions.snapshots_of(session, "test-shop", 1, "/cookies")) == 8


def test_layers_that_have_to_be_read_and_cannot_are_said_to_be_out_of_reach(serve):
    assert serve.number() == 1
    with gone(serve.app), serve.app.app_context(), pytest.raises(LedgerUnavailableError):
        serve.runtime.layers(serve.runtime.version(), "")


def test_a_banner_is_shown_even_where_what_was_kept_cannot_be_read(serve):
    client = serve.app.test_client()
    assert serve.number() == 1
    with gone(serve.app):
        answer = client.get("/")
    assert answer.status_code == 200
    assert "cookieprefs-banner" in answer.text


def test_a_release_that_would_show_other_words_says_so_and_shows_what_was_kept(serve, caplog):
    render = serve.runtime.render
    serve.runtime.render = lambda version, mount: (
        replace(one, html=f"{one.html}!") for one in render(version, mount)
    )
    with serve.app.app_context(), caplog.at_level(logging.WARNING):
        layers = serve.runtime.layers(serve.runtime.version(), "")
    assert not any(html.endswith("!") for html in layers.values())
    assert "run: cookieprefs publish" in caplog.text


def test_where_visitors_wait_for_it_that_is_looked_at_later(serve, caplog):
    waiting, rendered = [], []
    serve.runtime.later = waiting.append
    serve.runtime.render = lambda version, mount: rendered.append((version.number, mount)) or ()
    with serve.app.app_context():
        serve.runtime.layers(serve.runtime.version(), "")
        assert rendered == []
        [work] = waiting
        work()
    assert rendered == [(1, "")]


def test_reading_ends_a_transaction_that_failed(app, runtime):
    with app.app_context():
        with pytest.raises(LedgerUnavailableError, match="no such table"):
            runtime.reading(lambda session: session.execute(text("SELECT * FROM nowhere")))
        assert runtime.reading(lambda session: versions.newest_number(session, "test-shop")) == 1


def test_the_clock_of_a_real_process_tells_utc():
    assert utc_now().tzinfo is UTC
    assert abs((utc_now() - datetime.now(UTC)).total_seconds()) < 5
