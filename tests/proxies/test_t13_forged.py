"""T13: what a visitor writes into forwarded headers changes nothing, however many proxies are declared (B-14)."""

from __future__ import annotations

import re

import pytest
from flask import request

from tests.proxies.asking import answer_for
from tests.proxies.test_t13_mounts import FORM, post

FORGED = {
    "for": {"X-Forwarded-For": "203.0.113.66"},
    "host": {"X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example"},
    "proto": {"X-Forwarded-Proto": "http", "X-Forwarded-Port": "81", "X-Forwarded-Ssl": "off"},
    "prefix": {"X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"},
    "forwarded": {"Forwarded": "for=203.0.113.66;host=evil.example;proto=http"},
    "written otherwise": {"X_Forwarded_For": "203.0.113.66", "X_Forwarded_Host": "evil.example"},
    "told to be left out": {"Connection": "close, X-Forwarded-For, X-Forwarded-Host, X-Forwarded-Proto"},
}
EVERYTHING = {
    name: value for headers in FORGED.values() for name, value in headers.items() if name != "Connection"
}
BELIEVABLE = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix")
"""What an app that has proxies declared reads."""
ONCE = re.compile(r'name="once" value="[^"]+"')


@pytest.fixture(params=[0, 1], ids=["no hop", "one hop"])
def hops(request):
    return request.param


@pytest.fixture
def seen(house):
    """What the app believes of each request: its root and the address that it came from; and what it was told."""
    believed = []

    def look():
        told = {name: request.headers.get(name) for name in (*BELIEVABLE, "Forwarded")}
        believed.append((request.url_root, request.remote_addr, told))

    house.site.app.before_request(look)
    return believed


def test_the_app_believes_what_it_believes_of_an_honest_visitor(house, seen):
    for headers in ({}, *FORGED.values()):
        assert house.wire.say(f"{house.mount}/consent", headers).status == 200
    honest, *forged = seen
    assert honest[:2] == (f"{house.stand.url}{house.mount}/", "127.0.0.1")
    assert dict(zip(FORGED, forged, strict=True)) == dict.fromkeys(FORGED, honest)


def test_no_byte_of_an_answer_changes(house):
    for path in ("/", "/preferences", "/embed.js", "/no-such-page"):
        honest = answer_for(house, path)
        forged = house.wire.say(house.mount + path, {**EVERYTHING, "Accept-Encoding": "identity"})
        assert forged.status == honest.status
        assert ONCE.sub("", forged.text) == ONCE.sub("", honest.text), path


def test_neither_redirect_nor_cookies_change(house):
    answer = post(house, "/preferences", {**FORM, "action": "accept_all"}, **EVERYTHING)
    assert (answer.status, answer.one("Location")) == (303, f"{house.mount}/preferences?lang=en")
    state, subject = answer.all("Set-Cookie")
    assert state.startswith("__Host-cookieprefs=v=1&")
    assert f"Path={house.mount}/;" in f"{subject};"
    assert "evil" not in str(answer.headers)


def test_the_proxy_itself_tells_who_the_visitor_is(house, seen):
    house.wire.say(f"{house.mount}/consent", {"X-Forwarded-For": "203.0.113.66, 203.0.113.67"})
    told = seen[0][2]
    host = (house.stand.host, house.stand.url.removeprefix("https://"))
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert told["X-Forwarded-Host"] in host
    assert {told[name] for name in ("X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded")} == {None}
