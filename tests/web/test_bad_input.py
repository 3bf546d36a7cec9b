"""Whatever is posted: a sentence, the state as it is stored, nothing recorded, and never a 500 (DESIGN 7)."""

from io import BytesIO

import pytest

from cookieprefs.web.limits import YesLimit
from tests.web.posts import HTMX, URLENCODED, choices, post, post_body, records, soup

BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
GOOD = b"version=1&lang=en&layer=preferences&layout=full&action=accept_all"

GARBAGE = {
    "nothing at all": dict.fromkeys(("version", "lang", "layer", "layout")),
    "no version": {"version": None},
    "a version that was never published": {"version": "99"},
    "a version below all": {"version": "0"},
    "a version of many digits": {"version": "9" * 6000},
    "a version in words": {"version": "one"},
    "a broken version": {"version": "1.5"},
    "no language": {"lang": None},
    "a language the site does not have": {"lang": "de"},
    "a language that is a path": {"lang": "../../etc/passwd"},
    "a language with a nul byte": {"lang": "en\0"},
    "an endless language": {"lang": "e" * 9000},
    "no layer": {"layer": None},
    "a layer that is none": {"layer": "popup"},
    "a layer never shown in this layout": {"layer": "banner", "layout": "new-2"},
    "no layout": {"layout": None},
    "a layout that is none": {"layout": "new-0"},
    "a layout with a nul byte": {"layout": "full\0"},
    "a layout of a later version": {"layout": "new-7"},
    "no action": {"action": None},
    "an action that is none": {"action": "accept_everything"},
    "a switch's act as an action": {"action": "service_switch"},
    "a nul byte in the action": {"action": "accept_all\0"},
    "a once too short to be one": {"once": "a"},
    "a once of strange signs": {"once": "ä" * 20},
    "an endless once": {"once": "a" * 9000},
    "a once with a line end": {"once": "a" * 20 + "\n"},
    "a negative sequence": {"seq": "-1"},
    "a sequence in words": {"seq": "now"},
    "an endless next": {"next": "/" + "a" * 3000},
    "an unknown service ticked": {"action": "save", "services": ["matomo", "unknown"]},
    "a necessary service ticked": {"action": "save", "services": ["cookieprefs"]},
    "a service with a nul byte": {"action": "save", "services": ["matomo\0"]},
}


@BOTH
@pytest.mark.parametrize("fields", GARBAGE.values(), ids=GARBAGE.keys())
def test_a_form_of_garbage_changes_nothing_and_says_so(app, fields, headers):
    answer = post(app.test_client(), "/preferences", headers, **{"action": "accept_all", **fields})
    assert_refused(app, answer, 422)
    page = soup(answer)
    assert page.select_one("[role=alert], #cookieprefs-alert").get_text(strip=True)
    assert {one["data-cookieprefs-state"] for one in page.select("[id^=cookieprefs-state-]")} <= {
        "undecided",
        "always",
    }
    assert page.select_one("#cookieprefs-state-matomo")


BODIES = {
    "json": (b'{"version": 1, "action": "accept_all"}', "application/json"),
    "plain text": (GOOD, "text/plain"),
    "no content type": (GOOD, ""),
    "a part without a boundary": (GOOD, "multipart/form-data"),
    "parts that never end": (
        b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n1',
        "multipart/form-data; boundary=x",
    ),
    "bytes that are no utf-8": (GOOD.replace(b"en", b"%ff%fe"), URLENCODED),
    "raw bytes that are no utf-8": (GOOD.replace(b"en", b"\xff\xfe"), URLENCODED),
    "an empty body": (b"", URLENCODED),
    "ampersands": (b"&" * 3000, URLENCODED),
}


@BOTH
@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_form_of_ours_changes_nothing(app, body, kind, headers):
    assert_refused(app, post_body(app.test_client(), "/preferences", body, headers, kind), 422)


@pytest.mark.parametrize("granted", ["maybe", "YES", "1", "yes\0"])
def test_a_switch_is_turned_by_yes_or_no_and_nothing_else(app, granted):
    for path in ("/preferences/services/matomo", "/preferences/purposes/audience"):
        assert_refused(app, post(app.test_client(), path, granted=granted), 422)


@BOTH
@pytest.mark.parametrize("key", ["unknown", "cookieprefs", "audience", "MATOMO", "matomo%00", "%ff", "a" * 3000])
def test_an_unknown_service_is_not_found(app, key, headers):
    answer = post(app.test_client(), f"/preferences/services/{key}", headers, granted="yes")
    assert_refused(app, answer, 404)
    assert soup(answer).select_one("[role=alert], #cookieprefs-failure").get_text(strip=True)


@pytest.mark.parametrize("key", ["unknown", "necessary", "matomo"])
def test_an_unknown_purpose_and_one_without_a_switch_are_not_found(app, key):
    assert_refused(app, post(app.test_client(), f"/preferences/purposes/{key}", granted="yes"), 404)


@BOTH
@pytest.mark.parametrize("path", ["/preferences", "/preferences/services/matomo", "/forget"])
def test_two_megabytes_are_too_large(app, path, headers):
    body = GOOD + b"&next=" + b"a" * 2_000_000
    answer = post_body(app.test_client(), path, body, headers)
    assert_refused(app, answer, 413)
    assert soup(answer).select_one("[role=alert], #cookieprefs-failure").get_text(strip=True)


@pytest.mark.parametrize(
    ("path", "site", "status"), [("/forget", "cross-site", 403), ("/nothing", "", 404), ("/", "", 405)]
)
def test_a_large_body_from_elsewhere_or_to_nowhere_is_refused_unread(app, path, site, status):
    body = BytesIO(GOOD + b"&lang=fr" + b"a" * 2_000_000)
    headers = {"Sec-Fetch-Site": site, "Content-Length": "2000000"}
    answer = app.test_client().post(path, input_stream=body, content_type=URLENCODED, headers=headers)
    assert_refused(app, answer, status)
    assert body.tell() == 0


FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"},
    "another site that claims our origin": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    "another subdomain": {"Sec-Fetch-Site": "same-site"},
    "the address bar": {"Sec-Fetch-Site": "none"},
    "another origin": {"Origin": "https://evil.test"},
    "another port": {"Origin": "http://localhost:81"},
    "another scheme": {"Origin": "https://localhost"},
    "null without a word of where": {"Origin": "null"},
    "no word at all": {},
}
OURS = {
    "our page": {"Sec-Fetch-Site": "same-origin"},
    "our page that hides its address": {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    "our page on plain http": {"Origin": "http://localhost"},
}


def send(app, path, headers):
    return app.test_client().post(path, data=GOOD + b"&granted=yes", content_type=URLENCODED, headers=headers)


@BOTH
@pytest.mark.parametrize("where", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_post_from_elsewhere_is_refused(app, where, headers):
    for path in ("/preferences", "/preferences/services/matomo", "/preferences/purposes/audience", "/forget"):
        answer = send(app, path, {**where, **headers})
        assert_refused(app, answer, 403)
        assert soup(answer).select_one("[role=alert], #cookieprefs-failure").get_text(strip=True)


@pytest.mark.parametrize("where", OURS.values(), ids=OURS.keys())
def test_a_post_from_our_own_page_is_taken(app, where):
    assert send(app, "/preferences", where).status_code == 303
    assert len(records(app)) == 1


@BOTH
def test_a_flood_of_yeses_is_held_up_and_a_no_is_not(app, headers):
    app.extensions["cookieprefs_yes_limit"] = YesLimit(
        app.extensions["cookieprefs"].settings, "a key", per_minute=2
    )
    client = app.test_client()
    taken = [post(client, "/preferences", headers, action="accept_all").status_code for _ in range(4)]
    assert taken == [200 if headers else 303] * 2 + [429] * 2
    held = post(client, "/preferences/services/matomo", headers, granted="yes")
    assert held.status_code == 429
    assert 1 <= int(held.headers["Retry-After"]) <= 61
    assert not held.headers.getlist("Set-Cookie")
    assert soup(held).select_one("[role=alert], #cookieprefs-failure").get_text(strip=True)
    assert post(client, "/preferences", headers, action="withdraw_all").status_code == (200 if headers else 303)
    assert set(choices(app).values()) == {"withdrawn"}


def test_of_a_form_in_a_flood_the_noes_are_taken_and_the_yeses_come_back_unsaved(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    limit = YesLimit(visitor.app.extensions["cookieprefs"].settings, "a key", per_minute=0)
    visitor.app.extensions["cookieprefs_yes_limit"] = limit
    visitor.open("/preferences")
    visitor.press("Withdraw all", within="#cookieprefs-panel")
    visitor.open("/preferences")
    visitor.press("Save choices", tick=["matomo"], status=200 if visitor.has_htmx else 409)
    assert choices(visitor.app)["matomo"] == "withdrawn"
    assert visitor.state("matomo") == "off"
    assert visitor.page.select_one("#cookieprefs-switch-matomo").has_attr("checked")


def test_garbage_over_a_decision_shows_the_decision_and_not_what_was_posted(visitor):
    visitor.open("/preferences")
    visitor.press("Save choices", tick=["matomo"])
    visitor.open("/preferences")
    visitor.page.select_one("#cookieprefs-panel input[name=layout]")["value"] = "none"
    visitor.press("Save choices", tick=["youtube"], untick=["matomo"], status=422)
    assert (visitor.state("matomo"), visitor.state("youtube")) == ("on", "off")
    assert len(records(visitor.app)) == 1
    if not visitor.has_htmx:  # with it, panel.js puts the switches back
        assert [one["value"] for one in visitor.page.select("[name=services][checked]")] == ["matomo"]


def test_a_switch_posted_with_a_spoilt_form_leaves_the_panel_whole(visitor):
    visitor.open("/preferences")
    for one in visitor.page.select("input[name=version]"):
        one["value"] = "99"
    visitor.turn("matomo", on=True, status=422)
    assert visitor.state("matomo") == "undecided"
    assert len(visitor.page.select("#cookieprefs-summary")) == 1
    assert visitor.page.select_one("[role=alert]").get_text(strip=True)


@pytest.mark.parametrize("decided", [False, True])
def test_a_banner_posted_with_a_spoilt_form_comes_back_to_its_place(app, decided):
    client = app.test_client()
    if decided:
        post(client, "/preferences", action="accept_all")
    answer = post(client, "/preferences", HTMX, layer="banner", version="99", action="accept_all")
    assert answer.status_code == 422
    (target,) = soup(answer).select("body > :not([data-hx-swap-oob])")
    assert target["id"] == "cookieprefs-banner"
    assert target.select_one("button[value=refuse_all]")


def assert_refused(app, answer, status):
    assert answer.status_code == status, answer.status_code
    assert answer.mimetype == "text/html"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.headers.getlist("Set-Cookie")
    assert records(app) == []


@pytest.mark.parametrize("host", [".", "shop..test"])
@pytest.mark.parametrize("path", ["/", "/nothing-here"])
def test_a_host_that_is_none_is_refused_in_plain_words(app, host, path):
    answer = app.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
