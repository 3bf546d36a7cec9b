"""Thrown at the app: any body, path, header, cookie and query. Never a 500, never a cookie on a GET."""

import string

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cookieprefs.web.limits import YesLimit
from tests.web.posts import HTMX, SHOWN, URLENCODED, post, post_body, records

thrown = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

REFUSED = {303, 200, 400, 403, 404, 405, 409, 413, 415, 422}
FIELDS = (*SHOWN, "action", "services", "purposes", "granted", "once", "seq", "next")
WORDS = (
    "1",
    "99",
    "en",
    "fr",
    "full",
    "new-2",
    "banner",
    "preferences",
    "matomo",
    "audience",
    "yes",
    "no",
    "save",
)

wild = st.text(max_size=40)
values = st.sampled_from((*WORDS, "accept_all", "refuse_all", "0" * 22, "/", "//evil.test")) | wild
forms = st.dictionaries(st.sampled_from(FIELDS), values | st.lists(values, max_size=4), max_size=3)
bodies = st.binary(max_size=300)
kinds = st.sampled_from(
    [URLENCODED, "multipart/form-data; boundary=x", "application/json", "text/plain; charset=utf-99"]
)
paths = st.sampled_from(
    [
        "",
        "preferences",
        "preferences/services/",
        "preferences/purposes/",
        "versions/",
        "static/",
        "forget",
        "shown",
    ]
)
# What a header may hold as far as a server lets it through: anything but line ends and nul.
latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
HEADERS = (
    "Accept-Language Cookie Host Referer Origin Sec-GPC HX-Request If-None-Match If-Modified-Since Range "
    "X-Forwarded-Prefix X-Forwarded-For X-Forwarded-Proto"
)
headers = st.dictionaries(
    st.sampled_from(HEADERS.split()), latin | st.sampled_from(["http://[", "*", "1", "true"])
)


@pytest.fixture
def open_app(app: Flask) -> Flask:
    """The app, patient with a flood."""
    app.extensions["cookieprefs_yes_limit"] = YesLimit(
        app.extensions["cookieprefs"].settings, "a key", per_minute=10**6
    )
    return app


@thrown
@given(forms, st.sampled_from(["", "/services/matomo", "/services/unknown", "/purposes/audience"]), st.booleans())
def test_no_form_breaks_the_app_and_what_is_recorded_was_published(open_app, form, path, htmx):
    before = records(open_app)
    answer = post(
        open_app.test_client(), f"/preferences{path}", HTMX if htmx else {}, **{"action": "save", **form}
    )
    assert answer.status_code in REFUSED
    added = records(open_app)[len(before) :]
    # The same act may come up twice with the same `once`, and is one record then.
    onces = form.get("once", [])
    is_known = {onces} if isinstance(onces, str) else {*onces}
    is_known &= {kept.record.once for kept in before}
    assert bool(added) == (answer.status_code in (200, 303, 409)) or is_known
    for kept in added:
        assert kept.record.answers.keys() <= {"hotjar", "matomo", "youtube"}
        assert kept.record.shown.snapshot


@thrown
@given(bodies, kinds)
def test_no_body_breaks_the_app(open_app, body, kind):
    assert post_body(open_app.test_client(), "/preferences", body, kind=kind).status_code in REFUSED


@thrown
@given(paths, wild, st.sampled_from(["GET", "POST", "HEAD"]), wild)
def test_no_path_breaks_the_app(open_app, start, rest, method, query):
    asked = {"PATH_INFO": f"/{start}{rest}".encode().decode("latin-1")}
    query_string = dict.fromkeys(("lang", "layout", "noted"), query)
    answer = open_app.test_client().open(
        method=method, query_string=query_string, environ_overrides=asked, buffered=True
    )
    assert answer.status_code in REFUSED | {308}
    assert method == "POST" or not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("number", ["0", "00001", "2", "9" * 10, "9" * 19, "9" * 30, "9" * 5000])
def test_a_version_is_there_or_not_found_however_large_its_number(app, number):
    assert app.test_client().get(f"/versions/{number}").status_code == (200 if int(number[-9:]) == 1 else 404)


@thrown
@given(headers, st.sampled_from(["/", "/preferences", "/banner", "/consent", "/receipt"]))
def test_no_header_breaks_a_page(open_app, headers, path):
    answer = open_app.test_client(use_cookies=False).get(path, headers=headers)
    assert answer.status_code in REFUSED | {304}
    assert not answer.headers.getlist("Set-Cookie")


@thrown
@given(headers)
def test_no_header_breaks_a_post(open_app, headers):
    answer = post(open_app.test_client(use_cookies=False), "/preferences", headers, action="accept_all")
    assert answer.status_code in REFUSED


@thrown
@given(st.text(string.printable, max_size=100))
def test_no_cookie_breaks_a_decision(open_app, value):
    held = {"Cookie": f"cookieprefs={value}; cookieprefs_id={value}".replace("\r", "").replace("\n", "")}
    answer = post(open_app.test_client(use_cookies=False), "/preferences", held, action="save", services="matomo")
    assert answer.status_code in (303, 409)
