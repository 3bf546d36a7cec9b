"""The way out of sale and sharing: a page with one button, and a file that says GPC is honoured (G-05, G-08)."""

from datetime import timedelta

import pytest

from tests import sample
from tests.conftest import publish
from tests.visitor import Visitor
from tests.web.posts import post, records, soup
from tests.web.test_banner import SHARED
from tests.web.test_failing import Ledger, gone

BUTTON = "Do not sell or share my data"
PATH = "/do-not-sell"
WITHOUT_SALE = sample.without_service("youtube")
OPT_OUT = {"action": "do_not_sell", "layer": "do_not_sell"}


def last(app):
    return records(app)[-1].record


def choices(app):
    return {key: one.choice.value for key, one in last(app).answers.items()}


def state_of(page, key):
    return page.select_one(f"[data-cookieprefs-service={key}]")["data-cookieprefs-state"]


def test_one_button_refuses_what_is_sold_and_answers_nothing_else(visitor):
    page = visitor.open(PATH)
    assert [one["data-cookieprefs-service"] for one in page.select("[data-cookieprefs-service]")] == ["youtube"]
    visitor.press(BUTTON)
    record = last(visitor.app)
    assert (record.how.value, record.shown.layer.value, record.shown.layout) == ("do_not_sell",) * 2 + ("full",)
    assert choices(visitor.app) == {"youtube": "refused"}
    assert visitor.open("/").select_one("#cookieprefs-banner") is not None


def test_it_comes_back_to_the_page_with_the_receipt_of_a_record_without_id(visitor):
    visitor.open(PATH)
    visitor.press(BUTTON)
    assert visitor.path.startswith(f"{PATH}?")
    assert last(visitor.app).receipt_id in visitor.page.select_one("#cookieprefs-summary").get_text()
    assert visitor.cookie("cookieprefs_id") is None


def test_a_yes_to_what_is_sold_is_withdrawn_and_every_other_answer_stays(app):
    visitor = Visitor(app, has_htmx=False)
    post(visitor.client, "/preferences", action="accept_all")
    assert state_of(visitor.open(PATH), "youtube") == "on"
    visitor.press(BUTTON)
    assert choices(app) == {"matomo": "given", "hotjar": "given", "youtube": "withdrawn"}
    assert state_of(visitor.open(PATH), "youtube") == "off"


@pytest.mark.parametrize(("before", "days"), [(None, 365), ("refuse_all", 365), ("accept_all", 181)])
def test_nobody_is_asked_again_within_a_year_unless_a_yes_of_theirs_ends(app, clock, before, days):
    """G-08."""
    client = app.test_client()
    if before:
        post(client, "/preferences", action=before)
    post(client, "/preferences", **OPT_OUT)
    assert last(app).until - clock() == timedelta(days=days)


def test_what_is_sold_only_where_a_law_says_so_is_refused_too(app):
    publish(app, sample.SITE.replace("  - use: hotjar\n", "  - use: hotjar\n    regimes: {US: opt_out_sale}\n"))
    post(app.test_client(), "/preferences", version=2, **OPT_OUT)
    assert choices(app) == {"hotjar": "refused", "youtube": "refused"}


def test_an_old_page_refuses_what_is_sold_since_as_well(app):
    client = app.test_client()
    publish(app, sample.with_service("google-ads", "media"))
    post(client, "/preferences", action="accept_all", version=2)
    post(client, "/preferences", **OPT_OUT)
    assert {key for key, choice in choices(app).items() if choice != "given"} == {"youtube", "google-ads"}


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "do_not_sell", "layer": "banner"},
        {"action": "do_not_sell"},
        {"action": "accept_all", "layer": "do_not_sell"},
        {"action": "save", "services": "youtube", "layer": "do_not_sell"},
        {**OPT_OUT, "layout": "new-2"},
    ],
)
def test_the_page_offers_this_act_alone_and_no_other_page_offers_it(app, fields):
    assert post(app.test_client(), "/preferences", **fields).status_code == 422
    assert records(app) == []


def test_where_nothing_is_sold_the_page_says_so_and_the_foot_has_no_link(app):
    client = app.test_client()
    assert soup(client.get("/")).select_one(f".cookieprefs-foot a[href^='{PATH}']") is not None
    publish(app, WITHOUT_SALE)
    assert soup(client.get("/")).select_one(f".cookieprefs-foot a[href^='{PATH}']") is None
    page = soup(client.get(PATH))
    assert page.select("main form") == []
    assert "nothing to forbid" in page.select_one("main").get_text()
    assert post(client, "/preferences", version=2, **OPT_OUT).status_code == 422


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_form_is_the_very_bytes_that_were_kept(app, language):
    """R-02."""
    runtime = app.extensions["cookieprefs"]
    answer = app.test_client().get(f"{PATH}?lang={language}")
    with app.test_request_context():
        kept = runtime.layers(runtime.version(), "")[language, "do_not_sell", "full"]
    assert kept in answer.text


def test_the_page_can_be_read_while_the_ledger_is_down_and_the_no_holds_unrecorded(app):
    ledger = Ledger(app)
    app.test_client().get("/healthz")
    with app.app_context():
        app.extensions["cookieprefs"].version()
    client = app.test_client()
    ledger.fails(gone)
    try:
        assert soup(client.get(PATH)).select_one("[name=action][value=do_not_sell]")
        assert post(client, "/preferences", **OPT_OUT).status_code == 503
        assert "no=youtube" in client.get_cookie("cookieprefs").value
    finally:
        ledger.recovers()


def test_the_well_known_file_is_the_same_for_everybody_and_has_the_day_of_the_last_version(app, clock):
    client = app.test_client()
    first = client.get("/.well-known/gpc.json", headers={"Sec-GPC": "1"})
    assert first.json == {"gpc": True, "lastUpdate": "2026-11-23"}
    assert first.mimetype == "application/json"
    assert first.headers["Cache-Control"] == SHARED
    assert "Vary" not in first.headers
    again = client.get("/.well-known/gpc.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    clock.pass_(days=3)
    publish(app, WITHOUT_SALE)
    assert client.get("/.well-known/gpc.json").json["lastUpdate"] == "2026-11-26"
