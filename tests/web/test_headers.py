"""The headers of every answer: what it may load, who may frame it, who may keep it (B-12, B-17, B-20)."""

import pytest

from tests.web.posts import HTMX, post
from tests.web.test_banner import SHARED

PERSONAL = "private, no-store"
STATIC = "no-cache"

ANSWERS = {
    "the policy": ("GET", "/", 200, PERSONAL, "'none'"),
    "a version": ("GET", "/versions/1", 200, PERSONAL, "'none'"),
    "the preferences": ("GET", "/preferences", 200, PERSONAL, "'self'"),
    "a decision": ("POST", "/preferences", 303, PERSONAL, "'self'"),
    "a service's switch": ("POST", "/preferences/services/matomo", 303, PERSONAL, "'self'"),
    "a purpose's switch": ("POST", "/preferences/purposes/media", 303, PERSONAL, "'self'"),
    "the banner": ("GET", "/banner", 200, SHARED, "'none'"),
    "a banner that nobody counts": ("POST", "/shown", 422, PERSONAL, "'none'"),
    "the state": ("GET", "/consent", 200, PERSONAL, "'none'"),
    "the receipt": ("GET", "/receipt", 200, PERSONAL, "'none'"),
    "no receipt": ("GET", "/receipt.json", 404, PERSONAL, "'none'"),
    "no proof": ("GET", f"/receipt/{32 * '0'}", 404, PERSONAL, "'none'"),
    "nothing shown": ("GET", f"/shown/{64 * '0'}", 404, PERSONAL, "'none'"),
    "forgetting": ("POST", "/forget", 303, PERSONAL, "'none'"),
    "the way out of sale": ("GET", "/do-not-sell", 200, PERSONAL, "'none'"),
    "support of GPC": ("GET", "/.well-known/gpc.json", 200, SHARED, "'none'"),
    "life": ("GET", "/healthz", 200, PERSONAL, "'none'"),
    "readiness": ("GET", "/readyz", 200, PERSONAL, "'none'"),
    "the stylesheet": ("GET", "/static/site.css", 200, STATIC, "'none'"),
    "the script": ("GET", "/static/panel.js", 200, STATIC, "'none'"),
    "nothing": ("GET", "/nothing", 404, PERSONAL, "'none'"),
    "no static file": ("GET", "/static/nothing.js", 404, PERSONAL, "'none'"),
    "another method": ("PUT", "/", 405, PERSONAL, "'none'"),
    "another site's post": ("POST", "/forget?", 403, PERSONAL, "'none'"),
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def answer(app, method, path, status):
    client = app.test_client()
    if method == "POST":
        return post(client, path, {"Sec-Fetch-Site": "cross-site"} if status == 403 else {}, action="accept_all")
    return client.open(path, method=method, buffered=True)


@pytest.mark.parametrize(("method", "path", "status", "cache", "framed_by"), ANSWERS.values(), ids=ANSWERS.keys())
def test_every_answer_bears_them(app, method, path, status, cache, framed_by):
    found = answer(app, method, path, status)
    assert found.status_code == status
    headers = found.headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert rules == {**POLICY, "frame-ancestors": framed_by}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == cache
    assert ("HX-Request" in found.vary) is (cache == PERSONAL)
    assert "Access-Control-Allow-Origin" not in headers
    assert all(len(headers.getlist(name)) == 1 for name in set(headers.keys()) - {"Set-Cookie"})


@pytest.mark.parametrize("path", ["/banner", "/consent", "/receipt", "/preferences"])
def test_fragments_and_what_is_personal_are_no_matter_for_search_engines(app, path):
    headers = HTMX if path == "/preferences" else {}
    assert app.test_client().get(path, headers=headers).headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/", "/preferences", "/versions/1"])
def test_pages_for_everybody_may_be_found(app, path):
    assert "X-Robots-Tag" not in app.test_client().get(path).headers


def test_no_get_sets_a_cookie_whoever_asks(app):
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    for method, path, _, _, _ in ANSWERS.values():
        if method == "GET":
            for headers in ({}, HTMX, {"Sec-GPC": "1"}, {"Cookie": "cookieprefs=rubbish; session=rubbish"}):
                found = client.get(path, headers=headers, buffered=True)
                assert not found.headers.getlist("Set-Cookie"), (path, headers)
