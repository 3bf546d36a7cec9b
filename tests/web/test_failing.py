"""The ledger locked, read-only, spoilt or gone: no yes, no refusal undone, an honest sentence (T16, R-10)."""

import sqlite3

import pytest
from sqlalchemy import event

from cookieprefs.runtime import Runtime
from cookieprefs.store import db as database
from tests.web.posts import HTMX, choices, post, records, soup

BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


def locked(path, engine):
    """Another process holds the write lock and does not let go."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def read_only(path, engine):
    """Nothing can be written any more."""

    def opened(connection, _):
        connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "connect", opened)
    return lambda: event.remove(engine, "connect", opened)


def spoilt(path, engine):
    """Something else was written over the file."""
    return replaced(path, b"this is no database " * 500)


def gone(path, engine):
    """An empty file stands where the ledger was."""
    return replaced(path, b"")


def replaced(path, content):
    kept = path.read_bytes()
    path.write_bytes(content)
    return lambda: path.write_bytes(kept)


UNREADABLE = pytest.mark.parametrize("how", [spoilt, gone], ids=lambda one: one.__name__)
UNWRITABLE = pytest.mark.parametrize("how", [locked, read_only, spoilt, gone], ids=lambda one: one.__name__)


class Ledger:
    """The app's database, to be broken and mended."""

    def __init__(self, app):
        self.app, self.runtime, self.mends = app, app.extensions["cookieprefs"], []
        with app.app_context():
            self.engine = database.db.engine

    def fails(self, how):
        """Break it, with everything so far in the one file."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()
        path = self.runtime.settings.instance / "cookieprefs.sqlite3"
        self.mends.append(how(path, self.engine))
        self.runtime.look_now()

    def recovers(self):
        """As it was before."""
        self.engine.dispose()
        while self.mends:
            self.mends.pop()()
        self.runtime.look_now()


@pytest.fixture
def kept(app, monkeypatch):
    """The ledger of an app that serves already, and does not wait for locks."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    assert app.test_client().get("/").status_code == 200
    found = Ledger(app)
    yield found
    found.recovers()


def told(answer):
    """What the visitor is told: on the page, or by panel.js."""
    return soup(answer).select_one(".cookieprefs-problem, #cookieprefs-failure p").get_text(" ", strip=True)


def off(answer):
    """The services that the answer shows as off."""
    found = soup(answer).select("[data-cookieprefs-state=off]")
    return {one["id"].removeprefix("cookieprefs-state-") for one in found}


def held(client):
    return client.get_cookie("cookieprefs").value.partition("&yes=")[2]


@BOTH
@UNWRITABLE
def test_no_yes_is_granted_and_the_visitor_is_told(app, kept, how, headers):
    client = app.test_client()
    kept.fails(how)
    answer = post(client, "/preferences", headers, action="accept_all")
    assert answer.status_code == 503
    assert not answer.headers.getlist("Set-Cookie")
    assert told(answer)
    kept.recovers()
    assert records(app) == []
    assert client.get("/consent").json["decided"] is False


@BOTH
@UNWRITABLE
def test_a_no_holds_in_this_browser_and_is_told_as_unrecorded(app, kept, how, headers):
    client = app.test_client()
    kept.fails(how)
    answer = post(client, "/preferences", headers, action="refuse_all")
    assert answer.status_code == 503
    assert "not yet recorded" in told(answer)
    assert off(answer) == {"hotjar", "matomo", "youtube"}
    assert soup(answer).select_one("#cookieprefs-count-audience")["data-cookieprefs-on"] == "0"
    assert soup(answer).select_one("#cookieprefs-summary form") is None, "nothing is left to withdraw"
    assert held(client) == "&no=hotjar.matomo.youtube&unrecorded=1"
    kept.recovers()
    assert records(app) == []
    assert client.get("/consent").json["ask"] == []


@BOTH
@UNWRITABLE
def test_a_withdrawal_holds_and_the_next_record_has_it(app, kept, how, headers):
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    kept.fails(how)
    answer = post(client, "/preferences/services/matomo", headers)
    assert answer.status_code == 503
    assert off(answer) == {"matomo"}
    assert held(client) == "hotjar.youtube&no=matomo&unrecorded=1"
    kept.recovers()
    assert client.get("/consent").json["services"]["matomo"] is False
    post(client, "/preferences/services/youtube")
    assert choices(app) == {"hotjar": "given", "matomo": "withdrawn", "youtube": "withdrawn"}
    assert held(client) == "hotjar&no=matomo.youtube"


@UNWRITABLE
def test_of_a_form_with_both_the_noes_hold_and_no_yes_does(app, kept, how):
    client = app.test_client()
    kept.fails(how)
    assert post(client, "/preferences", action="save", services="matomo").status_code == 503
    assert held(client) == "&no=hotjar.youtube&unrecorded=1"
    assert client.get_cookie("cookieprefs_id") is None


@UNWRITABLE
def test_what_was_decided_before_stays_while_a_new_yes_fails(app, kept, how):
    client = app.test_client()
    post(client, "/preferences/services/matomo", granted="yes")
    kept.fails(how)
    assert post(client, "/preferences", action="accept_all").status_code == 503
    assert held(client) == "matomo&no=hotjar.youtube"
    kept.recovers()
    assert client.get("/consent").json["services"] == {"hotjar": False, "matomo": True, "youtube": False}


@UNWRITABLE
def test_every_page_can_be_read_with_the_version_in_memory(app, kept, how):
    client = app.test_client()
    kept.fails(how)
    page = soup(client.get("/"))
    assert page.select_one("section#cookieprefs-banner")
    assert page.select_one("#cookieprefs-services table")
    for path in ("/preferences", "/receipt", "/versions/1", "/banner", f"/?noted={'a' * 32}"):
        assert client.get(path).status_code == 200, path


@UNREADABLE
def test_a_known_visitor_is_shown_what_the_cookie_says_without_a_contradiction(app, kept, how):
    client = app.test_client()
    post(client, "/preferences", action="save", services="matomo")
    kept.fails(how)
    page = soup(client.get("/preferences"))
    assert page.select_one("#cookieprefs-state-matomo")["data-cookieprefs-state"] == "on"
    first = page.select_one("#cookieprefs-summary p").get_text(" ", strip=True)
    assert "Matomo" in first
    assert "said no" not in first
    assert client.get("/consent").status_code == 503


@UNREADABLE
def test_a_receipt_that_cannot_be_read_is_a_sentence_and_no_blank(app, kept, how):
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    kept.fails(how)
    answer = client.get("/receipt")
    assert answer.status_code == client.get("/receipt.json").status_code == 503
    assert told(answer)


@UNWRITABLE
def test_nobody_is_forgotten_by_halves(app, kept, how):
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    kept.fails(how)
    answer = post(client, "/forget")
    assert answer.status_code == 503
    assert not answer.headers.getlist("Set-Cookie")
    kept.recovers()
    assert len(records(app)) == 1


@pytest.mark.parametrize(("how", "status"), [(None, 200), (locked, 200), (spoilt, 503), (gone, 503)])
def test_the_process_lives_and_says_whether_it_can_serve(app, kept, how, status):
    client = app.test_client()
    if how:
        kept.fails(how)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert answer.text.strip()


@UNREADABLE
def test_a_process_that_just_started_says_so_on_every_page(app, kept, how):
    here = kept.runtime
    app.extensions["cookieprefs"] = Runtime(settings=here.settings, sessions=here.sessions, render=here.render)
    kept.fails(how)
    client = app.test_client()
    for path in ("/", "/preferences", "/receipt", "/banner", "/consent"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert told(answer)
    assert post(client, "/preferences", HTMX, action="accept_all").status_code == 503
    assert client.get("/readyz").status_code == 503
