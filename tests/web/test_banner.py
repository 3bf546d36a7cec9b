"""The banner by itself: no visitor in it, the same bytes everywhere, kept by anyone's cache (DESIGN 7, B-12)."""

import pytest

from cookieprefs.store import versions
from tests.conftest import publish
from tests.sample import with_service
from tests.web.posts import post, records, soup

SHARED = "public, max-age=600, stale-while-revalidate=3600"

WHO = [
    {"Accept-Language": "fr"},
    {"Sec-GPC": "1"},
    {"HX-Request": "true"},
    {"Cookie": "cookieprefs=v=1&until=9999999999&yes=&no=hotjar.matomo.youtube"},
    {"User-Agent": "another", "X-Forwarded-For": "203.0.113.7", "Referer": "http://localhost/tea"},
]


def snapshots(app, number=1):
    with app.app_context():
        found = app.extensions["cookieprefs"].reading(
            lambda one: versions.snapshots_of(one, "test-shop", number, "")
        )
    return {(one.language, one.layer, one.layout): one for one in found}


def test_it_may_be_kept_by_anyone_and_sets_nothing(app):
    answer = app.test_client().get("/banner")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == SHARED
    assert not answer.vary
    assert not answer.headers.getlist("Set-Cookie")
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("headers", WHO, ids=lambda one: next(iter(one)))
def test_it_is_the_same_whoever_asks(app, headers):
    client = app.test_client(use_cookies=False)
    plain, other = client.get("/banner"), client.get("/banner", headers=headers)
    assert other.data == plain.data
    assert other.headers["ETag"] == plain.headers["ETag"]
    assert other.headers["Cache-Control"] == SHARED
    assert not other.vary


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_bytes_are_those_that_were_kept_at_publishing(app, language):
    answer = app.test_client().get(f"/banner?lang={language}")
    assert answer.text == snapshots(app)[language, "banner", "full"].html
    assert soup(answer).select_one("section")["lang"] == language


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_shows_those_very_bytes(app, language):
    client = app.test_client()
    page = client.get(f"/?lang={language}").data
    assert page.count(client.get(f"/banner?lang={language}").data) == 1


def test_a_decision_in_it_points_to_those_bytes(app):
    client = app.test_client()
    post(client, "/preferences", layer="banner", lang="fr", action="refuse_all")
    post(client, "/preferences", action="accept_all")
    kept = snapshots(app)
    assert [one.record.shown.snapshot for one in records(app)] == [
        kept["fr", "banner", "full"].sha256,
        kept["en", "preferences", "full"].sha256,
    ]


@pytest.mark.parametrize("query", ["?lang=de", "?lang=", "?lang=en&unknown=1", "?lang=en%00"])
def test_a_language_that_the_site_lacks_gives_its_default(app, query):
    client = app.test_client()
    assert client.get(f"/banner{query}", headers={"Accept-Language": "fr"}).data == client.get("/banner").data


@pytest.mark.parametrize("name", ["new-1", "new-2", "none", "", "full%00"])
def test_a_layout_that_the_version_lacks_is_not_found_and_not_kept(app, name):
    answer = app.test_client().get(f"/banner?layout={name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_there_is_one_for_each_later_beginning(app):
    publish(app, with_service("vimeo", "media"))
    client = app.test_client()
    new, full = client.get("/banner?layout=new-2"), client.get("/banner")
    assert new.headers["ETag"] != full.headers["ETag"]
    assert new.text == snapshots(app, 2)["en", "banner", "new-2"].html
    assert [soup(one).select_one("input[name=layout]")["value"] for one in (new, full)] == ["new-2", "full"]
    assert [soup(one).select_one("input[name=version]")["value"] for one in (new, full)] == ["2", "2"]


def test_a_browser_that_has_it_is_told_so_until_it_changes(app):
    client = app.test_client()
    tag = client.get("/banner").headers["ETag"]
    again = client.get("/banner", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == SHARED
    assert again.headers["ETag"] == tag
    publish(app, with_service("vimeo", "media"))
    assert client.get("/banner", headers={"If-None-Match": tag}).status_code == 200


def test_no_trace_of_a_visitor_is_in_it(app):
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    fields = {one["name"] for one in soup(client.get("/banner")).select("[name]")}
    assert fields == {"version", "lang", "layer", "layout", "action"}
    assert not soup(client.get("/banner")).select("[data-cookieprefs-state], [checked], [data-hx-post], script")
