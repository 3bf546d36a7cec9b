"""A mount with nothing wrong: nothing is found, and nothing is left behind."""

import sqlite3
from contextlib import closing

from cookieprefs.doctor.examine import OF_MOUNT, OF_PAGE
from cookieprefs.web.assets import hashed

STYLE = f"/cookies/static/{hashed('site.css')}"


def test_nothing_is_found(right):
    found = right.examined()
    assert not found.findings
    assert len(found.right) == len(OF_MOUNT) + len(OF_PAGE)


def test_nothing_is_found_by_https(secure):
    assert not secure.examined().findings


def test_the_doctor_changes_nothing_in_the_database(right, instance):
    def dump():
        with closing(sqlite3.connect(instance / "cookieprefs.sqlite3")) as connection:
            return list(connection.iterdump())

    before = dump()
    right.examined()
    assert dump() == before


def test_it_decides_nothing_and_holds_no_cookie(right):
    sent = []
    right.front.incoming.append(lambda environ: sent.append(environ.get("HTTP_COOKIE")))
    right.examined()
    assert set(sent) == {None}
    posted = {path for method, path in right.front.asked if method != "GET"}
    assert posted == {"/cookies/forget"}


def test_it_asks_a_moderate_number_of_times(right):
    right.examined()
    assert len(right.front.asked) < 40


def test_what_every_visitor_needs_is_asked_for(right):
    right.examined()
    asked = {path for _, path in right.front.asked}
    assert {"/cookies/embed.js", "/cookies/effects.js", STYLE, "/cookies"} <= asked


def test_a_header_that_the_proxy_repeats_is_no_matter(right):
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "SAMEORIGIN")):
        right.front.edits.append(lambda path, response, name=name, value=value: response.headers.add(name, value))
    assert not right.examined().findings


def test_an_address_without_a_slash_is_the_same_mount(right):
    assert not right.examined(url=right.url.rstrip("/")).findings
