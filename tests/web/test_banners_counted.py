"""Counting the banners that were shown: one more in a sum, for nobody by name, and off unless asked for (R-25)."""

from __future__ import annotations

import json
import threading
from collections import Counter
from io import BytesIO
from types import SimpleNamespace

import pytest

from cookieprefs import actions
from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core.tally import Cell, Kind
from cookieprefs.store import tally, versions
from cookieprefs.web import unwritten
from cookieprefs.web.limits import AddressLimit
from cookieprefs.web.unwritten import EVERY, Unwritten
from tests import sample
from tests.conftest import publish
from tests.visitor import Visitor
from tests.web.posts import post, records
from tests.web.test_embed import told

COUNTING = sample.SITE.replace("purposes:", "consent:\n  count_banner: true\npurposes:", 1)
BANNER = {"layer": "banner"}
ENGLISH = Cell(day="2026-11-23", kind=Kind.SHOWN, language="en", layout="full", version=1)


@pytest.fixture
def instance(instance):
    """An operator's folder whose site counts its banners."""
    return sample.write(instance, COUNTING)


@pytest.fixture(autouse=True)
def seconds(monkeypatch):
    """What the clock of the writes tells: `seconds.now += 5`."""
    found = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(unwritten, "time", SimpleNamespace(monotonic=lambda: found.now))
    return found


def shown(app, **fields):
    return post(app.test_client(), "/shown", **{**BANNER, **fields})


def sums(app):
    """What stands in the database."""
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        found = Counter(dict(tally.sums(session, "test-shop", "0000", "9999", by_month=False)))
        session.rollback()
    return found


def test_a_banner_says_by_its_own_form_which_one_it_is(app):
    visitor = Visitor(app, has_htmx=True)
    visitor.open("/", **{"Accept-Language": "fr"})
    address = visitor.page.select_one("#cookieprefs-main")["data-cookieprefs-shown"]
    fields = {one["name"]: one["value"] for one in visitor.page.select("#cookieprefs-banner input")}
    answer = post(visitor.client, address, **fields)
    assert (answer.status_code, answer.data) == (204, b"")
    assert sums(app) == {Cell(day="2026-11-23", kind=Kind.SHOWN, language="fr", layout="full", version=1): 1}


def test_it_sets_no_cookie_and_records_nothing(app):
    answer = shown(app)
    assert not answer.headers.getlist("Set-Cookie")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert records(app) == []


def test_who_has_decided_is_shown_nothing_that_could_be_counted(app):
    visitor = Visitor(app, has_htmx=False)
    visitor.open("/preferences")
    visitor.press("Refuse all")
    visitor.open("/")
    assert not visitor.page.select("[data-cookieprefs-shown]")


def test_the_script_is_told_only_where_it_is_counted(app):
    assert told(app.test_client(), "/embed.js")["counts"] is True
    publish(app, sample.SITE)
    assert "counts" not in told(app.test_client(), "/embed.js")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "how often our banner is shown"), ("fr", "combien de fois notre bandeau s’affiche")],
)
def test_the_policy_says_so_where_it_is_so(app, language, words):
    client = app.test_client()
    assert words in client.get(f"/?lang={language}").text
    publish(app, sample.SITE)
    assert words not in client.get(f"/?lang={language}").text
    assert words in client.get(f"/versions/1?lang={language}").text


WRONG = {
    "no version": {"version": None},
    "a version that was never published": {"version": "7"},
    "a version below all": {"version": "0"},
    "a version that no database holds": {"version": "99999999999"},
    "a version in words": {"version": "one"},
    "no language": {"lang": None},
    "a language the site does not have": {"lang": "de"},
    "a language with a nul byte": {"lang": "en\0"},
    "no layout": {"layout": None},
    "a layout that this version does not have": {"layout": "new-2"},
    "a layout that is none": {"layout": "popup"},
    "no layer": {"layer": None},
    "another layer": {"layer": "preferences"},
    "nothing at all": dict.fromkeys(("version", "lang", "layer", "layout")),
}


@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG.keys())
def test_what_was_never_published_is_not_counted(app, fields):
    answer = shown(app, **fields)
    assert answer.status_code == 422
    assert answer.text == (
        "No such banner is counted: version, language and layout have to be those of one that was published.\n"
    )
    assert sums(app) == {}


def test_an_older_banner_is_counted_as_what_it_was(app):
    publish(app, COUNTING.replace("name: Test Shop\n", "name: The Shop\n"))
    assert shown(app).status_code == 204
    assert sums(app) == {ENGLISH: 1}


@pytest.mark.parametrize("version", ["1", "2"])
def test_once_it_is_off_nothing_is_counted(app, version):
    publish(app, sample.SITE)
    assert shown(app, version=version).status_code == 422
    assert sums(app) == {}


def test_what_was_published_before_it_was_on_is_not_counted(app):
    publish(app, sample.SITE)
    publish(app, COUNTING)
    assert [shown(app, version=number).status_code for number in ("1", "2", "3")] == [204, 422, 204]


def test_a_version_from_before_there_was_such_a_rule_counts_none(app):
    codec = versions._version_codec()
    with app.app_context():
        body = json.loads(codec.dump_json(app.extensions["cookieprefs"].version()))
    del body["policy"]["rules"]["counts_banners"]
    assert codec.validate_json(json.dumps(body)).policy.rules.counts_banners is False


def test_another_sites_post_is_refused(app):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert post(app.test_client(), "/shown", headers, **BANNER).status_code == 403
    bare = app.test_client().post(
        "/shown", data={"version": "1", "lang": "en", "layer": "banner", "layout": "full"}
    )
    assert bare.status_code == 403
    assert sums(app) == {}


def test_as_a_browser_sends_a_beacon_in_parts(app):
    data = {"version": "1", "lang": "en", "layer": "banner", "layout": "full"}
    headers = {"Origin": "http://localhost"}
    answer = app.test_client().post("/shown", data=data, content_type="multipart/form-data", headers=headers)
    assert answer.status_code == 204


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_longer_than_it_can_be_is_refused(app, kind):
    data = {"version": "1", "lang": "en", "layer": "banner", "layout": "full", "more": "a" * 5000}
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = app.test_client().post("/shown", data=data, content_type=kind, headers=headers)
    assert answer.status_code == 413
    assert sums(app) == {}


def test_a_file_that_comes_with_it_goes_nowhere(app):
    data = {"version": "1", "lang": "en", "layer": "banner", "layout": "full", "file": (BytesIO(b"x" * 900), "a")}
    answer = app.test_client().post("/shown", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 204
    assert sums(app) == {ENGLISH: 1}


def test_one_address_counts_so_often_and_no_more(app):
    limit = AddressLimit(app.extensions["cookieprefs"].settings, "a secret of the tests", 3)
    app.extensions["cookieprefs_banner_limit"] = limit
    found = [shown(app).status_code for _ in range(5)]
    assert found == [204, 204, 204, 429, 429]
    assert post(app.test_client(), "/preferences", action="accept_all").status_code == 303


def test_a_burst_is_one_write_now_and_one_a_while_later(app, seconds, monkeypatch):
    written = []
    monkeypatch.setattr(actions, "count_shown", lambda _session, _site, sums: written.append(dict(sums)))
    for number in range(30):
        assert shown(app, lang=("en", "fr")[number % 2]).status_code == 204
    assert written == [{ENGLISH: 1}]
    seconds.now += EVERY
    shown(app)
    assert [sum(one.values()) for one in written] == [1, 30]
    assert written[1][ENGLISH] == 15


def test_a_ledger_out_of_reach_loses_nothing_and_is_no_matter_to_the_visitor(app, seconds, monkeypatch, caplog):
    def fail(*_):
        raise LedgerUnavailableError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "count_shown", fail)
        assert shown(app).status_code == 204
    assert "banners that were shown are not written yet: the disk is full" in caplog.text
    assert shown(app).status_code == 204
    assert sums(app) == {}
    seconds.now += EVERY
    shown(app)
    assert sums(app) == {ENGLISH: 3}


def test_a_day_counts_by_itself_however_late_it_is_written(app, clock, seconds):
    shown(app)
    shown(app)
    clock.pass_(days=1)
    seconds.now += EVERY
    shown(app)
    assert {cell.day: number for cell, number in sums(app).items()} == {"2026-11-23": 2, "2026-11-24": 1}


def test_threads_that_count_at_one_moment_lose_none(seconds):
    held, due = Unwritten(), Counter()
    start = threading.Barrier(4, timeout=20)

    def count():
        start.wait()
        for _ in range(500):
            due.update(held.add(ENGLISH))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    seconds.now += EVERY
    due.update(held.add(ENGLISH))
    assert due[ENGLISH] == 2001
