"""Every way to decide, and what is answered to it: a page to go to, or the pieces that changed (DESIGN 5, 7)."""

import pytest

from cookieprefs.core.consent import How
from tests.htmx import OOB
from tests.web.posts import HTMX, choices, post, records, soup

BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
EVERY = {"hotjar", "matomo", "youtube"}

ACTS = {
    "accept all": ({"action": "accept_all"}, How.ACCEPT_ALL, EVERY),
    "refuse all": ({"action": "refuse_all"}, How.REFUSE_ALL, set()),
    "withdraw all": ({"action": "withdraw_all"}, How.WITHDRAW_ALL, set()),
    "save one": ({"action": "save", "services": "matomo"}, How.SAVE, {"matomo"}),
    "save two": ({"action": "save", "services": ["matomo", "youtube"]}, How.SAVE, {"matomo", "youtube"}),
    "save none": ({"action": "save"}, How.SAVE, set()),
    "save one twice": ({"action": "save", "services": ["matomo", "matomo"]}, How.SAVE, {"matomo"}),
    "what is ticked under refuse all": ({"action": "refuse_all", "services": "matomo"}, How.REFUSE_ALL, set()),
}
SWITCHES = {
    "a service on": ("services/matomo", {"granted": "yes"}, How.SERVICE_SWITCH, {"matomo"}),
    "a service off by no word": ("services/matomo", {}, How.SERVICE_SWITCH, set()),
    "a service off by no": ("services/matomo", {"granted": "no"}, How.SERVICE_SWITCH, set()),
    "a service off though ticked": (
        "services/matomo",
        {"granted": "no", "services": "matomo"},
        How.SERVICE_SWITCH,
        set(),
    ),
    "a service on by its tick": (
        "services/matomo",
        {"services": ["matomo", "youtube"]},
        How.SERVICE_SWITCH,
        {"matomo"},
    ),
    "a purpose on": ("purposes/audience", {"granted": "yes"}, How.PURPOSE_SWITCH, {"matomo", "hotjar"}),
    "a purpose off by no word": ("purposes/audience", {}, How.PURPOSE_SWITCH, set()),
    "a purpose on by its tick": (
        "purposes/audience",
        {"purposes": "audience"},
        How.PURPOSE_SWITCH,
        {"matomo", "hotjar"},
    ),
    "a purpose off though its services are ticked": (
        "purposes/audience",
        {"services": ["matomo", "hotjar"]},
        How.PURPOSE_SWITCH,
        set(),
    ),
}


@BOTH
@pytest.mark.parametrize(("fields", "how", "on"), ACTS.values(), ids=ACTS.keys())
def test_a_button_answers_for_every_service(app, headers, fields, how, on):
    post(app.test_client(), "/preferences", headers, **fields)
    (kept,) = records(app)
    assert kept.record.how is how
    assert choices(app) == {key: "given" if key in on else "refused" for key in EVERY}


@BOTH
@pytest.mark.parametrize(("path", "fields", "how", "on"), SWITCHES.values(), ids=SWITCHES.keys())
def test_a_switch_answers_for_its_own_and_leaves_the_rest_off(app, headers, path, fields, how, on):
    post(app.test_client(), f"/preferences/{path}", headers, **fields)
    (kept,) = records(app)
    assert kept.record.how is how
    assert choices(app) == {key: "given" if key in on else "refused" for key in EVERY}


def test_a_yes_that_ends_is_withdrawn_and_what_never_was_is_refused(visitor):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    visitor.turn("youtube", on=True)
    visitor.turn("matomo", on=False)
    assert choices(visitor.app) == {"hotjar": "refused", "matomo": "withdrawn", "youtube": "given"}
    assert [one.record.seq for one in records(visitor.app)] == [1, 2, 3]
    assert len({one.record.subject for one in records(visitor.app)}) == 1


@pytest.mark.parametrize(
    "path", ["/preferences", "/preferences/services/matomo", "/preferences/purposes/audience"]
)
def test_a_plain_browser_is_sent_on_and_htmx_gets_what_changed(app, path):
    plain = post(app.test_client(), path, action="accept_all", granted="yes")
    assert (plain.status_code, plain.location) == (303, "/preferences?lang=en")
    pieces = post(app.test_client(), path, HTMX, action="accept_all", granted="yes")
    assert pieces.status_code == 200
    for answer in (plain, pieces):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "HX-Request" in answer.vary
        assert [one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")] == [
            "cookieprefs",
            "cookieprefs_id",
        ]


TARGETS = {
    "/preferences": "cookieprefs-summary",
    "/preferences/services/matomo": "cookieprefs-state-matomo",
    "/preferences/purposes/audience": "cookieprefs-count-audience",
}


@pytest.mark.parametrize(("path", "target"), TARGETS.items())
def test_the_one_piece_that_is_not_out_of_band_is_the_one_that_was_asked_for(app, path, target):
    page = soup(post(app.test_client(), path, HTMX, action="accept_all", granted="yes"))
    assert [one["id"] for one in page.body.select(f":scope > :not([{OOB}])")] == [target]
    assert {one[OOB] for one in page.select(f"[{OOB}]")} == {"outerHTML", "innerHTML"}
    assert [one["id"] for one in page.select(f"[{OOB}=innerHTML]")] == ["cookieprefs-status"]
    assert page.select_one("#cookieprefs-status").get_text(strip=True)


def test_a_banner_answered_through_htmx_leaves_thanks_in_its_place(app):
    page = soup(post(app.test_client(), "/preferences", HTMX, layer="banner", action="refuse_all"))
    (target,) = page.body.select(f":scope > :not([{OOB}])")
    assert (target["id"], target["class"]) == ("cookieprefs-banner", ["cookieprefs-done"])
    assert not target.select("form")


def test_the_status_line_names_the_service_and_its_new_state(app):
    client = app.test_client()
    said = [
        soup(post(client, "/preferences/services/matomo", HTMX, granted=granted))
        .select_one("#cookieprefs-status")
        .get_text(" ", strip=True)
        for granted in ("yes", "no")
    ]
    assert said[0] != said[1]
    assert all("Matomo" in one for one in said)


def test_the_form_says_which_language_it_was_answered_in(app):
    answer = post(app.test_client(), "/preferences", {"Accept-Language": "en"}, lang="fr", action="accept_all")
    assert answer.location == "/preferences?lang=fr"
    (kept,) = records(app)
    assert kept.record.shown.language == "fr"


def test_the_same_act_posted_twice_is_one_record_with_the_same_answer(app):
    client, once = app.test_client(use_cookies=False), "0123456789abcdef"
    answers = [post(client, "/preferences", action="accept_all", once=once) for _ in range(2)]
    assert len(records(app)) == 1
    first, second = (one.headers.getlist("Set-Cookie") for one in answers)
    assert first == second
    post(client, "/preferences", action="refuse_all", once=once)
    assert len(records(app)) == 2


@pytest.mark.parametrize(
    ("header", "gpc"), [("1", True), ("0", False), ("true", False), ("1, 1", False), (None, False)]
)
def test_the_signal_is_a_field_of_the_next_decision_and_no_decision_itself(app, header, gpc):
    client = app.test_client()
    sent = {"Sec-GPC": header} if header else {}
    page = client.get("/preferences", headers=sent)
    assert not page.headers.getlist("Set-Cookie")
    assert records(app) == []
    post(client, "/preferences", sent, action="save", services="matomo")
    (kept,) = records(app)
    assert kept.record.signals == {"gpc": gpc}
    assert choices(app)["matomo"] == "given"


def test_a_refusal_on_first_sight_shows_its_receipt_in_that_answer_alone(visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    (kept,) = records(visitor.app)
    assert kept.record.receipt_id in visitor.page.select_one("#cookieprefs-summary").get_text()
    assert kept.record.subject is None
    for path in ("/", "/preferences", "/receipt"):
        assert kept.record.receipt_id not in visitor.open(path).get_text()


def test_the_receipt_of_a_visitor_with_an_id_is_no_answer_to_its_number(app):
    post(app.test_client(), "/preferences", action="accept_all")
    (kept,) = records(app)
    for path in ("/", "/preferences", "/receipt"):
        page = soup(app.test_client().get(f"{path}?noted={kept.record.receipt_id}"))
        assert kept.record.receipt_id not in page.get_text()


def test_no_record_names_an_address_a_browser_or_a_query(app):
    seen = {
        "User-Agent": "Telltale/1.0",
        "Referer": "http://localhost/?secret=1",
        "X-Forwarded-For": "203.0.113.9",
    }
    post(app.test_client(), "/preferences", seen, action="accept_all")
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        dump = "\n".join(session.connection().connection.iterdump())
    assert not [one for one in ("127.0.0.1", "203.0.113", "Telltale", "secret=1") if one in dump]
