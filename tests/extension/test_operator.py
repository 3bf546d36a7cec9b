"""The operator's one page inside a host app: what is published and what the files would change."""

from __future__ import annotations

import pytest
from flask import abort, redirect, request
from werkzeug.exceptions import Unauthorized

from tests.visitor import Visitor
from tests.web.posts import post, soup

PAGE = "/cookies/operator/"


@pytest.fixture
def operated(make_host):
    """A host whose operator is whoever says so."""
    return make_host(auth=lambda: request.headers.get("X-Operator") == "yes")


@pytest.fixture
def overview(operated):
    """The page as the operator gets it."""
    return lambda path=PAGE: soup(operated.app.test_client().get(path, headers={"X-Operator": "yes"}))


def test_without_auth_there_is_no_such_page(host):
    assert host.app.test_client().get(PAGE).status_code == 404
    assert not [one for one in host.app.url_map.iter_rules() if "operator" in one.endpoint]


def test_for_anybody_else_it_is_forbidden(operated):
    answer = operated.app.test_client().get(PAGE)
    assert answer.status_code == 403
    assert soup(answer).select_one("[role=alert]").get_text(strip=True) == (
        "This page is for the operator of the site alone."
    )
    assert "Version" not in answer.text


@pytest.mark.parametrize("found", [False, None, 0, "", "yes", 1, ("no", 401), object], ids=str)
def test_nothing_but_true_opens_it(make_host, found):
    host = make_host(auth=lambda: found)
    assert host.app.test_client().get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("auth", "status"),
    [
        (lambda: abort(401), 401),
        (lambda: abort(404), 404),
        (lambda: abort(redirect("/login")), 302),
        (lambda: redirect("/login"), 302),
    ],
    ids=["401", "404", "redirect raised", "redirect returned"],
)
def test_what_auth_answers_by_itself_goes_its_way(make_host, auth, status):
    answer = make_host(auth=auth).app.test_client().get(PAGE)
    assert answer.status_code == status
    assert status != 302 or answer.location == "/login"


def test_a_login_that_wants_a_password_may_say_so(make_host):
    from werkzeug.datastructures import WWWAuthenticate

    def auth():
        raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "shop"}))

    answer = make_host(auth=auth).app.test_client().get(PAGE)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Basic realm=shop")


def test_an_auth_that_breaks_opens_nothing(make_host):
    host = make_host(auth=lambda: 1 / 0, config={"PROPAGATE_EXCEPTIONS": False})
    assert host.app.test_client().get(PAGE).status_code == 500


def test_it_is_kept_by_nobody_and_found_by_no_search(operated):
    answer = operated.app.test_client().get(PAGE, headers={"X-Operator": "yes"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_nothing_links_to_it(operated):
    visitor = Visitor(operated.app, has_htmx=False)
    for path in ("/cookies/", "/cookies/preferences", "/cookies/receipt"):
        assert not visitor.open(path).select("[href*=operator]")


def test_it_says_what_is_published_and_that_nothing_is_to_be_done(overview):
    text = overview().select_one("#cookieprefs-published").get_text(" ", strip=True)
    assert "Version 1, published 23 November 2026, 12:00:00 UTC: consent revision 1, text revision 1." in text
    assert "Matomo" in text
    assert overview().select_one("#cookieprefs-unchanged")


def test_it_is_a_good_page_in_both_languages(operated):
    client = operated.app.test_client()
    for lang, heading in (("en", "For the operator"), ("fr", "Pour l’exploitant")):
        found = soup(client.get(f"{PAGE}?lang={lang}", headers={"X-Operator": "yes"}))
        assert found.h1.get_text() == heading
        assert found.html["lang"] == lang


def test_it_counts_the_records_and_says_when_the_last_decision_was_made(operated, overview, clock):
    assert overview().select_one("#cookieprefs-ledger p").get_text(strip=True) == "0 consent records."
    clock.pass_(hours=1)
    post(operated.app.test_client(), "/cookies/preferences", layer="banner", action="accept_all")
    assert overview().select_one("#cookieprefs-ledger p").get_text(" ", strip=True) == (
        "1 consent record. The last decision was made 23 November 2026, 13:00:00 UTC."
    )


def test_it_says_what_publishing_would_change_and_whom_it_asks(overview, folder):
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written + "  - use: vimeo\n    purpose: media\n", "utf-8")
    text = overview().select_one("#cookieprefs-changes").get_text(" ", strip=True)
    assert "Vimeo is new." in text
    assert "Visitors would be asked about Vimeo." in text


def test_a_change_that_asks_nobody_is_told_as_such(overview, folder):
    written = (folder / "policy.en.md").read_text("utf-8")
    (folder / "policy.en.md").write_text(written.replace("Small texts", "Little texts"), "utf-8")
    text = overview().select_one("#cookieprefs-changes").get_text(" ", strip=True)
    assert "The text of the policy changed." in text
    assert "Nobody would be asked again." in text


def test_errors_in_the_files_are_told_in_the_words_of_check(overview, folder):
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written.replace("purpose: media", "purpose: medium"), "utf-8")
    found = overview().select_one("#cookieprefs-errors")
    assert "error keeps them from being published" in found.h3.get_text()
    assert "site.yaml:" in found.li.get_text()
    assert not overview().select("#cookieprefs-changes")


def test_it_changes_nothing(overview, operated, folder):
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written + "  - use: vimeo\n    purpose: media\n", "utf-8")
    overview()
    with operated.app.app_context():
        assert operated.runtime.version().number == 1


def test_before_anything_is_published_it_says_so(make_host):
    from cookieprefs import schema
    from cookieprefs.store.borrowed import borrow

    host = make_host(prepared=False, auth=lambda: True)
    with host.app.app_context():
        schema.upgrade(borrow(host.db.engine))
    found = soup(host.app.test_client().get(PAGE))
    assert "no cookie policy here yet" in found.select_one("#cookieprefs-published").get_text()
    assert "This is the first version." in found.select_one("#cookieprefs-changes").get_text()
