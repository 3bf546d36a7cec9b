"""docs/openapi.yaml is true: it names the addresses that there are, and what they really answer."""

from __future__ import annotations

import shutil

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from cookieprefs.settings import Settings
from cookieprefs.web.limits import AddressLimit, YesLimit
from tests import openapi, sample
from tests.conftest import SECRET
from tests.databases import built, disposed
from tests.visitor import OWN
from tests.web.posts import HTMX, SHOWN
from tests.web.proving import kept, tamper
from tests.web.test_failing import Ledger, read_only
from tests.web.test_sharing import OURS, SHARED, SHOP

SITE = sample.SITE.replace(
    "purposes:\n",
    "consent: {count_banner: true}\n"
    "take_over:\n  tool: klaro\n  changed_on: 2026-11-01\n  same_meaning: {matomo: stats}\npurposes:\n",
    1,
)
JSON = {"Accept": "application/json"}
WAYS = ({}, HTMX, JSON)
POSTS = ("/preferences", "/preferences/services/matomo", "/preferences/purposes/audience", "/take-over", "/forget")
PAGES = ("/", "/versions/1", "/preferences", "/receipt", "/do-not-sell", "/consent", "/healthz", "/readyz")
KEPT = ("/banner", "/embed.js", "/effects.js", "/theme.css", "/.well-known/gpc.json", "/static/site.css")
NONE = (
    "/versions/9",
    "/banner?layout=new-7",
    "/receipt.json",
    f"/receipt/{'0' * 32}",
    f"/receipt/{'0' * 32}.json",
    f"/shown/{'0' * 64}",
    "/static/none.css",
)


class Asking:
    """Asks an app, holds each answer to the description, and keeps which statuses came."""

    def __init__(self, seen):
        self.seen = seen

    def of(self, app, client=None):
        """Ask this app, as this visitor or another."""
        self.app, self.client = app, client or app.test_client()
        return self

    def get(self, path, status=200, **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._held("GET", path, status, self.client.get(path, headers=given, buffered=True))

    def post(self, path, status, headers=(), **fields):
        given = {**OWN, **dict(headers)}
        answer = self.client.post(path, data={**SHOWN, **fields}, headers=given)
        return self._held("POST", path, status, answer)

    def _held(self, method, path, status, answer):
        bare, _, _ = path.partition("?")
        rule, _ = self.app.url_map.bind("localhost").match(bare, method=method, return_rule=True)
        operation = method, openapi.template(rule.rule)
        assert (answer.status_code, openapi.faults(operation, answer)) == (status, []), (method, path)
        self.seen.add((*operation, status))
        return answer


@pytest.fixture
def app(instance, make_app):
    """The sample site, which counts banners and takes over from another tool."""
    (instance / "site.yaml").write_text(SITE, encoding="utf-8")
    return make_app()


@pytest.fixture
def unpublished(tmp_path, migrated):
    """An app with a schema, in which nothing is published."""
    folder = sample.write(tmp_path / "unpublished")
    shutil.copy(migrated, folder)
    with disposed(built(Settings(instance=folder, secret_key=SECRET))) as found:
        yield found


def test_it_is_openapi():
    checker = OpenAPIV31SpecValidator(openapi.DESCRIPTION, base_uri=openapi.PATH.as_uri())
    assert [one.message for one in checker.iter_errors()] == []


def test_it_names_the_addresses_that_there_are_and_no_others(app):
    there = {
        (method, openapi.template(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert set(openapi.operations()) == there


def test_each_is_called_as_in_our_code(app):
    there = {
        (method, openapi.template(rule.rule)): rule.endpoint.removeprefix("cookieprefs.")
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {key: one["operationId"] for key, one in openapi.operations().items()} == there


def test_what_is_really_answered_is_what_it_says_and_it_says_nothing_else(app, unpublished):
    asking = Asking(set())
    look(asking.of(app))
    decide(asking.of(app))
    take_along(asking.of(app))
    refused(asking.of(app))
    too_many(asking.of(app))
    failing(asking.of(app))
    nothing_published(asking.of(unpublished))
    described = {(*one, status) for one in openapi.operations() for status in openapi.responses(one)}
    assert asking.seen == described


def look(asking):
    for path in PAGES:
        for headers in ({}, {"HX_Request": "true"}):
            asking.get(path, **headers)
    for path in KEPT:
        tag = asking.get(path).headers["ETag"]
        asking.get(path, 304, If_None_Match=tag)
    for path in NONE:
        for headers in ({}, {"HX_Request": "true"}, JSON):
            asking.get(path, 404, **headers)
    asking.get("/static/site.css", 206, Range="bytes=0-9")
    asking.get("/static/site.css", 416, Range="bytes=9999999-")


def decide(asking):
    for headers in WAYS:
        status = 200 if headers else 303
        asking.of(asking.app)
        asking.post("/preferences", status, headers, action="refuse_all", layer="banner")
        asking.post("/preferences", status, headers, action="accept_all")
        asking.post("/preferences/services/matomo", status, headers)
        asking.post("/preferences", 200 if headers else 409, headers, action="save", services="matomo", seq="1")
        asking.post("/preferences/purposes/audience", status, headers)
        asking.get("/consent", **headers)
        asking.client.set_cookie("_pk_id.1", "left over")
        asking.get("/")
        asking.post("/forget", 303 if headers is not HTMX else 200, headers)
        asking.post("/shown", 204, headers, layer="banner")
        asking.client.set_cookie("klaro", "%7B%22stats%22%3Atrue%7D")
        asking.post("/take-over", status, headers)
        asking.of(asking.app).post("/take-over", 200, headers)


def take_along(asking):
    asking.post("/preferences", 303, action="accept_all", lang="fr")
    record = kept(asking.app)[-1]
    for language in ("en", "fr", "xx"):
        asking.get(f"/receipt.json?lang={language}")
        asking.get(f"/receipt/{record.receipt_id}?lang={language}")
        asking.get(f"/receipt/{record.receipt_id}.json?lang={language}")
    asking.get(f"/shown/{record.shown.snapshot}")
    tamper(asking.app, "UPDATE cookieprefs_snapshot SET html = 'another' WHERE sha256 = ?", record.shown.snapshot)
    for headers in ({}, JSON):
        asking.get(f"/shown/{record.shown.snapshot}", 500, **headers)


def refused(asking):
    for headers in WAYS:
        for path in (*POSTS, "/shown"):
            asking.post(path, 403, {**headers, "Sec-Fetch-Site": "cross-site"})
            asking.post(path, 413, headers, next="a" * 40_000)
        for path in POSTS[:3]:
            asking.post(path, 422, headers, action="nonsense", version="99")
        asking.post("/shown", 422, headers, version="99")
        for kind in ("services", "purposes"):
            asking.post(f"/preferences/{kind}/none", 404, headers, granted="yes")


def too_many(asking):
    here = asking.app.extensions["cookieprefs"].settings
    asking.app.extensions["cookieprefs_yes_limit"] = YesLimit(here, "a key", per_minute=0)
    asking.app.extensions["cookieprefs_banner_limit"] = AddressLimit(here, "a key", per_minute=0)
    for headers in WAYS:
        asking.of(asking.app)
        asking.post("/preferences", 429, headers, action="accept_all")
        asking.post("/preferences/services/matomo", 429, headers, granted="yes")
        asking.post("/preferences/purposes/audience", 429, headers, granted="yes")
        asking.post("/shown", 429, headers, layer="banner")
        asking.client.set_cookie("klaro", "%7B%22stats%22%3Atrue%7D")
        asking.post("/take-over", 429, headers)


def failing(asking):
    ledger = Ledger(asking.app)
    ledger.fails(read_only)
    for headers in WAYS:
        asking.post("/preferences", 503, headers, action="refuse_all")
        asking.post("/preferences/services/matomo", 503, headers)
        asking.post("/preferences/purposes/audience", 503, headers)
    ledger.recovers()


def nothing_published(asking):
    answered = {"/healthz", "/static/{filename}"}
    for method, path in openapi.operations():
        here = path.format(number=1, key="matomo", receipt_id="0" * 32, sha256="0" * 64, filename="site.css")
        if method == "POST":
            asking.post(here, 503)
        else:
            asking.get(here, 200 if path in answered else 503)


def test_the_sites_other_hosts_may_read_just_what_it_says(instance, make_app):
    (instance / "site.yaml").write_text(SHARED, encoding="utf-8")
    client = make_app(public_url=OURS).test_client()
    neighbour = {"Origin": SHOP, "Sec-Fetch-Site": "same-site"}
    name = "Access-Control-Allow-Origin"
    for (method, path), one in openapi.operations().items():
        here = path.format(number=1, key="matomo", receipt_id="0" * 32, sha256="0" * 64, filename="site.css")
        answer = client.open(here, method=method, headers=neighbour, buffered=True)
        described = any(name in openapi.found(each).get("headers", {}) for each in one["responses"].values())
        assert (answer.headers.get(name) == SHOP) == described, (method, path)
