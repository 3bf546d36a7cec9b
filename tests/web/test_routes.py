"""Every address of ours: pinned, and closed to methods that it does not answer."""

import pytest

ROUTES = [
    ("GET", "/", "policy"),
    ("GET", "/versions/<int:number>", "version"),
    ("GET", "/preferences", "preferences"),
    ("POST", "/preferences", "save"),
    ("POST", "/preferences/services/<key>", "switch_service"),
    ("POST", "/preferences/purposes/<key>", "switch_purpose"),
    ("POST", "/take-over", "take_over"),
    ("GET", "/banner", "banner"),
    ("POST", "/shown", "shown"),
    ("GET", "/embed.js", "embed"),
    ("GET", "/effects.js", "effects"),
    ("GET", "/theme.css", "theme"),
    ("GET", "/consent", "consent"),
    ("GET", "/receipt", "receipt"),
    ("GET", "/receipt.json", "receipt_json"),
    ("GET", "/receipt/<receipt_id>", "proof"),
    ("GET", "/receipt/<receipt_id>.json", "proof_json"),
    ("GET", "/shown/<sha256>", "words"),
    ("POST", "/forget", "forget"),
    ("GET", "/do-not-sell", "do_not_sell"),
    ("GET", "/.well-known/gpc.json", "gpc"),
    ("GET", "/healthz", "live"),
    ("GET", "/readyz", "ready"),
    ("GET", "/static/<path:filename>", "static"),
]
"""Sites link to these. One that goes away needs a redirect in its place."""

ADDRESSES = {
    "/": {"GET"},
    "/versions/1": {"GET"},
    "/preferences": {"GET", "POST"},
    "/preferences/services/matomo": {"POST"},
    "/preferences/purposes/audience": {"POST"},
    "/take-over": {"POST"},
    "/banner": {"GET"},
    "/shown": {"POST"},
    "/embed.js": {"GET"},
    "/effects.js": {"GET"},
    "/theme.css": {"GET"},
    "/consent": {"GET"},
    "/receipt": {"GET"},
    "/receipt.json": {"GET"},
    "/receipt/00000000000000000000000000000000": {"GET"},
    "/receipt/00000000000000000000000000000000.json": {"GET"},
    f"/shown/{64 * '0'}": {"GET"},
    "/forget": {"POST"},
    "/do-not-sell": {"GET"},
    "/.well-known/gpc.json": {"GET"},
    "/healthz": {"GET"},
    "/readyz": {"GET"},
    "/static/site.css": {"GET"},
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
EMPTY = {path for path in ADDRESSES if path.startswith(("/receipt.", "/receipt/", "/shown/"))}
"""What is not there before anybody has decided."""


def test_the_addresses_are_these_and_no_others(app):
    found = [
        (method, rule.rule, rule.endpoint.removeprefix("cookieprefs."))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    assert sorted(found) == sorted(ROUTES)


def test_every_address_belongs_to_the_blueprint(app):
    assert {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} == {"cookieprefs"}


def test_another_method_is_refused_and_told_which_ones_there_are(app):
    client = app.test_client()
    for path, methods in ADDRESSES.items():
        for method in METHODS - methods:
            response = client.open(path, method=method)
            assert response.status_code == 405, (method, path)
            allowed = {one.strip() for one in response.headers["Allow"].split(",")} - {"HEAD", "OPTIONS"}
            assert allowed == methods, (method, path)
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_head_says_what_get_says_and_sends_nothing(app):
    client = app.test_client()
    for path in (path for path, methods in ADDRESSES.items() if "GET" in methods):
        got, head = client.get(path, buffered=True), client.head(path, buffered=True)
        assert head.status_code == got.status_code == (404 if path in EMPTY else 200), path
        assert head.data == b""
        assert head.content_type == got.content_type


def test_options_answers_without_doing_anything(app):
    client = app.test_client()
    for path, methods in ADDRESSES.items():
        response = client.options(path)
        assert response.status_code == 200, path
        assert methods <= set(response.allow), path
        assert not response.headers.getlist("Set-Cookie")


@pytest.mark.parametrize(
    "path", ["/nothing", "/preferences/", "/preferences/services/", "/versions/0", "/versions/x"]
)
def test_an_address_that_is_none_of_ours_is_a_page_that_says_so(visitor, path):
    page = visitor.open(path, status=404)
    assert page.select_one("[role=alert]").get_text(strip=True)
    assert page.select_one("main a[href^='/?lang=']")


def test_what_is_static_is_found_but_nothing_beside_it(app):
    client = app.test_client()
    assert client.get("/static/panel.js", buffered=True).mimetype == "text/javascript"
    for path in ("/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static//etc/passwd", "/static/"):
        assert client.get(path).status_code in (404, 308), path
