"""Answers from memory: the same as the app's own, compressed once, and never one visitor's for another."""

import gzip
from itertools import count

import brotli
import pytest
from bs4 import BeautifulSoup

from cookieprefs import runtime
from cookieprefs.runtime import LOOK_AGAIN
from cookieprefs.web import embedded, pages, shelf, shelved
from tests.conftest import publish
from tests.sample import SITE
from tests.visitor import Visitor

SHARED = ["/embed.js", "/embed.js?lang=fr", "/effects.js", "/banner?layout=full", "/.well-known/gpc.json"]
PACKED = SHARED[:3]
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
YES = "v=1&until=9999999999&yes=matomo&no="


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def made(monkeypatch):
    """How often the app itself made a script or the policy page."""
    counted = []
    for module, name in ((embedded, "first"), (pages, "_policy")):
        meant = getattr(module, name)

        def count(*args, _meant=meant, **named):
            counted.append(_meant.__name__)
            return _meant(*args, **named)

        monkeypatch.setattr(module, name, count)
    return counted


@pytest.mark.parametrize("path", ["/embed.js", "/"])
def test_what_is_the_same_for_everybody_is_made_once(client, made, path):
    first = client.get(path)
    again = client.get(path, headers={"User-Agent": "another"})
    assert len(made) == 1
    assert (again.data, sorted(again.headers)) == (first.data, sorted(first.headers))


@pytest.mark.parametrize("path", PACKED)
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("gzip;q=0, br;q=0", None),
        ("\x00;;,=", None),
    ],
)
def test_each_browser_gets_the_smallest_that_it_takes(client, path, accepted, encoding):
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert UNPACK[encoding](answer.data) == plain.data
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == plain.headers["Cache-Control"]


def test_what_a_proxy_puts_into_pages_comes_as_it_is(client):
    plain = client.get("/banner")
    packed = client.get("/banner", headers={"Accept-Encoding": "gzip, br"})
    assert packed.data == plain.data
    assert "Content-Encoding" not in packed.headers
    assert "Vary" not in packed.headers


def test_each_encoding_is_a_representation_of_its_own(client):
    tags = {
        client.get("/embed.js", headers={"Accept-Encoding": one}).headers["ETag"] for one in ("", "br", "gzip")
    }
    assert len(tags) == 3


@pytest.mark.parametrize("path", SHARED)
@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
@pytest.mark.parametrize("written", ["{}", "W/{}", '"old", {}', "*"])
def test_what_a_browser_has_is_not_sent_again(client, path, accepted, written):
    headers = {"Accept-Encoding": accepted}
    first = client.get(path, headers=headers)
    headers["If-None-Match"] = written.format(first.headers["ETag"])
    again = client.get(path, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(again.headers.keys())


@pytest.mark.parametrize("tag", ['"other"', "", '"', "embed"])
def test_what_a_browser_has_of_something_else_is_sent(client, tag):
    assert client.get("/embed.js", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/embed.js"])
def test_who_asks_for_the_head_gets_no_body(client, path):
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_without_the_compressor_browsers_get_gzip(client, monkeypatch):
    monkeypatch.setattr(shelved, "brotli", None)
    shelved.best.cache_clear()
    answer = client.get("/embed.js", headers={"Accept-Encoding": "br, gzip"})
    shelved.best.cache_clear()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == client.get("/embed.js").data


@pytest.mark.parametrize("query", ["x=1", "lang=en&x=", "receipt=abc"])
def test_an_address_that_somebody_thought_up_is_not_kept(client, made, query):
    for _ in range(2):
        client.get(f"/embed.js?{query}")
    assert len(made) == 2


def test_thought_up_languages_do_not_fill_the_memory(app, monkeypatch):
    monkeypatch.setattr(shelf, "BUDGET", 100_000)
    client = app.test_client()
    for number in range(60):
        assert client.get(f"/embed.js?lang=x{number}").status_code == 200
    assert sum(len(one.body) for _, _, one in app.wsgi_app._kept.values()) < 150_000


def test_a_new_version_is_given_at_once_by_whoever_knows_of_it(app, client):
    before = client.get("/embed.js").headers["ETag"]
    publish(app, SITE.replace("Test Shop Ltd", "Other Shop Ltd"))
    again = client.get("/embed.js", headers={"If-None-Match": before})
    assert again.status_code == 200
    assert again.headers["ETag"] != before


def test_what_follows_from_the_hour_is_not_kept_for_long(client, clock, made):
    for seconds in (0, 59, 1):
        clock.pass_(seconds=seconds)
        client.get("/embed.js")
    assert len(made) == 2


def test_a_clock_that_was_set_back_keeps_nothing_for_ever(client, clock, made):
    client.get("/embed.js")
    clock.pass_(days=-2)
    client.get("/embed.js")
    assert len(made) == 2


@pytest.mark.parametrize("cookie", ["session=abc", "theme=dark; lang=fr", "", "=;;"])
def test_a_first_visit_with_cookies_of_the_site_is_one_of_many(app, made, cookie):
    for _ in range(2):
        assert app.test_client(use_cookies=False).get("/", headers={"Cookie": cookie}).status_code == 200
    assert len(made) == 1


@pytest.mark.parametrize(
    "cookie", [f"cookieprefs={YES}", "cookieprefs_id=" + "0" * 32, "_pk_id.1.abcd=1", "cookieprefs="]
)
def test_a_page_that_may_tell_of_a_cookie_is_made_for_each(app, made, cookie):
    for _ in range(2):
        app.test_client(use_cookies=False).get("/", headers={"Cookie": f"a=b; {cookie}"})
    assert len(made) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "fr"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"HX-Request": "true"},
        {"Accept-Language": "fr, en"},
    ],
)
def test_what_a_page_depends_on_keeps_them_apart(client, made, headers):
    client.get("/")
    client.get("/", headers=headers)
    assert len(made) == 2


def test_nobody_is_given_the_page_of_somebody_who_decided(app):
    before = app.test_client().get("/").data
    decided = Visitor(app, has_htmx=False)
    decided.open("/")
    decided.press("Accept all", within="#cookieprefs-banner")
    assert not decided.open("/").select("#cookieprefs-banner")
    assert app.test_client().get("/").data == before
    assert not decided.open("/").select("#cookieprefs-banner")


def test_a_page_by_the_operators_own_template_is_made_for_each(app, instance, made):
    (instance / "templates").mkdir()
    (instance / "templates" / "policy.html").write_text('{% extends "ours/policy.html" %}', "utf-8")
    for _ in range(2):
        app.test_client().get("/")
    assert made.count("_policy") == 2


def test_every_answer_is_the_one_that_the_app_would_give(app, monkeypatch):
    kept = {path: app.test_client().get(path) for path in (*SHARED, "/", "/?lang=fr")}
    monkeypatch.setattr(shelf.Shelf, "_key", lambda *_: None)
    for path, answer in kept.items():
        own = app.test_client().get(path)
        assert BeautifulSoup(answer.data, "html.parser") == BeautifulSoup(own.data, "html.parser")
        but = {"Vary", "Date"}  # the server in front writes the date
        assert {*answer.headers.items()} - {*own.headers.items()} <= {("Vary", "Accept-Encoding")}
        assert {name for name, _ in own.headers} - {name for name, _ in answer.headers} <= but


def test_nothing_is_asked_of_the_database_where_no_context_is_for_it(app, monkeypatch):
    """The moment at which a version has to be looked for again may come between any two lines."""
    client = app.test_client()
    client.get("/embed.js")
    ticks = count(10**6, 0.75 * LOOK_AGAIN)  # what is new enough at one look at the clock is too old at the next
    monkeypatch.setattr(runtime.time, "monotonic", lambda: next(ticks))
    assert [client.get("/embed.js").status_code for _ in range(5)] == [200] * 5
