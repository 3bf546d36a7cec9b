"""What a proxy does to answers: compresses them, knows copies that still hold, changes no header of ours."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest

from cookieprefs.web.assets import folder, hashed
from cookieprefs.web.static import FOR_GOOD
from tests import sample
from tests.proxies.asking import SHARED, answer_for, compressed, own_headers

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server", "vary", "etag"}
"""What belongs to each connection, or is each server's own; `Vary` and `ETag` have tests of their own."""

STATIC = ("site.css", "effects/removal.js", "vendor/htmx-4.0.1.min.js")
UNPACKED: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}
"""What a browser may be able to read, and how it reads it."""

SEVERAL_HOSTS = sample.SITE.replace(
    "  domains: [shop.test, www.shop.test]\n", "  domains: [site.example]\n  cookie_domain: site.example\n"
)


def test_http_2_and_today_s_tls_are_agreed_on(house):
    assert house.wire.agreed() == ("h2", "TLSv1.3")


def test_a_browser_gets_our_pages_by_http_2(house, page):
    page.goto(f"{house.mount}/preferences")
    assert page.evaluate("() => performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"


def test_http_leads_to_https(house):
    answer = house.wire.ask_plainly(f"{house.mount}/preferences?lang=fr")
    assert (answer.status, answer.one("Location")) == (
        308,
        f"https://{house.stand.host}{house.mount}/preferences?lang=fr",
    )


def test_text_is_compressed_for_who_can_read_it(house):
    for path in ("/", "/preferences", "/embed.js", "/static/site.css", "/static/panel.js"):
        plain, packed = answer_for(house, path), compressed(house, path)
        assert (plain.one("Content-Encoding"), packed.one("Content-Encoding")) == (None, "gzip"), path
        assert len(packed.body) < len(plain.body) / 1.5, path
        # What a page's forms are told by is drawn for each render.
        assert abs(len(gzip.decompress(packed.body)) - len(plain.body)) < 10, path
        assert "Accept-Encoding" in ", ".join(packed.all("Vary")), path


def test_an_answer_without_a_body_is_not_compressed(house):
    for path in ("/embed.js", "/banner", "/static/site.css"):
        tag = compressed(house, path).one("ETag")
        answer = house.wire.ask(house.mount + path, Accept_Encoding="gzip", If_None_Match=tag)
        assert (answer.status, answer.body, answer.one("Content-Encoding")) == (304, b"", None), path


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_a_copy_that_still_holds_is_not_sent_again(house, accepted):
    for path in SHARED:
        first = house.wire.ask(house.mount + path, Accept_Encoding=accepted)
        again = house.wire.ask(house.mount + path, Accept_Encoding=accepted, If_None_Match=first.one("ETag"))
        other = house.wire.ask(house.mount + path, Accept_Encoding=accepted, If_None_Match='"another"')
        assert (first.status, again.status, other.status) == (200, 304, 200), path
        assert again.one("Cache-Control") == "public, max-age=600, stale-while-revalidate=3600", path


def test_a_personal_answer_may_be_kept_by_nobody(house):
    paths = ("/", "/preferences", "/receipt", "/consent", "/versions/1", "/no-such-page")
    kept = {path: answer_for(house, path).one("Cache-Control") for path in paths}
    assert kept == dict.fromkeys(paths, "private, no-store")


def test_two_visitors_get_each_their_own_answer(house):
    state = "v=1&until=4102444800&yes=&no=hotjar.matomo.youtube"
    refused = house.wire.ask(f"{house.mount}/consent", Cookie=f"__Host-cookieprefs={state}")
    unasked = house.wire.ask(f"{house.mount}/consent")
    assert refused.body != unasked.body
    assert house.wire.ask(f"{house.mount}/consent", Cookie=f"__Host-cookieprefs={state}").body == refused.body


def test_each_header_of_ours_arrives_once_and_unchanged(house):
    for path in ("/", "/preferences", "/embed.js", "/banner", "/consent", "/no-such-page"):
        sent = own_headers(house, path)
        assert {"content-security-policy", "referrer-policy", "x-content-type-options"} <= set(sent)
        answer = answer_for(house, path)
        names = set(sent) - HOP_BY_HOP
        assert {name: answer.one(name) for name in names} == {name: sent[name] for name in names}, path


def test_the_site_promises_https_and_says_so_once(house):
    assert answer_for(house, "/preferences").one("Strict-Transport-Security") == "max-age=31536000"


def test_what_the_site_says_of_global_privacy_control_is_at_the_root_of_the_host(house):
    answer = house.wire.ask("/.well-known/gpc.json")
    assert (answer.status, answer.one("Content-Type")) == (200, "application/json")
    assert '"gpc"' in answer.text


@pytest.mark.parametrize("accepted", UNPACKED)
def test_our_static_files_may_be_kept_for_good_and_arrive_compressed_as_we_have_them(house, accepted):
    for path in STATIC:
        answer = house.wire.ask(f"{house.mount}/static/{hashed(path)}", Accept_Encoding=accepted)
        assert (answer.status, answer.one("Cache-Control")) == (200, FOR_GOOD), path
        assert answer.one("Content-Encoding") == (None if accepted == "identity" else accepted), path
        assert UNPACKED[accepted](answer.body) == (folder("static") / path).read_bytes()
        assert answer.one("X-Content-Type-Options") == "nosniff"
        assert "Accept-Encoding" in ", ".join(answer.all("Vary")), path


@pytest.mark.parametrize("mount", ["host"])
def test_another_host_of_the_site_is_let_in_and_no_other(house):
    house.site.publish(SEVERAL_HOSTS)
    port = house.stand.ground.https
    asked = {name: f"https://{name}:{port}" for name in ("site.example", "evil.example")}
    answers = {name: house.wire.ask("/consent", Origin=origin) for name, origin in asked.items()}
    assert answers["site.example"].one("Access-Control-Allow-Origin") == asked["site.example"]
    assert answers["site.example"].one("Access-Control-Allow-Credentials") == "true"
    assert answers["evil.example"].one("Access-Control-Allow-Origin") is None
    assert {"Origin" in ", ".join(one.all("Vary")) for one in answers.values()} == {True}


def test_a_browser_asks_for_every_file_once(house, page):
    page.goto(f"{house.mount}/preferences")
    assert len(house.line.passed) > len(STATIC)
    house.line.passed.clear()
    page.goto(f"{house.mount}/preferences?lang=fr")
    # The page's icon is asked for at a time of the browser's own, after all else.
    asked = [path for _, path in house.line.passed if "/static/icon." not in path]
    assert asked == [f"{house.mount}/preferences"]
    assert page.evaluate("() => document.styleSheets.length") == 1
    assert page.evaluate("() => typeof window.htmx") == "object"
