"""One decision for several hosts of a site (B-05, B-06): its cookie, who may post and read, what comes next."""

from __future__ import annotations

import pytest
from flask import Response, request

from cookieprefs.settings import Settings
from cookieprefs.web import cookies, sharing
from tests import sample
from tests.core.builders import NOW, a_decision, a_site, a_version
from tests.web.posts import HTMX, SHOWN, records
from tests.web.test_cookies import bare, written

SHARED = sample.SITE.replace(
    "  domains: [shop.test, www.shop.test]\n",
    "  domains: [shop.test, www.shop.test]\n  cookie_domain: shop.test\n",
)
OURS = "https://cookies.shop.test/"
SHOP, WWW = "https://shop.test", "https://www.shop.test"
FOREIGN = (
    "https://evil.test",
    "https://evil.shop.test",
    "https://cookies.shop.test.evil.test",
    "https://shop.test:8443",
    "http://shop.test",
    "https://user@shop.test",
    "null",
    "",
)
JSON = {"Accept": "application/json"}


@pytest.fixture
def shared(instance, make_app):
    """The app on a host of its own, below the domain that its decisions count for."""
    (instance / "site.yaml").write_text(SHARED, encoding="utf-8")
    return make_app(public_url=OURS)


def from_(origin, site="same-site"):
    """The headers of a post that a script on a page of this origin sends."""
    return {"Origin": origin, "Sec-Fetch-Site": site} if site else {"Origin": origin}


def decide(app, action="refuse_all", path="/preferences", **headers):
    return app.test_client().post(path, data={**SHOWN, "action": action}, headers=headers)


COUNTING = SHARED.replace("purposes:", "consent:\n  count_banner: true\npurposes:", 1)


@pytest.mark.parametrize(("origin", "status"), [(SHOP, 204), (WWW, 204), *((one, 403) for one in FOREIGN)])
def test_a_banner_is_counted_for_the_sites_hosts_and_no_other(instance, make_app, origin, status):
    (instance / "site.yaml").write_text(COUNTING, encoding="utf-8")
    app = make_app(public_url=OURS)
    banner = {**SHOWN, "layer": "banner"}
    assert app.test_client().post("/shown", data=banner, headers=from_(origin)).status_code == status


@pytest.mark.parametrize(
    ("public_url", "cookie_domain", "expected"),
    [
        ("https://cookies.shop.test/", "shop.test", "shop.test"),
        ("https://shop.test/cookies/", "shop.test", "shop.test"),
        ("https://shop.test:8443/cookies/", "shop.test", "shop.test"),
        ("https://shop.test/cookies/", "", ""),
        ("https://shop.test/cookies/", "www.shop.test", ""),
        ("https://workshop.test/", "shop.test", ""),
        ("https://shop.test.evil.test/", "shop.test", ""),
        (None, "shop.test", ""),
    ],
)
def test_the_cookie_reaches_as_far_as_browsers_let_it_from_where_we_are(public_url, cookie_domain, expected):
    settings = Settings(instance="unused", public_url=public_url)
    site = a_site(domains=("shop.test",), cookie_domain=cookie_domain)
    assert sharing.domain(settings, site) == expected
    assert bool(sharing.origins(settings, site)) == bool(expected)


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("https://cookies.shop.test/", ("https://shop.test", "https://www.shop.test")),
        ("http://shop.test:5000/cookies/", ("http://shop.test:5000", "http://www.shop.test:5000")),
    ],
)
def test_neighbours_have_our_scheme_and_port(public_url, expected):
    site = a_site(domains=("shop.test", "www.shop.test"), cookie_domain="shop.test")
    assert sharing.origins(Settings(instance="unused", public_url=public_url), site) == expected


def test_the_decision_is_a_cookie_for_the_domain_and_the_id_stays_on_our_host(shared):
    found = written(decide(shared, "accept_all", **from_(SHOP)))
    _, state = found["__Secure-cookieprefs"]
    assert {"Domain=shop.test", "Path=/", "Secure", "SameSite=Lax"} <= state
    assert "HttpOnly" not in state
    _, subject = found["__Secure-cookieprefs_id"]
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= subject
    assert not any(one.startswith("Domain=") for one in subject)


def test_what_was_decided_on_one_host_is_read_back_on_all(shared):
    client = shared.test_client()
    client.post("/preferences", base_url=OURS, data={**SHOWN, "action": "accept_all"}, headers=from_(WWW))
    assert client.get_cookie("__Secure-cookieprefs", domain="shop.test")
    told = client.get("/consent", base_url=OURS, headers={"Origin": SHOP}).json
    assert told["services"] == {"matomo": True, "hotjar": True, "youtube": True}


def test_forgetting_deletes_the_cookie_of_the_domain(shared):
    deleted = written(decide(shared, path="/forget", **from_(OURS.rstrip("/"), "same-origin")))
    value, attributes = deleted["__Secure-cookieprefs"]
    assert value == ""
    assert {"Domain=shop.test", "Max-Age=0", "Path=/", "Secure"} <= attributes


NAMES = ("cookieprefs", "__Host-cookieprefs", "__Secure-cookieprefs")


@pytest.mark.parametrize(
    ("cookie_domain", "expected"),
    [
        ("shop.test", ["cookieprefs", "__Host-cookieprefs"]),
        ("", ["cookieprefs", *("__Secure-cookieprefs",) * 2]),
    ],
)
def test_a_change_of_mode_leaves_no_second_answer_behind(cookie_domain, expected):
    settings = Settings(instance="unused", public_url=OURS)
    site, response = a_site(cookie_domain=cookie_domain), Response()
    with bare.test_request_context("/", headers={"Cookie": "; ".join(f"{name}=x" for name in NAMES)}):
        cookies.forget_other_names(request, response, settings, site, mount="")
    lines = response.headers.getlist("Set-Cookie")
    assert [one.partition("=")[0] for one in lines] == expected
    domains = [one for line in lines for one in line.split("; ") if one.startswith("Domain=")]
    assert domains == ([] if cookie_domain else ["Domain=cookies.shop.test", "Domain=shop.test"])


@pytest.mark.parametrize(
    ("cookie_domain", "name", "counts"),
    [
        ("shop.test", "__Secure-cookieprefs", True),
        ("shop.test", "__Host-cookieprefs", False),
        ("", "__Secure-cookieprefs", False),
    ],
)
def test_the_name_of_the_present_mode_alone_counts(cookie_domain, name, counts):
    version = a_version("matomo", site=a_site(cookie_domain=cookie_domain))
    settings, decision = Settings(instance="unused", public_url=OURS), a_decision(no="matomo")
    response = Response()
    cookies.remember(response, settings, version, decision, mount="", subject=None, now=NOW)
    value = next(iter(written(response).values()))[0]
    with bare.test_request_context("/", headers={"Cookie": f"{name}={value}"}):
        assert (cookies.claimed(request, settings, version) is not None) == counts


@pytest.mark.parametrize("site", ["same-site", None])
@pytest.mark.parametrize("origin", [SHOP, WWW, "https://shop.test:443"])
def test_the_sites_other_hosts_may_post_and_read_the_answer(shared, origin, site):
    answer = decide(shared, **from_(origin, site), **JSON)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in answer.headers["Vary"]
    assert records(shared)[-1].record.domain == origin.removeprefix("https://").partition(":")[0]


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none", None])
@pytest.mark.parametrize("origin", FOREIGN)
def test_nobody_else_may(shared, origin, site):
    answer = decide(shared, **from_(origin, site), **JSON)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert records(shared) == []


def test_what_another_tool_kept_is_taken_over_for_them_too(shared):
    answer = shared.test_client().post("/take-over", data={"lang": "en"}, headers={**from_(SHOP), **JSON})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    foreign = shared.test_client().post("/take-over", data={"lang": "en"}, headers={**from_(FOREIGN[0]), **JSON})
    assert foreign.status_code == 403


@pytest.mark.parametrize("origin", [SHOP, WWW])
def test_without_the_setting_a_neighbour_is_a_stranger(make_app, origin):
    app = make_app(public_url=OURS)
    answer = decide(app, **from_(origin), **JSON)
    assert answer.status_code == 403
    told = app.test_client().get("/consent", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in told.headers


def test_a_post_across_sites_is_refused_whatever_origin_it_names(shared):
    assert decide(shared, **from_(SHOP, "cross-site")).status_code == 403


READ = {"/consent": True, "/banner": False, "/effects.js": False}


@pytest.mark.parametrize(("path", "is_personal"), READ.items())
def test_scripts_of_the_sites_hosts_read_what_they_fetch(shared, path, is_personal):
    client = shared.test_client()
    answer = client.get(path, headers={"Origin": WWW})
    assert answer.headers["Access-Control-Allow-Origin"] == WWW
    assert ("Access-Control-Allow-Credentials" in answer.headers) == is_personal
    assert "Origin" in answer.headers["Vary"]
    assert "Origin" in client.get(path).headers["Vary"], "one that was asked for without must not be kept for all"
    for origin in FOREIGN:
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": origin}).headers


@pytest.mark.parametrize("path", ["/", "/receipt", "/receipt.json", "/preferences", "/embed.js"])
def test_nothing_else_is_read_across_hosts(shared, path):
    answer = shared.test_client().get(path, headers={"Origin": WWW})
    assert "Access-Control-Allow-Origin" not in answer.headers


def ancestors(answer):
    policy = dict(one.split(" ", 1) for one in answer.headers["Content-Security-Policy"].split("; "))
    return policy["frame-ancestors"].split()


def test_the_preferences_alone_may_be_framed_by_the_sites_hosts(shared):
    client = shared.test_client()
    assert ancestors(client.get("/preferences")) == ["'self'", SHOP, WWW]
    assert ancestors(client.get("/")) == ["'none'"]
    assert ancestors(client.get("/receipt")) == ["'none'"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("https://www.shop.test/shoes?size=41", "https://www.shop.test/shoes?size=41"),
        ("https://shop.test/", "https://shop.test/"),
        ("/preferences", "/preferences"),
        ("https://evil.test/", None),
        ("https://evil.shop.test/", None),
        ("http://shop.test/", None),
        ("https://shop.test@evil.test/", None),
        ("https://evil.test\\@shop.test/", None),
        ("https://shop.test:99999999/", None),
        ("https://[shop.test/", None),
        ("//shop.test/", None),
        ("javascript:alert(1)//https://shop.test/", None),
        ("https://shop.test/ x", None),
    ],
)
def test_the_next_page_may_be_on_another_host_of_the_site(shared, wanted, expected):
    form = {**SHOWN, "action": "accept_all", "next": wanted}
    answer = shared.test_client().post("/preferences", base_url=OURS, data=form, headers=from_(SHOP))
    assert answer.status_code == 303
    assert answer.location == (expected or "/preferences?lang=en")


def test_a_plain_browser_goes_back_to_the_page_that_posted(shared):
    headers = {**from_(WWW), "Referer": "https://www.shop.test/shoes"}
    form = {**SHOWN, "action": "accept_all"}
    answer = shared.test_client().post("/preferences", base_url=OURS, data=form, headers=headers)
    assert answer.location == "https://www.shop.test/shoes"


@pytest.mark.parametrize("path", ["/shoes", "/", "/preferences", "/receipt", "/forget"])
def test_a_receipts_number_never_goes_to_another_host_whatever_its_paths_are_called(shared, path):
    headers = {**from_(WWW), "Referer": f"{WWW}{path}"}
    form = {**SHOWN, "action": "refuse_all"}
    answer = shared.test_client().post("/preferences", base_url=OURS, data=form, headers=headers)
    assert answer.location == f"{WWW}{path}"


def test_htmx_on_our_own_pages_works_as_ever(shared):
    answer = decide(shared, **from_(OURS.rstrip("/"), "same-origin"), **HTMX)
    assert answer.status_code == 200
