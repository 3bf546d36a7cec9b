"""A browser's signals on the server's own pages: obeyed, shown as obeyed, and no decision by themselves."""

import pytest

from tests import sample
from tests.conftest import publish
from tests.visitor import Visitor
from tests.web.posts import post, records, soup

GPC = {"Sec-GPC": "1"}
DNT = {"DNT": "1"}
HEEDED = sample.SITE.replace("purposes:\n", "consent: {do_not_track: true}\npurposes:\n", 1)
WITHOUT_SALE = sample.without_service("youtube")


def a_page(app, path="/", **headers):
    return soup(app.test_client().get(path, headers=headers))


def honoured(page):
    return [one["data-cookieprefs-honoured"] for one in page.select("[data-cookieprefs-honoured]")]


def states(page):
    found = page.select("#cookieprefs-panel .cookieprefs-state")
    return {one["id"].removeprefix("cookieprefs-state-"): one["data-cookieprefs-state"] for one in found}


@pytest.mark.parametrize(
    ("sent", "counts"),
    [("1", True), (" 1 ", True), ("0", False), ("true", False), ("1, 1", False), ("11", False), ("", False)],
)
def test_gpc_is_exactly_1_or_nothing(app, sent, counts):
    """G-01."""
    page = a_page(app, "/preferences", **{"Sec-GPC": sent})
    assert honoured(page) == (["gpc"] if counts else [])
    assert states(page)["youtube"] == ("off" if counts else "undecided")
    assert states(page)["matomo"] == "undecided"


@pytest.mark.parametrize("path", ["/", "/preferences", "/receipt", "/do-not-sell"])
def test_each_personal_page_shows_that_gpc_is_honoured_and_keeps_it_from_caches(app, path):
    """G-04, G-07."""
    response = app.test_client().get(path, headers=GPC)
    line = soup(response).select_one("[data-cookieprefs-honoured=gpc]").get_text(" ", strip=True)
    assert "Opt-out request honoured." in line
    assert "We honour it: YouTube stays off." in line
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.headers.getlist("Set-Cookie")
    assert records(app) == []


def test_without_gpc_or_anything_that_is_sold_no_such_thing_is_said(app):
    assert honoured(a_page(app)) == []
    publish(app, WITHOUT_SALE)
    assert honoured(a_page(app, **GPC)) == []


def test_the_banner_still_asks_about_all_that_gpc_does_not_answer(app):
    assert a_page(app, **GPC).select_one("#cookieprefs-banner") is not None


def test_where_gpc_has_answered_everything_there_is_no_banner(app):
    publish(app, sample.without_service("hotjar", sample.without_service("matomo")))
    assert a_page(app).select_one("#cookieprefs-banner") is not None
    assert a_page(app, **GPC).select_one("#cookieprefs-banner") is None


def test_a_new_service_that_gpc_has_answered_asks_nobody_again(app):
    """The banner that asks about another new one stays a narrow one."""
    client = app.test_client()
    post(client, "/preferences", GPC, action="refuse_all")
    publish(app, sample.with_service("google-ads", "media"))
    assert soup(client.get("/", headers=GPC)).select_one("#cookieprefs-banner") is None
    publish(app, sample.with_service("vimeo", "media", sample.with_service("google-ads", "media")))
    layout = soup(client.get("/", headers=GPC)).select_one("#cookieprefs-banner [name=layout]")["value"]
    assert layout == "new-3"


@pytest.mark.parametrize(
    ("path", "fields", "answer"),
    [
        ("/preferences", {"action": "accept_all"}, "refused"),
        ("/preferences/purposes/media", {"granted": "yes"}, "refused"),
        ("/preferences", {"action": "save", "services": ["matomo", "youtube"]}, "given"),
        ("/preferences/services/youtube", {"granted": "yes"}, "given"),
    ],
)
def test_only_its_own_switch_grants_what_gpc_says_no_to_and_the_record_tells_of_the_signal(
    app, path, fields, answer
):
    """G-03, G-06."""
    post(app.test_client(), path, GPC, **fields)
    (kept,) = records(app)
    assert kept.record.signals == {"gpc": True}
    assert kept.record.answers["youtube"].choice == answer


def test_a_switch_that_the_visitor_turns_goes_before_the_signal_and_the_page_says_so(app):
    client = app.test_client()
    post(client, "/preferences/services/youtube", GPC, granted="yes")
    page = soup(client.get("/preferences", headers=GPC))
    assert states(page)["youtube"] == "on"
    assert honoured(page) == []
    assert "You switched YouTube on yourself" in page.select_one("#cookieprefs-summary").get_text()


def test_accepting_all_leaves_a_switch_as_the_visitor_turned_it(app):
    client = app.test_client()
    post(client, "/preferences/services/youtube", GPC, granted="yes")
    post(client, "/preferences", GPC, action="accept_all")
    assert records(app)[-1].record.answers["youtube"].choice == "given"


def test_the_state_as_json_is_the_state_under_the_signal(app):
    found = app.test_client().get("/consent", headers=GPC).json
    assert found["services"] == {"matomo": None, "hotjar": None, "youtube": False}
    assert found["ask"] == ["matomo", "hotjar"]


@pytest.mark.parametrize("sent", ["1", "0"])
def test_dnt_is_nothing_unless_the_site_heeds_it(app, sent):
    page = a_page(app, "/preferences", DNT=sent)
    assert honoured(page) == []
    post(app.test_client(), "/preferences", {"DNT": sent}, action="accept_all")
    assert records(app)[0].record.signals == {"gpc": False}


def test_dnt_that_is_heeded_is_a_no_to_all_that_is_optional(app):
    """G-10."""
    publish(app, HEEDED)
    page = a_page(app, "/preferences", **DNT)
    assert honoured(page) == ["dnt"]
    assert {key: state for key, state in states(page).items() if state != "off"} == {"cookieprefs": "always"}
    assert a_page(app, **DNT).select_one("#cookieprefs-banner") is None
    assert a_page(app, DNT="0").select_one("#cookieprefs-banner") is not None


def test_a_record_names_dnt_where_it_is_heeded(app):
    publish(app, HEEDED)
    post(app.test_client(), "/preferences/services/matomo", DNT, version=2, granted="yes")
    (kept,) = records(app)
    assert kept.record.signals == {"gpc": False, "dnt": True}
    assert kept.record.answers["matomo"].choice == "given"


@pytest.mark.parametrize("has_htmx", [False, True])
def test_after_erasing_their_records_the_signal_is_still_honoured(app, has_htmx):
    visitor = Visitor(app, has_htmx=has_htmx)
    post(visitor.client, "/preferences/services/youtube", GPC, granted="yes")
    headers = {**GPC, "HX-Request": "true"} if has_htmx else GPC
    answer = post(visitor.client, "/forget", headers)
    page = soup(answer) if has_htmx else soup(visitor.client.get(answer.location, headers=GPC))
    assert honoured(page) == ["gpc"]
