"""A choice in the cookie of the tool that the site used before: what counts of it, and what becomes of it."""

import sqlite3
from urllib.parse import quote

import pytest

from cookieprefs.web import limits
from tests import sample
from tests.conftest import publish
from tests.visitor import OWN
from tests.web.posts import choices, post, records, soup
from tests.web.test_embed import told

RULE = """\
take_over:
  tool: klaro
  changed_on: 2026-11-01
  same_meaning: {matomo: stats, youtube: videos}
purposes:
"""
ON = sample.SITE.replace("purposes:\n", RULE, 1)
ASKING = {**OWN, "Accept": "application/json"}
BOTH = '{"stats":true,"videos":false,"other":true}'
NOES = '{"stats":false,"videos":false}'


@pytest.fixture
def site(app):
    publish(app, ON)
    return app


def a_browser(app, value=BOTH, name="klaro"):
    client = app.test_client()
    client.set_cookie(name, quote(value) if value.startswith("{") else value)
    return client


def ask(client, headers=ASKING, **fields):
    return client.post("/take-over", data={"lang": "en", **fields}, headers=headers)


def deleted(answer, name="klaro"):
    return [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{name}=;")]


def test_what_means_the_same_is_taken_over_and_the_rest_is_asked_about(site):
    client = a_browser(site)
    assert ask(client).json == {"message": "", "receipt": None}
    assert choices(site) == {"matomo": "given", "youtube": "refused"}
    assert client.get("/consent").json["ask"] == ["hotjar"]


def test_it_is_recorded_as_taken_over_and_ends_as_the_first_answer_would_have(site, clock):
    ask(a_browser(site))
    record = records(site)[-1].record
    assert (record.how, record.shown.layer, record.shown.layout) == ("taken_over", "other_tool", "klaro")
    assert record.until.date().isoformat() == "2027-05-01"


def test_the_other_tools_cookie_goes(site):
    client = a_browser(site)
    assert deleted(ask(client)) == ["klaro=; Path=/; Max-Age=0"]
    assert client.get_cookie("klaro") is None


def test_it_goes_as_well_once_its_visitor_has_decided_here(site):
    answer = post(a_browser(site), "/preferences", version=2, action="refuse_all")
    assert deleted(answer) == ["klaro=; Path=/; Max-Age=0"]


def test_it_goes_as_well_when_its_visitor_is_forgotten_so_that_no_yes_comes_back(site):
    client = a_browser(site)
    ask(client)
    client.set_cookie("klaro", quote(BOTH))
    assert deleted(client.post("/forget", data={"lang": "en"}, headers=OWN)) == ["klaro=; Path=/; Max-Age=0"]
    ask(client)
    assert records(site) == []


def test_refusals_alone_make_no_id_and_their_receipt_is_told_once(site):
    client = a_browser(site, NOES)
    answer = ask(client)
    assert answer.json["receipt"] == records(site)[-1].record.receipt_id
    assert records(site)[-1].record.subject is None
    assert client.get_cookie("cookieprefs_id") is None


@pytest.mark.parametrize("value", ["", "rubbish", '{"stats":1}', '{"other":true}', "{}"])
def test_a_cookie_that_says_nothing_of_use_changes_nothing_and_stays(site, value):
    answer = ask(a_browser(site, value))
    assert (answer.status_code, answer.json["message"]) == (200, "")
    assert not answer.headers.getlist("Set-Cookie")
    assert records(site) == []


def test_without_the_rule_nothing_is_taken_over(app):
    assert not ask(a_browser(app)).headers.getlist("Set-Cookie")
    assert records(app) == []


def test_two_cookies_that_differ_count_as_none(site):
    both = f"klaro={quote(BOTH)}; klaro={quote(NOES)}"
    ask(site.test_client(use_cookies=False), {**ASKING, "Cookie": both})
    assert records(site) == []


@pytest.mark.parametrize("written", [BOTH, quote(BOTH), f'"{quote(BOTH)}"'], ids=["bare", "encoded", "quoted"])
def test_a_cookie_is_read_as_it_arrives(site, written):
    answer = ask(site.test_client(use_cookies=False), {**ASKING, "Cookie": f"a=b; klaro={written};c=d"})
    assert choices(site) == {"matomo": "given", "youtube": "refused"}
    assert deleted(answer) == ["klaro=; Path=/; Max-Age=0"]


@pytest.mark.parametrize("decision", ["accept_all", "refuse_all"])
def test_whoever_has_decided_here_keeps_that(site, decision):
    client = site.test_client()
    post(client, "/preferences", version=2, action=decision)
    client.set_cookie("klaro", quote(BOTH))
    ask(client)
    assert [one.record.how for one in records(site)] == [decision]


@pytest.mark.parametrize("claim", ["v=1&until=9999999999&yes=matomo&no=", "v=1&until=1&yes=&no=matomo"])
def test_a_state_cookie_without_a_record_is_no_first_visit(site, claim):
    client = a_browser(site)
    client.set_cookie("cookieprefs", claim)
    ask(client)
    assert records(site) == []


def test_a_signal_goes_before_a_yes_that_is_taken_over(app):
    publish(app, ON.replace("  - use: matomo\n", "  - use: matomo\n    sale_or_share: true\n"))
    ask(a_browser(app), {**ASKING, "Sec-GPC": "1"})
    assert choices(app) == {"youtube": "refused"}


def test_what_must_be_asked_about_anew_since_is_asked(site):
    publish(site, ON.replace("  - use: matomo\n", "  - use: matomo\n    countries: [US]\n"))
    ask(a_browser(site))
    assert choices(site) == {"youtube": "refused"}


def test_when_the_time_of_the_last_answer_is_over_everybody_is_asked(site, clock):
    clock.pass_(days=190)
    ask(a_browser(site))
    assert records(site) == []


def test_the_same_post_twice_is_one_record(site):
    for client in (a_browser(site), a_browser(site)):
        ask(client, once="o" * 22)
    assert len(records(site)) == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}])
def test_another_site_takes_nothing_over(site, headers):
    assert ask(a_browser(site), {"Accept": "application/json", **headers}).status_code == 403
    assert records(site) == []


def test_no_form_can_say_that_another_tool_asked(site):
    fields = {"version": 2, "action": "accept_all", "layer": "other_tool", "layout": "klaro"}
    assert post(site.test_client(), "/preferences", **fields).status_code == 422
    assert post(site.test_client(), "/preferences", version=2, action="taken_over").status_code == 422


def test_a_form_that_is_none_of_ours_takes_nothing_over(site):
    ask(a_browser(site), once="too short")
    assert records(site) == []


def test_too_many_yeses_from_one_address_are_refused_and_noes_never(site):
    for _ in range(limits.YES_PER_MINUTE):
        ask(a_browser(site))
    answer = ask(a_browser(site))
    assert answer.status_code == 429
    assert not answer.headers.getlist("Set-Cookie")
    assert ask(a_browser(site, NOES)).status_code == 200


def test_while_the_ledger_is_out_of_reach_nothing_is_taken_over_and_the_old_cookie_stays(site, instance):
    client = a_browser(site)
    with sqlite3.connect(instance / "cookieprefs.sqlite3") as database:
        database.execute("DROP TABLE cookieprefs_record_payload")
    answer = ask(client)
    assert answer.status_code == 503
    assert not answer.headers.getlist("Set-Cookie")


def test_the_receipt_says_in_words_where_the_answer_came_from(site):
    client = a_browser(site)
    ask(client)
    page = soup(client.get("/receipt?lang=en")).select_one(".cookieprefs-record").get_text(" ", strip=True)
    assert "to klaro, which this site used before" in page
    assert "nothing by us" in page
    assert "SHA-256" not in page
    french = soup(client.get("/receipt?lang=fr")).select_one(".cookieprefs-record").get_text(" ", strip=True)
    assert "que ce site utilisait auparavant" in french


@pytest.mark.parametrize(("tool", "seen"), [("klaro", "klaro"), ("django-cookie-consent", None)])
def test_the_script_looks_for_the_cookie_unless_no_script_can_see_it(app, tool, seen):
    publish(app, ON.replace("tool: klaro", f"tool: {tool}"))
    client = app.test_client()
    assert told(client, "/embed.js")["isEager"] is True
    assert told(client, "/effects.js")["takeOver"] == {"cookie": seen}


def test_the_script_is_told_nothing_without_the_rule_and_once_it_is_over(app, clock):
    assert "takeOver" not in told(app.test_client(), "/effects.js")
    publish(app, ON)
    clock.pass_(days=190)
    client = app.test_client()
    assert "takeOver" not in told(client, "/effects.js")
    assert "isEager" not in told(client, "/embed.js")
