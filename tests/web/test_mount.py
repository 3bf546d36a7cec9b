"""Where we are mounted is what the operator says: no header of a proxy or a client can say otherwise (B-14)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import EnvironBuilder, run_wsgi_app

from cookieprefs.web.mount import Mount

FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "203.0.113.66",
    "X-Original-URL": "/evil",
    "X-Script-Name": "/evil",
    "Forwarded": "for=203.0.113.66;host=evil.example;proto=gopher",
}


def arrives(public_url, path, script_name=""):
    """What the app behind the mount is told: scheme, host, prefix and path."""
    seen = []

    def inner(environ, start_response):
        names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO")
        seen.append(tuple(environ[name] for name in names))
        start_response("204 No Content", [])
        return []

    environ = EnvironBuilder("/", headers=FORGED).get_environ()
    environ |= {"SCRIPT_NAME": script_name, "PATH_INFO": path}
    run_wsgi_app(Mount(inner, public_url), environ)
    return seen[0]


@pytest.mark.parametrize(
    ("public_url", "path", "expected"),
    [
        ("https://shop.example/cookies/", "/cookies/preferences", ("/cookies", "/preferences")),
        ("https://shop.example/cookies/", "/preferences", ("/cookies", "/preferences")),
        ("https://shop.example/cookies/", "/cookies/", ("/cookies", "/")),
        ("https://shop.example/cookies/", "/", ("/cookies", "/")),
        ("https://shop.example/cookies/", "", ("/cookies", "/")),
        ("https://shop.example/cookies/", "/cookiesandmore", ("/cookies", "/cookiesandmore")),
        ("https://shop.example/cookies/", "/cookies/cookies/", ("/cookies", "/cookies/")),
        ("https://shop.example/a/b/", "/a/b/preferences", ("/a/b", "/preferences")),
        ("https://shop.example/a/b/", "/a/preferences", ("/a/b", "/a/preferences")),
        ("https://shop.example/", "/preferences", ("", "/preferences")),
        ("https://shop.example/", "/", ("", "/")),
    ],
)
def test_a_prefix_that_the_proxy_passes_on_or_strips_comes_to_the_same(public_url, path, expected):
    assert arrives(public_url, path) == ("https", "shop.example", *expected)


def test_the_bare_prefix_leads_below_its_slash_where_the_id_cookie_is_sent(mounted):
    answer = mounted.test_client().get("/cookies?lang=fr")
    assert (answer.status_code, answer.location) == (308, "/cookies/?lang=fr")


def test_a_prefix_that_the_server_knows_of_is_the_public_urls_all_the_same():
    assert arrives("https://shop.example/cookies/", "/preferences", "/elsewhere")[2:] == (
        "/cookies",
        "/preferences",
    )


def test_scheme_host_and_port_are_the_public_urls():
    assert arrives("http://shop.example:8080/cookies/", "/")[:2] == ("http", "shop.example:8080")


@pytest.fixture
def mounted(make_app):
    """The app at a path of a host."""
    return make_app(public_url="https://shop.example/cookies/")


@pytest.mark.parametrize("path", ["/", "/preferences", "/receipt", "/banner", "/nothing-here"])
def test_forged_headers_change_no_byte_of_an_answer(mounted, path):
    client = mounted.test_client(use_cookies=False)
    honest = client.get(f"/cookies{path}")
    for sent in (path, f"/cookies{path}"):
        forged = client.get(sent, headers=FORGED)
        assert forged.status_code == honest.status_code
        # What a form is told by is drawn for each render.
        assert without_once(forged) == without_once(honest)
        assert "evil.example" not in forged.text


def without_once(answer):
    page = BeautifulSoup(answer.text, "html5lib")
    for one in page.select('input[name="once"]'):
        del one["value"]
    return str(page)


def test_forged_headers_change_neither_redirect_nor_cookies(mounted):
    client = mounted.test_client(use_cookies=False)
    form = {"version": 1, "lang": "en", "layer": "preferences", "layout": "full", "action": "accept_all"}
    answer = client.post("/preferences", data=form, headers={**FORGED, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/cookies/preferences"
    assert urlsplit(answer.location).netloc in ("", "shop.example")
    state, subject = answer.headers.getlist("Set-Cookie")
    assert state.startswith("__Host-cookieprefs=")
    assert "Path=/cookies/;" in f"{subject};"


def seen_by(app, **headers):
    """What the app believes of a request's way: its root, and the address it came from."""
    seen = []

    @app.before_request
    def look():
        seen.append((request.url_root, request.remote_addr))

    answer = app.test_client().get("/healthz", headers=headers)
    assert answer.status_code == 200
    return seen[0]


FORWARDED = {
    "X-Forwarded-For": "198.51.100.9, 203.0.113.7",
    "X-Forwarded-Proto": "http, https",
    "X-Forwarded-Host": "evil.example, shop.example",
    "X-Forwarded-Prefix": "/cookies",
}


@pytest.mark.parametrize(
    ("settings", "root", "address"),
    [
        ({}, "http://localhost/", "127.0.0.1"),
        ({"proxy_hops": 1}, "https://shop.example/cookies/", "203.0.113.7"),
        ({"proxy_hops": 2}, "http://evil.example/", "198.51.100.9"),
        ({"proxy_hops": 3}, "http://localhost/", "127.0.0.1"),
        ({"public_url": "https://other.example/c/"}, "https://other.example/c/", "127.0.0.1"),
        ({"public_url": "https://other.example/c/", "proxy_hops": 1}, "https://other.example/c/", "203.0.113.7"),
    ],
)
def test_as_many_proxies_are_believed_as_the_operator_declares(make_app, settings, root, address):
    assert seen_by(make_app(**settings), **FORWARDED) == (root, address)


def test_forwarded_headers_are_read_only_where_proxies_are_declared(make_app):
    assert not isinstance(make_app().wsgi_app, ProxyFix)
    assert isinstance(make_app(proxy_hops=1).wsgi_app, ProxyFix)
