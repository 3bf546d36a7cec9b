"""Our two cookies: names and attributes on http and https, deletions, and whatever a browser may send as them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, Response, request
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.http import parse_cookie

from cookieprefs.settings import Settings
from cookieprefs.web import cookies
from tests.clock import START
from tests.core.builders import a_decision, a_version
from tests.web.posts import post, records

bare = Flask("cookies")
HTTP = Settings(instance="unused")
HTTPS = Settings(instance="unused", public_url="https://shop.example/cookies/")
HTTPS_AT_ROOT = Settings(instance="unused", public_url="https://shop.example/")
SUBJECT = "a-subject-of-thirty-two-letters-"
UNTIL = START + timedelta(days=182)
VERSION = a_version("matomo", "youtube")
SITE = VERSION.policy.site
DECISION = a_decision(yes="matomo", no="youtube", until=UNTIL)
VALUE = f"v=1&until={int(UNTIL.timestamp())}&yes=matomo&no=youtube"


def written(response):
    """Each cookie that an answer sets: name to value and attributes."""
    found = {}
    for header in response.headers.getlist("Set-Cookie"):
        pair, *attributes = header.split("; ")
        name, _, value = pair.partition("=")
        assert name not in found, "one name, one word about it"
        found[name] = (value, {one for one in attributes if not one.startswith("Expires=")})
    return found


def remembered(settings, *, subject=SUBJECT, now=START, decision=DECISION):
    response = Response()
    cookies.remember(response, settings, VERSION, decision, mount=settings.mount, subject=subject, now=now)
    return written(response)


AGE = f"Max-Age={182 * 86_400}"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            HTTP,
            {
                "cookieprefs": (VALUE, {AGE, "Path=/", "SameSite=Lax"}),
                "cookieprefs_id": (SUBJECT, {AGE, "Path=/", "SameSite=Lax", "HttpOnly"}),
            },
        ),
        (
            HTTPS,
            {
                "__Host-cookieprefs": (VALUE, {AGE, "Path=/", "SameSite=Lax", "Secure"}),
                "__Secure-cookieprefs_id": (
                    SUBJECT,
                    {AGE, "Path=/cookies/", "SameSite=Lax", "Secure", "HttpOnly"},
                ),
            },
        ),
        (
            HTTPS_AT_ROOT,
            {
                "__Host-cookieprefs": (VALUE, {AGE, "Path=/", "SameSite=Lax", "Secure"}),
                "__Secure-cookieprefs_id": (SUBJECT, {AGE, "Path=/", "SameSite=Lax", "Secure", "HttpOnly"}),
            },
        ),
    ],
    ids=["http", "https under a path", "https at the root"],
)
def test_a_decision_is_kept_under_the_names_and_attributes_of_its_mode(settings, expected):
    assert remembered(settings) == expected


@pytest.mark.parametrize("settings", [HTTP, HTTPS])
def test_where_there_is_no_subject_there_is_no_id_cookie(settings):
    assert list(remembered(settings, subject=None)) == [cookies.state_name(settings, SITE)]


def test_the_value_is_written_bare_so_that_any_back_end_can_read_it():
    response = Response()
    cookies.remember(response, HTTP, VERSION, DECISION, mount="", subject=None, now=START)
    assert response.headers["Set-Cookie"].startswith(f"cookieprefs={VALUE};")


@pytest.mark.parametrize(("past", "age"), [(timedelta(), 0), (timedelta(days=1), 0), (timedelta(seconds=-1.5), 1)])
def test_cookies_end_with_the_decision_and_not_before_now(past, age):
    for _, attributes in remembered(HTTP, now=UNTIL + past).values():
        assert f"Max-Age={age}" in attributes


@pytest.mark.parametrize("settings", [HTTP, HTTPS, HTTPS_AT_ROOT])
def test_forgetting_deletes_both_where_they_were_set(settings):
    response = Response()
    cookies.forget(response, settings, SITE, mount=settings.mount)
    deleted = {
        name: (value, attributes - {"Max-Age=0"}) for name, (value, attributes) in written(response).items()
    }
    kept = {name: ("", attributes - {AGE}) for name, (_, attributes) in remembered(settings).items()}
    assert deleted == kept
    assert all("Max-Age=0" in attributes for _, attributes in written(response).values())


ALL_NAMES = ("cookieprefs", "__Host-cookieprefs", "cookieprefs_id", "__Secure-cookieprefs_id")


@pytest.mark.parametrize(
    ("settings", "held", "deleted"),
    [
        (HTTP, (), ()),
        (HTTP, ("cookieprefs", "cookieprefs_id", "session"), ()),
        (HTTP, ALL_NAMES, ("__Host-cookieprefs", "__Secure-cookieprefs_id")),
        (HTTPS, ("__Host-cookieprefs", "__Secure-cookieprefs_id", "session"), ()),
        (HTTPS, ALL_NAMES, ("cookieprefs", "cookieprefs_id")),
        (HTTPS, ("cookieprefs",), ("cookieprefs",)),
    ],
)
def test_names_of_the_other_mode_are_deleted_where_the_browser_holds_them(settings, held, deleted):
    response = Response()
    with bare.test_request_context("/", headers={"Cookie": "; ".join(f"{name}=x" for name in held)}):
        cookies.forget_other_names(request, response, settings, SITE, mount=settings.mount)
    found = written(response)
    assert tuple(found) == deleted
    for name, (value, attributes) in found.items():
        assert value == ""
        assert {"Max-Age=0", f"Path={settings.mount if name.endswith('_id') else ''}/"} <= attributes
        assert ("Secure" in attributes) == name.startswith("__")


@pytest.mark.parametrize(
    ("settings", "header", "expected"),
    [
        (HTTP, f"cookieprefs={VALUE}", True),
        (HTTPS, f"__Host-cookieprefs={VALUE}", True),
        (HTTP, f"__Host-cookieprefs={VALUE}", False),
        (HTTPS, f"cookieprefs={VALUE}", False),
        (HTTPS, f"cookieprefs=rubbish; __Host-cookieprefs={VALUE}", True),
        (HTTPS, f"cookieprefs={VALUE}; __Host-cookieprefs=rubbish", False),
        (HTTP, f'cookieprefs="{VALUE}"', True),
        (HTTP, f"cookieprefs={VALUE}; cookieprefs=rubbish", True),
        (HTTP, "", False),
    ],
)
def test_the_name_of_the_present_mode_alone_counts(settings, header, expected):
    with bare.test_request_context("/", headers={"Cookie": header}):
        assert cookies.claimed(request, settings, VERSION) == (DECISION if expected else None)


@pytest.mark.parametrize(
    ("held", "is_ours"),
    [
        (SUBJECT, True),
        ("a" * 22, True),
        ("a" * 64, True),
        ("a" * 21, False),
        ("a" * 65, False),
        ("", False),
        (f"{SUBJECT}\u00e9", False),
        ("a b" * 10, False),
        ("../" * 10, False),
        ("' OR '1'='1' -- " * 2, False),
    ],
)
@pytest.mark.parametrize("settings", [HTTP, HTTPS])
def test_an_id_counts_where_it_has_the_form_of_ours(settings, held, is_ours):
    header = f"{cookies.subject_name(settings)}={held}"
    with bare.test_request_context("/", environ_overrides={"HTTP_COOKIE": header}):
        assert cookies.subject(request, settings) == (held if is_ours else None)


def test_moving_to_https_leaves_one_name(make_app):
    app = make_app(public_url="https://shop.example/cookies/")
    client = app.test_client(use_cookies=False)
    held = {"Cookie": f"cookieprefs={VALUE}; cookieprefs_id={SUBJECT}"}
    assert not client.get("/cookies/", headers=held).headers.getlist("Set-Cookie"), "a GET sets none (B-11)"
    found = written(post(client, "/cookies/preferences", held, action="refuse_all"))
    assert set(found) == {"__Host-cookieprefs", "cookieprefs", "cookieprefs_id"}
    assert found["cookieprefs"][0] == found["cookieprefs_id"][0] == ""
    assert parse_cookie(f"x={found['__Host-cookieprefs'][0]}")["x"].endswith("&yes=&no=hotjar.matomo.youtube")


names = st.sampled_from([*ALL_NAMES, "session", ""])
# What a server lets through as a header: latin-1 without the characters that end a line.
latin = st.text(st.characters(max_codepoint=255, blacklist_characters="\r\n\0"), max_size=60)
values = (
    latin
    | st.builds(
        "v={}&until={}&yes={}&no={}".format,
        st.integers(-1, 10**12),
        st.integers(-1, 10**15),
        st.sampled_from(["", "matomo", "matomo.matomo", ".", "gone.matomo", "a" * 8000]),
        st.sampled_from(["", "youtube", "matomo", "x" * 41, "youtube&unrecorded=1"]),
    )
    | st.text("ABCabc019_-", min_size=20, max_size=70)
)
headers = latin | st.lists(st.builds("{}={}".format, names, values), max_size=5).map("; ".join)


@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=headers)
@example(header="cookieprefs=" + "x" * 8192)
@example(header=f"cookieprefs={VALUE}" * 100)
@example(header='cookieprefs="\\377\\000\\"')
@example(header="cookieprefs=v=1000000000&until=253402214399&yes=&no=matomo&unrecorded=1")
def test_no_cookie_header_whatsoever_is_an_error(app, header):
    client = app.test_client(use_cookies=False)
    held = {"HTTP_COOKIE": header}
    page = client.get("/", environ_overrides=held)
    assert page.status_code == 200
    assert not page.headers.getlist("Set-Cookie")
    assert client.get("/consent", environ_overrides=held).status_code == 200
    form = {"version": 1, "lang": "en", "layer": "preferences", "layout": "full", "action": "refuse_all"}
    done = client.post(
        "/preferences", data=form, headers={"Sec-Fetch-Site": "same-origin"}, environ_overrides=held
    )
    assert done.status_code == 303
    assert "yes=&no=hotjar.matomo.youtube" in written(done)["cookieprefs"][0]
    assert set(records(app)[-1].record.answers) == {"hotjar", "matomo", "youtube"}
