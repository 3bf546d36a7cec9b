"""docs/flask.md, typed as it stands: from nothing to the first banner, a listener, and a host's own test."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import flask
import pytest
from flask_sqlalchemy import SQLAlchemy
from markdown_it import MarkdownIt

from cookieprefs.events import decided
from cookieprefs.store import ledger
from tests.web.posts import soup

PAGE = Path(__file__).parents[2] / "docs" / "flask.md"
FENCES = [one for one in MarkdownIt().parse(PAGE.read_text("utf-8")) if one.type == "fence"]


def code(kind, word):
    """The one piece of this kind that has a word in it."""
    (found,) = [one.content for one in FENCES if one.info == kind and word in one.content]
    return found


@pytest.fixture
def names(tmp_path):
    """What the reader's own module has in it already: Flask, `db` and where the database is."""

    class Flask(flask.Flask):
        default_config = flask.Flask.default_config | {
            "TESTING": True,
            "SECRET_KEY": "the host's own",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'host.sqlite3'}",
        }

        def auto_find_instance_path(self):
            return str(tmp_path / "instance")

    return {"Flask": Flask, "db": SQLAlchemy(), "__name__": __name__}


@pytest.fixture
def app(names):
    """The app, after all that is to be typed once."""
    exec(code("python", "def create_app"), names)  # noqa: S102  it is our own page
    app = names["create_app"]()
    for line in code("console", "flask cookieprefs").splitlines():
        done = app.test_cli_runner().invoke(args=shlex.split(line, comments=True)[1:], input="y\n")
        assert done.exit_code == 0, (line, done.output)
    yield app
    with app.app_context():
        names["db"].engine.dispose()


def test_any_page_has_the_banner_and_the_policy_is_where_it_is_said_to_be(app):
    head = code("jinja", "cookieprefs_script")

    @app.get("/")
    def home():
        return flask.render_template_string(f"<head>{head}</head>{{{{ cookieprefs_banner() }}}}")

    client = app.test_client()
    page = soup(client.get("/"))
    assert client.get(page.script["src"]).status_code == 200
    assert page.select_one("#cookieprefs-banner form")["action"] == "/cookies/preferences"
    assert [client.get(path).status_code for path in ("/cookies/", "/cookies/preferences")] == [200, 200]


def recorded(app):
    """The last record of the starter's site."""
    with app.app_context():
        runtime = app.extensions["cookieprefs"]
        found = runtime.reading(lambda session: list(ledger.decided_between(session, "shop", None, None)))
    return found[-1].record


def test_a_test_of_the_hosts_decides_as_a_visitor_does(app):
    client = app.test_client()
    exec(code("python", "client.post("), {"client": client})  # noqa: S102
    assert recorded(app).how == "accept_all"
    with client:
        client.get("/cookies/")
        (key, *_) = [key for key, one in recorded(app).answers.items() if one.choice == "given"]
        assert app.extensions["cookieprefs_extension"].allows(key)


def test_the_listener_hears_what_was_decided(app):
    counted = []
    names = {"statsd": SimpleNamespace(increment=counted.append)}
    exec(code("python", "@decided.connect"), names)  # noqa: S102
    exec(code("python", "client.post("), {"client": app.test_client()})  # noqa: S102
    decided.disconnect(names["count"])
    assert counted == ["consent.accept_all"]


def test_every_word_that_templates_get_is_told_of(app):
    told = set(re.findall(r"\b(cookie_allowed|cookieprefs_\w+)\(", PAGE.read_text("utf-8")))
    assert told == {name for name in app.jinja_env.globals if name.startswith("cookie")}


def test_the_root_of_the_host_leads_to_what_we_say_of_global_privacy_control(app):
    exec(code("python", "gpc.json"), {"app": app, "redirect": flask.redirect, "url_for": flask.url_for})  # noqa: S102
    answer = app.test_client().get("/.well-known/gpc.json", follow_redirects=True)
    assert (answer.status_code, answer.json["gpc"]) == (200, True)
