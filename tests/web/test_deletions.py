"""What a no has ended is deleted by the server, told in the panel, and named where it stays (L-28, B-09)."""

from __future__ import annotations

import pytest

from cookieprefs.core import deletion
from cookieprefs.settings import Settings
from cookieprefs.web import cookies
from tests.conftest import publish
from tests.core.builders import a_site
from tests.sample import SITE
from tests.visitor import OWN, Visitor
from tests.web.posts import HTMX, post, soup

ON_A_PATH = SITE.replace(
    "  - use: hotjar\n    purpose: audience\n",
    """\
  - key: chat
    name: Chat
    purpose: audience
    vendor: site
    data: [messages]
    description: {en: A window to write to us., fr: Une fenêtre pour nous écrire.}
    cookies:
      - {name: chat_id, lifetime: session, path: /shop, holds: {en: A number., fr: Un numéro.}}
      - {name: chat_part, lifetime: session, partitioned: true, holds: {en: A number., fr: Un numéro.}}
""",
)


def leave(visitor: Visitor, *names: str) -> None:
    """Have the browser hold these cookies as a service would have left them."""
    for name in names:
        visitor.client.set_cookie(name, "x")


def deleted(response) -> list[str]:
    """What an answer deletes that is not ours, as written."""
    lines = response.headers.getlist("Set-Cookie")
    return [one for one in lines if not one.startswith(("cookieprefs", "__"))]


def left_over(visitor: Visitor) -> list[str]:
    """The names that the page says we could not delete; none where it says nothing."""
    section = visitor.page.select_one("#cookieprefs-left-over")
    names = [one.get_text() for one in section.select("[data-cookieprefs-left]:not([hidden]) code")]
    assert section.has_attr("hidden") == (not names and not elsewhere(visitor))
    return names


def elsewhere(visitor: Visitor) -> list[str]:
    """The services that the page says may have left something on other domains."""
    return [one["data-cookieprefs-elsewhere"] for one in visitor.page.select("[data-cookieprefs-elsewhere]")]


def here_now(visitor: Visitor) -> list[str]:
    """The declared names that the panel marks as in this browser."""
    rows = visitor.page.select("#cookieprefs-panel [data-cookieprefs-item]")
    return [one["data-cookieprefs-item"] for one in rows if one.select_one(".cookieprefs-here:not([hidden])")]


def test_withdrawing_deletes_what_arrived_and_nothing_else(visitor):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    visitor.open("/preferences")
    leave(visitor, "_pk_id.1.ab", "_pk_ses.1.ab", "session")
    answer = visitor.turn("matomo", on=False)
    assert set(deleted(answer)) == {"_pk_id.1.ab=; Path=/; Max-Age=0", "_pk_ses.1.ab=; Path=/; Max-Age=0"}
    assert visitor.cookie("_pk_id.1.ab") is None
    assert visitor.cookie("session") == "x"


def test_refusing_on_first_sight_deletes_what_was_there_before(visitor):
    visitor.open("/")
    leave(visitor, "_pk_id.1.ab")
    answer = visitor.press("Refuse all", within="#cookieprefs-banner")
    assert deleted(answer) == ["_pk_id.1.ab=; Path=/; Max-Age=0"]


def test_accepting_deletes_nothing(visitor):
    visitor.open("/")
    leave(visitor, "_pk_id.1.ab")
    assert deleted(visitor.press("Accept all", within="#cookieprefs-banner")) == []


PERSONAL = ["/", "/preferences", "/receipt", "/versions/1", "/consent"]
CACHEABLE = ["/banner?lang=en", "/static/site.css", "/embed.js"]


def refused(app) -> Visitor:
    """A visitor who refused everything, in whose browser a cookie of Matomo's comes back."""
    visitor = Visitor(app, has_htmx=False)
    visitor.open("/")
    visitor.press("Refuse all", within="#cookieprefs-banner")
    leave(visitor, "_pk_id.1.ab")
    return visitor


@pytest.mark.parametrize("path", PERSONAL)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_each_later_personal_answer_deletes_what_still_arrives(app, path, headers):
    answer = refused(app).client.get(path, headers=headers)
    assert answer.headers.getlist("Set-Cookie") == ["_pk_id.1.ab=; Path=/; Max-Age=0"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", CACHEABLE)
def test_an_answer_that_anybody_may_keep_deletes_nothing(app, path):
    with refused(app).client.get(path) as answer:
        assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("path", PERSONAL)
def test_who_has_not_decided_has_nothing_deleted(app, path):
    visitor = Visitor(app, has_htmx=False)
    leave(visitor, "_pk_id.1.ab")
    assert not visitor.client.get(path).headers.getlist("Set-Cookie")


def test_a_post_that_could_not_be_read_deletes_nothing(app):
    visitor = refused(app)
    assert not post(visitor.client, "/preferences", action="none").headers.getlist("Set-Cookie")


def test_the_hosts_own_domains_are_tried_and_no_port_is_taken_for_one(app):
    visitor = Visitor(app, has_htmx=False, base_url="http://www.shop.test:8000/")
    visitor.open("/")
    visitor.client.set_cookie("_pk_id.1.ab", "x", domain="shop.test", origin_only=False)
    answer = visitor.press("Refuse all", within="#cookieprefs-banner")
    end = "_pk_id.1.ab=; Path=/; Max-Age=0"
    assert deleted(answer) == [end, f"{end}; Domain=www.shop.test", f"{end}; Domain=shop.test"]


def test_what_has_a_path_of_its_own_is_deleted_unseen_with_the_decision_alone(app):
    publish(app, ON_A_PATH)
    client = app.test_client()
    answer = post(client, "/preferences", action="refuse_all", version="2")
    assert deleted(answer) == ["chat_id=; Path=/; Max-Age=0", "chat_id=; Path=/shop; Max-Age=0"]
    assert not client.get("/preferences").headers.getlist("Set-Cookie")


def test_what_is_partitioned_is_deleted_as_such_too(app):
    publish(app, ON_A_PATH)
    client = app.test_client()
    client.set_cookie("chat_part", "x")
    answer = post(client, "/preferences", action="refuse_all", version="2")
    assert "chat_part=; Path=/; Max-Age=0; Secure; Partitioned" in deleted(answer)


def test_a_no_that_could_not_be_recorded_deletes_all_the_same(visitor, app):
    visitor.open("/preferences")
    leave(visitor, "_pk_id.1.ab")
    (app.extensions["cookieprefs"].settings.instance / "cookieprefs.sqlite3").write_bytes(b"")
    answer = visitor.press("Refuse all", within="#cookieprefs-panel", status=503)
    assert deleted(answer) == ["_pk_id.1.ab=; Path=/; Max-Age=0"]


def test_an_answer_stays_small_however_much_arrives(app):
    visitor = refused(app)
    leave(visitor, *(f"_pk_id.{number}" for number in range(400)))
    answer = visitor.client.get("/consent")
    bytes_ = sum(len(f"Set-Cookie: {one}\r\n") for one in deleted(answer))
    assert 0.9 * deletion.BUDGET < bytes_ <= deletion.BUDGET


@pytest.mark.parametrize(("count", "more"), [(0, None), (3, None), (400, True)])
def test_our_script_is_told_when_one_answer_did_not_hold_all(app, count, more):
    client = app.test_client()
    for number in range(count):
        client.set_cookie(f"_pk_id.{number}", "x")
    answer = post(client, "/preferences", {**OWN, "Accept": "application/json"}, action="refuse_all")
    assert answer.json.get("more") is more
    assert answer.json["message"] == ""


@pytest.mark.parametrize("name", ['a"b', "a,b", "_pk_id(1)", "_pk_id\\", "_pk_idé", "_pk_id\x01", "_pk_id x"])
def test_no_name_whatsoever_breaks_an_answer(app, name):
    visitor = refused(app)
    held = f"{name}=1; cookieprefs={visitor.cookie()}".encode().decode("latin-1")
    client = app.test_client(use_cookies=False)
    assert client.get("/preferences", headers={"Cookie": held}).status_code == 200


@pytest.mark.parametrize("public_url", [None, "https://shop.test/", "https://shop.test/cookies/"])
@pytest.mark.parametrize(
    "name_in",
    [
        lambda settings: cookies.state_name(settings, a_site()),
        lambda settings: cookies.state_name(settings, a_site(cookie_domain="shop.test")),
        cookies.subject_name,
    ],
)
def test_the_names_that_the_core_spares_are_those_of_our_cookies(public_url, name_in):
    assert deletion.is_ours(name_in(Settings(instance="unused", public_url=public_url)))


def test_the_panel_marks_what_arrived_whoever_it_belongs_to(visitor):
    visitor.open("/preferences")
    assert here_now(visitor) == []
    leave(visitor, "_pk_id.1.ab", "_hjSession_1", "other", "VISITOR_INFO1_LIVE")
    visitor.open("/preferences")
    assert here_now(visitor) == ["_pk_id.*", "_hjSession_*"]
    more = visitor.page.select_one("#cookieprefs-service-matomo .cookieprefs-more .cookieprefs-here")
    assert more.get_text(" ", strip=True) == "In this browser now: 1"
    assert left_over(visitor) == []


def test_the_kept_panel_marks_nothing(app):
    visitor = Visitor(app, has_htmx=False)
    leave(visitor, "_pk_id.1.ab")
    with app.test_request_context("/", headers={"Cookie": "_pk_id.1.ab=x"}):
        runtime = app.extensions["cookieprefs"]
        layers = runtime.layers(runtime.version(), "")
    kept = layers["en", "preferences", "full"]
    assert "data-cookieprefs-arrived" not in kept


def test_what_stays_in_spite_of_its_deletion_is_named_with_what_to_do(visitor):
    visitor.open("/preferences")
    visitor.turn("hotjar", on=True)
    visitor.open("/preferences")
    visitor.client.set_cookie("_hjSession_1", "x", path="/preferences")  # a path that nobody declared
    visitor.turn("hotjar", on=False)
    visitor.open("/preferences")
    assert left_over(visitor) == ["_hjSession_1"]
    told = visitor.page.select_one("[data-cookieprefs-left=hotjar]")
    assert told.select_one("a")["href"] == "https://www.hotjar.com/policies/do-not-track/"
    visitor.turn("matomo", on=False)
    assert left_over(visitor) == ["_hjSession_1"]
    visitor.turn("hotjar", on=True)
    assert left_over(visitor) == []


def test_what_lies_on_other_domains_is_named_once_its_service_has_run(visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    assert elsewhere(visitor) == []
    visitor.turn("youtube", on=True)
    assert elsewhere(visitor) == []
    visitor.turn("youtube", on=False)
    assert elsewhere(visitor) == ["youtube"]
    assert visitor.page.select_one("[data-cookieprefs-elsewhere] a")["href"] == "https://myadcenter.google.com/"
    assert left_over(visitor) == []


@pytest.mark.parametrize("path", ["/", "/preferences", "/receipt"])
def test_it_is_told_on_each_page_that_withdraws(visitor, path):
    visitor.open("/preferences")
    visitor.press("Accept all", within="#cookieprefs-panel")
    visitor.open(path)
    visitor.press("Withdraw all", within="#cookieprefs-summary")
    assert elsewhere(visitor) == ["youtube"]


def test_what_may_stay_is_marked_for_the_script(visitor):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    marked = {
        one["data-cookieprefs-left"]: ("data-cookieprefs-off" in one.attrs, "data-cookieprefs-stays" in one.attrs)
        for one in visitor.page.select("[data-cookieprefs-left]")
    }
    off, on = (True, False), (False, True)
    assert marked == {"cookieprefs": on, "matomo": on, "hotjar": off, "youtube": off}


def test_an_answer_to_htmx_names_only_what_an_earlier_one_tried(app):
    client = app.test_client()
    post(client, "/preferences/services/matomo", HTMX, granted="yes")
    client.set_cookie("_pk_id.1.ab", "x")
    first = soup(post(client, "/preferences/services/matomo", HTMX))
    assert not first.select("#cookieprefs-left-over code")
    client.set_cookie("_pk_id.1.ab", "x")
    second = soup(post(client, "/preferences/services/hotjar", {**OWN, **HTMX}))
    assert [one.get_text() for one in second.select("#cookieprefs-left-over code")] == ["_pk_id.1.ab"]
