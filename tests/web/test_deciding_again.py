"""A decision meets another: a second tab, a new service, an old page, the end of its time (L-30, L-33)."""

import pytest

from tests.conftest import publish
from tests.sample import POLICY_EN, SITE, with_service, without_service
from tests.visitor import Visitor
from tests.web.posts import HTMX, choices, post, records, soup

LAYOUT = "section#cookieprefs-banner input[name=layout]"
WITH_VIMEO = with_service("vimeo", "media")


def other_tab(visitor):
    """The same browser in a second tab."""
    tab = Visitor(visitor.app, has_htmx=visitor.has_htmx)
    tab.client = visitor.client
    return tab


def asked(visitor):
    """What `/consent` says is still to be asked."""
    return visitor.client.get("/consent").json["ask"]


def test_of_a_form_older_than_another_tab_s_decision_the_noes_count_and_the_yeses_come_back(visitor):
    visitor.open("/preferences")
    visitor.press("Save choices", tick=["matomo", "hotjar"])
    stale = other_tab(visitor)
    stale.open("/preferences")
    visitor.open("/preferences")
    visitor.press("Save choices", untick=["hotjar"])
    stale.press("Save choices", untick=["matomo"], tick=["youtube"], status=200 if visitor.has_htmx else 409)
    assert choices(visitor.app) == {"hotjar": "withdrawn", "matomo": "withdrawn", "youtube": "refused"}
    assert {key: stale.state(key) for key in ("hotjar", "matomo", "youtube")} == dict.fromkeys(
        ("hotjar", "matomo", "youtube"), "off"
    )
    assert stale.page.select_one("#cookieprefs-switch-youtube").has_attr("checked")
    assert stale.page.select_one("#cookieprefs-alert, .cookieprefs-problem").get_text(strip=True)
    stale.press("Save choices")
    assert choices(visitor.app)["youtube"] == "given"


def test_a_form_is_not_stale_for_what_its_own_tab_did(visitor):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    visitor.turn("youtube", on=True)
    visitor.press("Save choices", tick=["hotjar"])
    assert set(choices(visitor.app).values()) == {"given"}


@pytest.mark.parametrize("button", ["Accept all", "Refuse all"])
def test_a_button_for_all_means_all_whatever_another_tab_did(visitor, button):
    visitor.open("/preferences")
    visitor.press("Save choices", tick=["matomo"])
    old = other_tab(visitor)
    old.open("/preferences")
    visitor.open("/preferences")
    visitor.press("Withdraw all", within="#cookieprefs-panel")
    old.press(button, within="#cookieprefs-panel")
    assert (visitor.client.get("/consent").json["services"]["youtube"]) is (button == "Accept all")


def test_a_switch_is_an_act_of_its_moment_and_never_stale(visitor):
    visitor.has_htmx = True
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    old = other_tab(visitor)
    old.open("/preferences")
    visitor.turn("matomo", on=False)
    old.turn("youtube", on=True)
    assert choices(visitor.app) == {"hotjar": "refused", "matomo": "withdrawn", "youtube": "given"}


def test_a_new_service_is_asked_about_alone(visitor):
    visitor.open("/preferences")
    visitor.press("Save choices", tick=["matomo"])
    until = records(visitor.app)[-1].record.until
    publish(visitor.app, WITH_VIMEO)
    page = visitor.open("/")
    assert asked(visitor) == ["vimeo"]
    assert page.select_one(LAYOUT)["value"] == "new-2"
    assert "Vimeo" in page.select_one("#cookieprefs-banner").get_text()
    assert "YouTube" not in page.select_one("#cookieprefs-banner").get_text()
    visitor.press("Accept", within="#cookieprefs-banner")
    assert choices(visitor.app) == {"hotjar": "refused", "matomo": "given", "vimeo": "given", "youtube": "refused"}
    assert records(visitor.app)[-1].record.until == until
    visitor.open("/")
    assert not visitor.has_banner()


def test_a_new_service_is_off_until_it_is_answered(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    publish(visitor.app, WITH_VIMEO)
    visitor.open("/preferences")
    assert visitor.state("vimeo") == "undecided"
    assert visitor.page.select_one("#cookieprefs-service-vimeo .cookieprefs-new")
    assert not visitor.page.select_one("#cookieprefs-switch-vimeo").has_attr("checked")
    assert visitor.client.get("/consent").json["services"] == {
        "hotjar": True,
        "matomo": True,
        "youtube": True,
        "vimeo": None,
    }


def test_refusing_what_is_new_leaves_the_earlier_yeses(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    publish(visitor.app, WITH_VIMEO)
    visitor.open("/")
    visitor.press("Refuse", within="#cookieprefs-banner")
    assert choices(visitor.app) == {"hotjar": "given", "matomo": "given", "vimeo": "refused", "youtube": "given"}


def test_who_refused_on_first_sight_is_asked_for_what_is_new_alone(visitor):
    visitor.open("/")
    visitor.press("Refuse all", within="#cookieprefs-banner")
    publish(visitor.app, WITH_VIMEO)
    assert visitor.open("/").select_one(LAYOUT)["value"] == "new-2"
    visitor.press("Refuse", within="#cookieprefs-banner")
    visitor.open("/")
    assert not visitor.has_banner()
    assert [one.record.subject for one in records(visitor.app)] == [None, None]


def test_a_service_that_goes_takes_its_answer_along_and_asks_nobody(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    publish(visitor.app, without_service("hotjar"))
    visitor.open("/")
    assert not visitor.has_banner()
    assert visitor.client.get("/consent").json["services"] == {"matomo": True, "youtube": True}


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_a_post_of_an_old_page_is_recorded_under_what_it_showed_and_the_rest_is_asked(app, action):
    client = app.test_client()
    publish(app, WITH_VIMEO)
    post(client, "/preferences", version="1", action=action)
    (kept,) = records(app)
    assert (kept.record.shown.version, kept.record.shown.consent_revision) == (1, 1)
    assert "vimeo" not in kept.record.answers
    assert client.get("/consent").json["ask"] == ["vimeo"]
    assert soup(client.get("/")).select_one(LAYOUT)["value"] == "new-2"


def test_an_old_page_answers_for_a_service_that_has_widened_since_but_does_not_settle_it(app):
    client = app.test_client()
    wider = SITE.replace("  - use: hotjar\n", "  - use: hotjar\n    countries: [US, IN]\n")
    publish(app, wider)
    post(client, "/preferences", version="1", action="accept_all")
    assert client.get("/consent").json["ask"] == ["hotjar"]
    assert client.get("/consent").json["services"]["hotjar"] is None


def test_new_words_ask_nobody(visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    instance = visitor.app.extensions["cookieprefs"].settings.instance
    (instance / "policy.en.md").write_text(POLICY_EN.replace("Small texts", "Short texts"), encoding="utf-8")
    assert publish(visitor.app).number == 2
    visitor.open("/")
    assert not visitor.has_banner()
    assert asked(visitor) == []


def test_publishing_the_same_again_adds_nothing(visitor):
    assert publish(visitor.app) is None


DAYS = [
    ("Refuse all", 179, False),
    ("Refuse all", 182, True),
    ("Accept all", 179, False),
    ("Accept all", 182, True),
]


@pytest.mark.parametrize(("button", "days", "asks"), DAYS)
def test_a_decision_counts_for_six_months_whatever_it_says(visitor, clock, button, days, asks):
    visitor.open("/")
    visitor.press(button, within="#cookieprefs-banner")
    clock.pass_(days=days)
    visitor.open("/")
    assert visitor.has_banner() is asks
    assert visitor.client.get("/consent").json["decided"] is not asks
    visitor.open("/preferences")
    assert visitor.state("matomo") == ("undecided" if asks else "on" if button == "Accept all" else "off")


def test_a_switch_turned_late_prolongs_no_earlier_yes(visitor, clock):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    first = records(visitor.app)[-1].record.until
    clock.pass_(days=90)
    visitor.has_htmx = True
    visitor.open("/preferences")
    visitor.turn("youtube", on=True)
    assert records(visitor.app)[-1].record.until == first


def test_every_answer_to_htmx_bears_the_number_that_the_next_form_needs(app):
    client = app.test_client()
    numbers = [
        soup(post(client, "/preferences/services/matomo", HTMX, granted=granted)).select_one("#cookieprefs-seq")[
            "value"
        ]
        for granted in ("yes", "no", "yes")
    ]
    assert numbers == ["1", "2", "3"]
