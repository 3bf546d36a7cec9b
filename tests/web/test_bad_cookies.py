"""What a browser sends as our cookies is untrusted: rubbish is no decision, and never an error (T7, B-03)."""

import pytest

from tests.clock import START
from tests.conftest import publish
from tests.sample import with_service
from tests.web.posts import choices, post, records, soup

LATER = int(START.timestamp()) + 86_400
PAGES = ["/", "/preferences", "/receipt", "/versions/1"]

RUBBISH = {
    "nothing": "",
    "a word": "true",
    "eight kilobytes": "v=1&until=9999999999&yes=" + "a" * 8000 + "&no=",
    "eight kilobytes of keys": f"v=1&until={LATER}&yes=" + ".".join(f"k{one}" for one in range(1500)) + "&no=",
    "another order": f"until={LATER}&v=1&yes=matomo&no=",
    "a yes and a no at once": f"v=1&until={LATER}&yes=matomo&no=matomo",
    "capital keys": f"v=1&until={LATER}&yes=&no=MATOMO",
    "a negative version": f"v=-1&until={LATER}&yes=&no=matomo",
    "a version in other digits": f"v=\u0661&until={LATER}&yes=&no=matomo",
    "a number without end": f"v={'9' * 6000}&until={LATER}&yes=&no=matomo",
    "a moment after all time": f"v=1&until={'9' * 20}&yes=&no=matomo",
    "a moment gone by": "v=1&until=1&yes=&no=hotjar.matomo.youtube",
    "one field too many": f"v=1&until={LATER}&yes=&no=matomo&id=1",
    "markup": '"><script>alert(1)</script>',
    "json": '{"v": 1, "yes": ["matomo"]}',
    "percent signs": "%00%ff%zz",
    "yes without any record": f"v=1&until={LATER}&yes=hotjar.matomo.youtube&no=",
}


@pytest.mark.parametrize("value", RUBBISH.values(), ids=RUBBISH.keys())
def test_a_cookie_of_rubbish_is_no_decision(app, value):
    client, held = app.test_client(use_cookies=False), {"Cookie": f"cookieprefs={value}"}
    for path in PAGES:
        answer = client.get(path, headers=held)
        assert answer.status_code == 200
        assert not answer.headers.getlist("Set-Cookie")
    told = client.get("/consent", headers=held).json
    assert told["decided"] is False
    assert set(told["services"].values()) == {None}
    assert soup(client.get("/", headers=held)).select_one("section#cookieprefs-banner form")


@pytest.mark.parametrize("value", RUBBISH.values(), ids=RUBBISH.keys())
def test_a_decision_over_a_cookie_of_rubbish_is_taken_as_the_first(app, value):
    client = app.test_client(use_cookies=False)
    answer = post(client, "/preferences", {"Cookie": f"cookieprefs={value}"}, action="refuse_all")
    assert answer.status_code == 303
    assert choices(app) == {"hotjar": "refused", "matomo": "refused", "youtube": "refused"}


SUBJECTS = ["", "short", "a" * 3000, "ä" * 30, "' OR 1=1 --" + "a" * 30, "../" * 12, "a" * 32]


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_an_id_that_we_never_gave_is_nobody(app, subject):
    client = app.test_client(use_cookies=False)
    post(client, "/preferences", action="accept_all")
    held = {"Cookie": f"cookieprefs_id={subject}; cookieprefs=v=1&until={LATER}&yes=matomo&no="}
    assert client.get("/consent", headers=held).json["decided"] is False
    assert client.get("/receipt.json", headers=held).status_code == 404
    assert post(client, "/forget", held).status_code == 303
    assert len(records(app)) == 1
    assert post(client, "/preferences", held, action="accept_all").status_code == 303
    first, second = (one.record for one in records(app))
    assert second.subject not in (first.subject, subject)


def test_a_refusal_in_the_cookie_counts_though_no_record_is_tied_to_it(app):
    assert banner(app, f"v=1&until={LATER}&yes=&no=hotjar.matomo.youtube") is None


def test_of_a_cookie_of_another_version_only_what_is_still_asked_counts(app):
    publish(app, with_service("vimeo", "media"))
    older = banner(app, f"v=1&until={LATER}&yes=&no=gone.hotjar.matomo.youtube")
    assert older.select_one("input[name=layout]")["value"] == "new-2"
    assert banner(app, f"v=900000000&until={LATER}&yes=&no=hotjar.matomo.vimeo.youtube") is None


def test_what_a_cookie_makes_up_never_reaches_the_ledger(app):
    client = app.test_client(use_cookies=False)
    held = {"Cookie": f"cookieprefs=v=1000000000&until={LATER}&yes=&no=made-up.youtube"}
    post(client, "/preferences/services/matomo", held, granted="yes")
    (kept,) = records(app)
    assert kept.record.answers.keys() <= {"hotjar", "matomo", "youtube"}
    assert {one.revision for one in kept.record.answers.values()} == {1}


def banner(app, value):
    """The banner that is shown to a browser with this state cookie."""
    held = {"Cookie": f"cookieprefs={value}"}
    return soup(app.test_client(use_cookies=False).get("/", headers=held)).select_one("section#cookieprefs-banner")
