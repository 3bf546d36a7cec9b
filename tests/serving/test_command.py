"""What `cookieprefs serve` refuses, each in one sentence that says what to do, before any server is started."""

import os
import socket
import subprocess
from importlib import util

import pytest
from click.testing import CliRunner

from cookieprefs import schema
from cookieprefs.cli import main
from cookieprefs.cli import serve as command
from cookieprefs.cli.output import OutOfReachError
from cookieprefs.serving import fit
from cookieprefs.serving.plan import from_text
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests.databases import built, disposed
from tests.ports import free_port
from tests.serving.served import command as words

GIVEN = {"COOKIEPREFS_PUBLIC_URL": "https://shop.test/", "COOKIEPREFS_SECRET_KEY": "a secret of the tests"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command up to where a server would be started; gives what it said, and the plan if there is one."""
    started = []
    monkeypatch.setattr(os, "execv", lambda program, words: started.append(words))

    def run(*args, **settings):
        given = {**GIVEN, "COOKIEPREFS_INSTANCE": str(tmp_path), **settings}
        done = CliRunner().invoke(main, ["serve", *args], env=given)
        return done, from_text(started[-1][-1]) if started else None

    return run


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"COOKIEPREFS_PUBLIC_URL": None}, "COOKIEPREFS_PUBLIC_URL is demanded in production"),
        ({"COOKIEPREFS_SECRET_KEY": None}, "COOKIEPREFS_SECRET_KEY is demanded in production"),
        ({"COOKIEPREFS_SECRET_KEY": None, "FLASK_DEBUG": "1"}, "COOKIEPREFS_SECRET_KEY is demanded in production"),
        ({"COOKIEPREFS_SECRET_KEY": "short"}, "COOKIEPREFS_SECRET_KEY: write at least 16 characters"),
        ({"COOKIEPREFS_PUBIC_URL": "x"}, "COOKIEPREFS_PUBIC_URL is no setting"),
    ],
)
def test_a_setting_that_production_lacks_or_cannot_use(run, settings, told):
    done, plan = run(**settings)
    assert (done.exit_code, plan) == (2, None)
    assert told in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--bind", "127.0.0.1:8000"], "write unix:/run/cookieprefs/http.sock, or use --host and --port"),
        (["--bind", "unix:"], "is no socket"),
        (["--bind", f"unix:/tmp/{'x' * 100}"], "longer than 100 bytes"),
        (["--bind", "unix:/nowhere/at/all.sock"], "its folder is not there, or may not be written to"),
        (["--host", "203.0.113.1"], "203.0.113.1 port 8000 cannot be listened at"),
        (["--host", "no such host"], "cannot be listened at"),
        (["--port", "0"], "0 is not in the range"),
        (["--port", "65536"], "65536 is not in the range"),
        (["--workers", "0"], "0 is not in the range"),
        (["--workers", "65"], "65 is not in the range"),
        (["--workers", "many"], "'many' is not a valid integer"),
        (["--server", "waitress"], "'waitress' is not one of 'gunicorn', 'granian'"),
    ],
)
def test_an_option_that_cannot_be_used(run, args, told):
    done, plan = run(*args)
    assert (done.exit_code, plan) == (2, None)
    assert told in " ".join(done.stderr.split())


def test_a_port_that_somebody_else_has(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done, plan = run("--port", str(port))
    assert (done.exit_code, plan) == (2, None)
    assert f"127.0.0.1 port {port} cannot be listened at: Address already in use" in done.stderr


@pytest.mark.parametrize(
    ("server", "missing", "extra"),
    [
        ("gunicorn", "gunicorn", "server"),
        ("gunicorn", "whitenoise", "server"),
        ("granian", "granian", "granian"),
    ],
)
def test_a_server_that_is_not_installed(run, monkeypatch, server, missing, extra):
    found = util.find_spec
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == missing else found(name))
    done, plan = run("--server", server)
    assert (done.exit_code, plan) == (2, None)
    assert f"{missing} is not installed; run: pip install 'cookieprefs[{extra}]'" in done.stderr


def test_what_is_not_said_is_settled(run, monkeypatch):
    monkeypatch.setattr(command, "default_workers", lambda: 5)
    monkeypatch.setattr(command, "_try_to_listen", lambda _: None)
    _, plan = run()
    where = {"host": "127.0.0.1", "port": 8000, "socket": None}
    assert vars(plan) == {"server": "gunicorn", **where, "workers": 5, "log": "text"}


def test_what_is_said_counts(run, tmp_path):
    port = free_port()
    _, plan = run("--host", "localhost", "--port", str(port), "--workers", "3", "--server", "granian")
    assert (plan.host, plan.port, plan.workers, plan.server) == ("localhost", port, 3, "granian")
    _, plan = run("--bind", f"unix:{tmp_path}/http.sock")
    assert plan.socket == f"{tmp_path}/http.sock"


def test_systemd_may_listen_for_us(run, monkeypatch):
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    with socket.create_server(("127.0.0.1", 0)) as other:
        _, plan = run("--port", str(other.getsockname()[1]))
    assert plan


def test_an_app_that_has_all_is_fit(app):
    assert fit.check(app) is None


def test_a_database_of_another_release_is_none_to_serve_from(app, monkeypatch):
    monkeypatch.setattr(schema, "newest", lambda: "of tomorrow")
    with pytest.raises(OutOfReachError, match="this release works with of tomorrow; run: cookieprefs db upgrade"):
        fit.check(app)


def test_without_anything_published_there_is_nothing_to_serve(instance):
    settings = Settings(instance=instance, secret_key="a secret of the tests")
    told = pytest.raises(OutOfReachError, match="nothing is published yet; run: cookieprefs publish")
    with disposed(built(settings)) as app, told:
        fit.check(app)


def test_a_database_that_is_none_is_told_of(app, instance):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    (instance / "cookieprefs.sqlite3").write_bytes(b"no database " * 1000)
    with pytest.raises(OutOfReachError, match="the database cannot be used: file is not a database"):
        fit.check(app)


def test_the_server_itself_ends_with_that_sentence_said_once_and_without_a_traceback(tmp_path):
    done = subprocess.run(
        words("serve", "--port", str(free_port()), "--workers", "2"),
        env={**os.environ, **GIVEN, "COOKIEPREFS_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.count("Error: the database has no schema yet; run: cookieprefs db upgrade") == 1
    assert "Traceback" not in done.stderr
