"""Where a plain browser goes after a post: back to where it was, and never to another site (B-15)."""

import pytest

from tests.web.posts import post, records, soup

PREFERENCES = "/preferences?lang=en"

ELSEWHERE = [
    "https://evil.test/",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\\/evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    " //evil.test",
    "\x00//evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "?next=//evil.test",
    "http:/evil.test",
    "/ok\r\nSet-Cookie: a=b",
    "",
]
HERE = [
    ("/", "/"),
    ("/preferences", "/preferences"),
    ("/?lang=fr", "/?lang=fr"),
    ("/versions/1", "/versions/1"),
    ("/products/tea?size=2&empty=#reviews", "/products/tea?size=2&empty=#reviews"),
    ("/été", "/%C3%A9t%C3%A9"),
    ("/a//evil.test", "/a//evil.test"),
    ("/@evil.test", "/@evil.test"),
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_form_sends_a_visitor_elsewhere(app, wanted):
    answer = post(app.test_client(), "/preferences", action="accept_all", next=wanted)
    assert (answer.status_code, answer.location) == (303, PREFERENCES)
    assert len(answer.headers.getlist("Set-Cookie")) == 2


@pytest.mark.parametrize(("wanted", "place"), HERE)
def test_a_form_sends_a_visitor_to_any_page_of_this_origin(app, wanted, place):
    answer = post(app.test_client(), "/preferences", action="accept_all", next=wanted)
    assert (answer.status_code, answer.location) == (303, place)


REFERRERS = [
    ("http://localhost/", "/"),
    ("http://localhost/?lang=fr", "/?lang=fr"),
    ("http://localhost/tea?size=2&empty=", "/tea?size=2&empty="),
    ("http://localhost/versions/1", "/versions/1"),
    ("http://localhost//evil.test", PREFERENCES),
    ("http://localhost/\\evil.test", PREFERENCES),
    ("http://localhost:81/", PREFERENCES),
    ("http://localhost@evil.test/", PREFERENCES),
    ("http://localhost.evil.test/", PREFERENCES),
    ("https://evil.test/", PREFERENCES),
    ("http://[", PREFERENCES),
    ("about:blank", PREFERENCES),
    ("", PREFERENCES),
    ("http://localhost/preferences/services/matomo", PREFERENCES),
    ("http://localhost/preferences/purposes/audience", PREFERENCES),
    ("http://localhost/forget", PREFERENCES),
]


@pytest.mark.parametrize(("referrer", "place"), REFERRERS)
def test_without_a_form_s_word_a_visitor_returns_to_the_page_that_posted(app, referrer, place):
    answer = post(app.test_client(), "/preferences", {"Referer": referrer}, action="accept_all")
    assert (answer.status_code, answer.location) == (303, place)


def test_the_form_s_word_goes_before_the_page_that_posted(app):
    answer = post(
        app.test_client(), "/preferences", {"Referer": "http://localhost/receipt"}, action="save", next="/"
    )
    assert answer.location.startswith("/?noted=")


TELLING = {
    "/": "/?noted=",
    "/?lang=fr": "/?lang=fr&noted=",
    "/receipt": "/receipt?noted=",
    "/preferences#cookieprefs-panel": "/preferences?noted=",
    "/versions/1": "/preferences?lang=en&noted=",
    "/?noted=another-receipt-of-an-earlier-post": "/?noted=",
}


@pytest.mark.parametrize(("wanted", "place"), TELLING.items())
def test_a_refusal_without_an_id_goes_to_a_page_that_tells_its_receipt(app, wanted, place):
    client = app.test_client()
    answer = post(client, "/preferences", action="refuse_all", next=wanted)
    (kept,) = records(app)
    assert answer.location.startswith(place + kept.record.receipt_id)
    summary = soup(client.get(answer.location)).select_one("#cookieprefs-summary")
    assert kept.record.receipt_id in summary.get_text()


def test_the_receipt_of_a_refusal_goes_to_no_page_of_the_site(make_app):
    client = make_app(public_url="https://shop.test/cookies/").test_client()
    assert post(client, "/preferences", action="refuse_all", next="/tea?size=2").location == "/tea?size=2"


def test_a_number_told_once_is_not_carried_on(visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    (first,) = records(visitor.app)
    assert first.record.receipt_id in visitor.page.select_one("#cookieprefs-summary").get_text()
    visitor.press("Accept all", within="#cookieprefs-panel")
    assert first.record.receipt_id not in visitor.page.select_one("#cookieprefs-summary").get_text()
    assert "noted" not in visitor.path


def test_the_language_links_of_an_answer_to_a_post_lead_to_a_page(app):
    client = app.test_client()
    page = soup(post(client, "/preferences/services/matomo", version="99"))
    links = [one["href"] for one in page.select("a[hreflang]")]
    assert len(links) == 2
    assert all(client.get(link).status_code == 200 for link in links)
