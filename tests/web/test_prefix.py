"""Mounted under a path behind a proxy: every address, redirect and cookie stays where it belongs (B-14, T13)."""

from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest

from cookieprefs.web.assets import hashed
from tests.visitor import Visitor
from tests.web.posts import HTMX, post, records, soup
from tests.web.proxy import Proxy

PUBLIC = "https://shop.test/cookies/"
FORWARDED = {
    "x_forwarded_for": "203.0.113.7",
    "x_forwarded_proto": "https",
    "x_forwarded_host": "shop.test",
    "x_forwarded_port": "443",
    "x_forwarded_prefix": "/cookies",
}
WITHOUT_PREFIX = {name: value for name, value in FORWARDED.items() if name != "x_forwarded_prefix"}
PAGES = ["/cookies/", "/cookies/preferences", "/cookies/receipt", "/cookies/versions/1", "/cookies/nothing"]

MOUNTS = {
    "public url, prefix passed on": ({"public_url": PUBLIC}, {"strips": False}),
    "public url, prefix stripped": ({"public_url": PUBLIC}, {"strips": True}),
    "public url and headers": ({"public_url": PUBLIC, "proxy_hops": 1}, {"strips": True, **FORWARDED}),
    "headers of one declared proxy": ({"proxy_hops": 1}, {"strips": True, **FORWARDED}),
    "public url, prefix in SCRIPT_NAME": ({"public_url": PUBLIC}, {"strips": True, "tells": True}),
    "prefix in SCRIPT_NAME, the rest in headers": (
        {"proxy_hops": 1},
        {"strips": True, "tells": True, **WITHOUT_PREFIX},
    ),
}


@pytest.fixture(params=MOUNTS.values(), ids=MOUNTS.keys())
def mounted(request, make_app):
    settings, proxy = request.param
    app = make_app(**settings)
    Proxy(app, "/cookies", **proxy)
    return app


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def guest(request, mounted):
    return Visitor(mounted, has_htmx=request.param, base_url="https://shop.test/")


def addresses(page):
    """Every address in a page that a browser may ask for, as (attribute, address)."""
    names = ("href", "src", "action", "formaction", "data-hx-get", "data-hx-post")
    return [(name, one[name]) for one in page.select("*") for name in names if one.has_attr(name)]


def own(page):
    """The addresses of ours among them: not those of vendors, mail, or places in the page itself."""
    return [
        (name, found) for name, found in addresses(page) if not urlsplit(found).scheme and urlsplit(found).path
    ]


@pytest.fixture
def pages(mounted):
    """Every page as a first visitor gets it, by its address."""
    client = mounted.test_client()
    return {path: soup(client.get(path, base_url="https://shop.test/")) for path in PAGES}


def test_every_address_on_every_page_stays_under_the_mount(pages):
    for path, page in pages.items():
        found = [address for _, address in own(page)]
        assert len(found) > 3
        assert not [address for address in found if not address.startswith("/cookies/")], path


def test_every_address_on_a_page_leads_somewhere(mounted, pages):
    client = mounted.test_client()
    post(client, "https://shop.test/cookies/preferences", action="accept_all")
    decided = soup(client.get("https://shop.test/cookies/preferences"))
    seen = {found for page in (*pages.values(), decided) for name, found in own(page) if name in ("href", "src")}
    assert {f"/cookies/static/{hashed('site.css')}", "/cookies/receipt.json?lang=en"} <= seen
    for address in seen:
        response = client.get(address, base_url="https://shop.test/", buffered=True)
        assert response.status_code == 200, address


def test_the_present_page_is_marked_in_the_navigation(pages):
    for path in ("/cookies/", "/cookies/preferences", "/cookies/receipt"):
        assert [urlsplit(one["href"]).path for one in pages[path].select("nav [aria-current=page]")] == [path]


def test_a_visit_from_banner_to_being_forgotten_never_leaves_the_mount(guest):
    guest.open("/cookies/")
    guest.press("Accept all", within="#cookieprefs-banner")
    guest.open("/cookies/preferences")
    assert guest.state("matomo") == "on"
    guest.turn("matomo", on=False)
    assert guest.state("matomo") == "off"
    guest.press("Withdraw all", within="#cookieprefs-summary")
    assert guest.state("youtube") == "off"
    guest.open("/cookies/preferences")
    guest.press("Erase my records", within="#cookieprefs-records")
    assert records(guest.app) == []
    assert guest.path.startswith("/cookies/")


def test_the_state_goes_to_the_whole_site_and_the_id_to_the_mount_alone(mounted):
    client = mounted.test_client()
    answer = post(client, "https://shop.test/cookies/preferences", action="accept_all")
    assert answer.status_code == 303
    assert answer.location.startswith("/cookies/preferences")
    paths = {name.rpartition("__")[2]: one["path"] for name, one in cookies(answer).items()}
    assert {name.removeprefix("Secure-").removeprefix("Host-"): path for name, path in paths.items()} == {
        "cookieprefs": "/",
        "cookieprefs_id": "/cookies/",
    }


@pytest.mark.parametrize(
    ("public_url", "names", "secure"),
    [
        (PUBLIC, ["__Host-cookieprefs", "__Secure-cookieprefs_id"], True),
        ("https://shop.test/", ["__Host-cookieprefs", "__Secure-cookieprefs_id"], True),
        ("http://shop.test/cookies/", ["cookieprefs", "cookieprefs_id"], False),
        (None, ["cookieprefs", "cookieprefs_id"], False),
    ],
)
def test_on_https_the_names_bind_the_cookies_to_it(make_app, public_url, names, secure):
    answer = post(make_app(public_url=public_url).test_client(), "/preferences", action="accept_all")
    found = cookies(answer)
    assert list(found) == names
    assert {bool(one["secure"]) for one in found.values()} == {secure}
    assert {one["samesite"] for one in found.values()} == {"Lax"}
    assert [bool(one["httponly"]) for one in found.values()] == [False, True]
    assert all(one["domain"] == "" for one in found.values())


def test_forgetting_deletes_under_the_same_names_and_paths(mounted):
    client = mounted.test_client()
    given = cookies(post(client, "https://shop.test/cookies/preferences", action="accept_all"))
    gone = cookies(post(client, "https://shop.test/cookies/forget"))
    assert {name: one["path"] for name, one in gone.items()} == {name: one["path"] for name, one in given.items()}
    assert {one["max-age"] for one in gone.values()} == {"0"}


FORGED = [
    {"X-Forwarded-Prefix": "/evil"},
    {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "81"},
    {"Forwarded": "for=1.2.3.4;host=evil.test;proto=http"},
    {"X-Original-URL": "/evil", "X-Rewrite-URL": "/evil", "X-Script-Name": "/evil"},
    {"Host": "evil.test"},
]


@pytest.mark.parametrize("public_url", [None, PUBLIC])
@pytest.mark.parametrize("headers", FORGED, ids=lambda one: next(iter(one)))
def test_without_declared_proxies_no_header_moves_us(make_app, headers, public_url):
    client = make_app(public_url=public_url).test_client()
    mount = urlsplit(public_url or "/").path
    page = soup(client.get("/preferences", headers=headers))
    assert all(found.startswith(mount) for _, found in own(page))
    assert not [found for _, found in addresses(page) if "evil" in found]
    answer = post(client, "/preferences", headers, action="accept_all")
    assert answer.location == f"{mount}preferences?lang=en"
    assert {name: one["path"] for name, one in cookies(answer).items() if name.endswith("_id")} == {
        f"{'__Secure-' if public_url else ''}cookieprefs_id": mount
    }


def test_a_forged_header_does_not_reach_past_a_declared_proxy(mounted):
    answer = mounted.test_client().get(
        "https://shop.test/cookies/preferences",
        headers={"Forwarded": "host=evil.test", "X-Script-Name": "/evil", "X-Original-Host": "evil.test"},
    )
    assert not [found for _, found in addresses(soup(answer)) if "evil" in found]


def test_the_record_names_the_domain_that_the_visitor_was_on(mounted):
    post(mounted.test_client(), "https://shop.test/cookies/preferences", action="accept_all")
    assert [one.record.domain for one in records(mounted)] == ["shop.test"]


def test_the_pieces_for_htmx_stay_under_the_mount(mounted):
    client = mounted.test_client()
    answer = post(client, "https://shop.test/cookies/preferences", HTMX, action="accept_all")
    assert all(found.startswith("/cookies/") for _, found in own(soup(answer)))
    fragment = client.get("https://shop.test/cookies/preferences", headers=HTMX)
    assert all(found.startswith("/cookies/") for _, found in own(soup(fragment)))


def cookies(response):
    found = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        found.load(line)
    return found
