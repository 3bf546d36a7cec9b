"""The visitor's country: told by a header that the operator named, and the law of it on our own pages (L-40)."""

import pytest

from tests import sample
from tests.conftest import publish
from tests.web.posts import HTMX, post, records, soup

HEADER = "CF-IPCountry"
TICKED = (
    "{publisher_only: true, measurement_only: true, anonymous_statistics: true, no_cross_reference: true, "
    "no_cross_site_identifier: true, no_transfer: true}"
)
SITE = sample.SITE.replace(
    "    vendor: site\n",
    f"    vendor: site\n    regimes: {{FR: exempt_with_optout}}\n    exemption: {TICKED}\n",
    1,
).replace("  - use: youtube\n", "  - use: youtube\n    regimes: {US: opt_out_sale}\n")
FRANCE, USA = {HEADER: "FR"}, {HEADER: "US"}


@pytest.fixture
def app(make_app):
    """A site where Matomo needs no consent in France, behind a proxy that tells the country."""
    made = make_app(country_header=HEADER)
    publish(made, SITE)
    return made


def states(app, headers, client=None):
    page = soup((client or app.test_client()).get("/preferences", headers=headers))
    return {
        one["id"].removeprefix("cookieprefs-state-"): one["data-cookieprefs-state"]
        for one in page.select("#cookieprefs-panel .cookieprefs-state")
    }


def last(app):
    return {key: one.choice.value for key, one in records(app)[-1].record.answers.items()}


@pytest.mark.parametrize(
    ("sent", "matomo"),
    [
        ("FR", "on"),
        ("fr", "on"),
        (" FR ", "on"),
        ("DE", "undecided"),
        ("", "undecided"),
        ("XX", "undecided"),
        ("T1", "undecided"),
        ("EU", "undecided"),
        ("FRA", "undecided"),
        ("FR,DE", "undecided"),
        ("France", "undecided"),
    ],
)
def test_what_the_law_lets_run_unasked_is_on_in_that_country_alone(app, sent, matomo):
    assert states(app, {HEADER: sent})["matomo"] == matomo


def test_a_country_said_twice_is_not_known(app):
    found = app.test_client().get("/consent", headers=[(HEADER, "FR"), (HEADER, "DE")])
    assert found.json["services"]["matomo"] is None


def test_without_the_setting_nobody_is_believed(make_app):
    app = make_app()
    publish(app, SITE)
    assert states(app, FRANCE)["matomo"] == "undecided"


def test_what_runs_unasked_has_a_switch_that_is_on_until_it_is_refused(app):
    """L-41, L-42: on without a yes, and always a way out."""
    client = app.test_client()
    page = soup(client.get("/preferences", headers=FRANCE))
    assert page.select_one("#cookieprefs-switch-matomo").has_attr("checked")
    assert "Matomo run until you say no" in page.select_one("#cookieprefs-summary").get_text()
    post(client, "/preferences/services/matomo", FRANCE, granted="no")
    assert states(app, FRANCE, client)["matomo"] == "off"
    assert client.get("/consent", headers=FRANCE).json["services"]["matomo"] is False


def test_the_banner_asks_nobody_about_what_runs_unasked(app):
    client = app.test_client()
    assert client.get("/consent", headers=FRANCE).json["ask"] == ["hotjar", "youtube"]
    assert client.get("/consent").json["ask"] == ["matomo", "hotjar", "youtube"]
    post(client, "/preferences/services/hotjar", FRANCE, version=2, granted="yes")
    assert client.get("/consent", headers=FRANCE).json["ask"] == []


@pytest.mark.parametrize(
    ("path", "fields", "answers"),
    [
        ("/preferences/services/hotjar", {"granted": "yes"}, {"hotjar": "given", "youtube": "refused"}),
        (
            "/preferences",
            {"action": "save", "services": ["matomo", "hotjar"]},
            {"hotjar": "given", "youtube": "refused"},
        ),
        (
            "/preferences",
            {"action": "save", "services": ["hotjar"]},
            {"matomo": "refused", "hotjar": "given", "youtube": "refused"},
        ),
        (
            "/preferences/services/matomo",
            {"granted": "yes"},
            dict.fromkeys(("hotjar", "youtube"), "refused") | {"matomo": "given"},
        ),
        ("/preferences", {"action": "refuse_all"}, dict.fromkeys(("matomo", "hotjar", "youtube"), "refused")),
    ],
)
def test_what_was_on_already_is_no_answer_when_it_is_left_so(app, path, fields, answers):
    """L-03: a box that nobody but the law ticked is no yes."""
    post(app.test_client(), path, FRANCE, version=2, **fields)
    assert last(app) == answers


def test_where_the_law_is_an_opt_out_of_sale_a_service_runs_until_the_signal_or_the_visitor_says_no(app):
    assert states(app, USA)["youtube"] == "on"
    assert states(app, {**USA, "Sec-GPC": "1"})["youtube"] == "off"


def test_there_gpc_wins_over_the_switch_and_the_answer_tells_it(app):
    """G-03: in California nothing is sold while the signal is on."""
    client, headers = app.test_client(), {**USA, "Sec-GPC": "1"}
    answer = post(client, "/preferences/services/youtube", {**headers, **HTMX}, version=2, granted="yes")
    page = soup(answer)
    assert page.select_one("#cookieprefs-state-youtube")["data-cookieprefs-state"] == "off"
    assert page.select_one("[data-cookieprefs-honoured=gpc]")
    assert "youtube" not in last(app) or last(app)["youtube"] != "given"


def test_a_service_without_a_switch_in_a_country_is_neither_shown_with_one_nor_answered_by_save(app):
    publish(app, SITE.replace("FR: exempt_with_optout", "FR: exempt"))
    client = app.test_client()
    page = soup(client.get("/preferences", headers=FRANCE))
    assert page.select_one("#cookieprefs-switch-matomo") is None
    assert states(app, FRANCE)["matomo"] == "always"
    post(client, "/preferences", FRANCE, version=3, action="save", services=["hotjar"])
    assert last(app) == {"hotjar": "given", "youtube": "refused"}
    post(client, "/preferences/purposes/audience", FRANCE, version=3, granted="no")
    assert last(app) == {"hotjar": "withdrawn", "youtube": "refused"}
