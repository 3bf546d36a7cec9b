"""What a host's listeners hear, once the database has committed, and that none of them can break anything."""

from __future__ import annotations

import logging
from contextlib import contextmanager

import pytest

from cookieprefs import events
from cookieprefs.events import Decided, Forgotten, Published, Withdrawn
from tests.web.posts import post, records

ACCEPT = {"layer": "banner", "action": "accept_all"}


@pytest.fixture
def heard(host):
    """Every event of the host, in order."""
    found = []

    def listen(_app, event):
        found.append(event)

    for signal in events.SIGNALS.values():
        signal.connect(listen, host.app)
    yield found
    for signal in events.SIGNALS.values():
        signal.disconnect(listen, host.app)


@contextmanager
def listening(signal, listener, app):
    signal.connect(listener, app)
    yield
    signal.disconnect(listener, app)


def test_a_decision_is_told_with_the_facts_of_its_record_and_nothing_that_hands_over_power(host, heard):
    client = host.app.test_client()
    post(client, "/cookies/preferences", **ACCEPT, once="x" * 20)
    (told,), (kept,) = heard, records(host.app)
    record = kept.record
    assert isinstance(told, Decided)
    assert (told.record_id, told.receipt_id, told.seq) == (record.record_id, record.receipt_id, 1)
    assert told.answers == {"matomo": "given", "hotjar": "given", "youtube": "given"}
    assert (told.how, told.version, told.layer, told.language) == ("accept_all", 1, "banner", "en")
    assert (told.decided_at, told.until, told.signals) == (record.decided_at, record.until, {"gpc": False})
    assert client.get_cookie("cookieprefs_id", path="/cookies/").value not in str(told)
    assert record.once not in str(told)
    assert "127.0.0.1" not in str(told)


def test_it_is_told_after_the_commit(host):
    seen = []

    def look(_app, event):
        seen.append([one.record.record_id for one in records(host.app)] == [event.record_id])

    with listening(events.decided, look, host.app):
        post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert seen == [True]


def test_the_same_post_twice_is_told_once(host, heard):
    for _ in range(2):
        post(host.app.test_client(), "/cookies/preferences", **ACCEPT, once="x" * 20)
    assert [type(one) for one in heard] == [Decided]


def test_a_withdrawal_names_what_ended(host, heard):
    client = host.app.test_client()
    post(client, "/cookies/preferences", **ACCEPT)
    post(client, "/cookies/preferences/services/youtube")
    post(client, "/cookies/preferences/services/youtube")
    assert [type(one) for one in heard] == [Decided, Decided, Withdrawn, Decided]
    assert heard[2].services == ("youtube",)
    assert heard[2].record_id == heard[1].record_id


def test_a_refusal_on_first_sight_withdraws_nothing(host, heard):
    post(host.app.test_client(), "/cookies/preferences", layer="banner", action="refuse_all")
    assert [type(one) for one in heard] == [Decided]
    assert set(heard[0].answers.values()) == {"refused"}


def test_being_forgotten_is_told_without_saying_who(host, heard):
    client = host.app.test_client()
    post(client, "/cookies/preferences", **ACCEPT)
    post(client, "/cookies/forget")
    assert heard[1:] == [Forgotten(site="test-shop", records=1)]
    post(client, "/cookies/forget")
    assert len(heard) == 2


def test_who_is_forgotten_by_the_operator_is_told_in_the_same_words(host, heard):
    post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    (kept,) = records(host.app)
    forget = ["cookieprefs", "ledger", "forget", "--yes"]
    done = host.app.test_cli_runner().invoke(args=[*forget, kept.record.receipt_id])
    assert done.exit_code == 0, done.output
    assert heard[1:] == [Forgotten(site="test-shop", records=1)]
    assert host.app.test_cli_runner().invoke(args=[*forget, "never-given"]).exit_code == 1
    assert len(heard) == 2


def test_a_refusal_that_is_only_counted_is_not_told(host, heard, folder):
    with (folder / "site.yaml").open("a", encoding="utf-8") as written:
        written.write("consent: {first_refusal: aggregate}\n")
    host.publish()
    client = host.app.test_client()
    assert (
        post(client, "/cookies/preferences", version="2", layer="banner", action="refuse_all").status_code == 303
    )
    assert (heard, records(host.app)) == ([], [])


def test_a_publication_is_told_with_what_it_changes(host, heard, folder):
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written + "  - use: vimeo\n    purpose: media\n", "utf-8")
    done = host.app.test_cli_runner().invoke(args=["cookieprefs", "publish", "--yes"])
    assert done.exit_code == 0, done.output
    (told,) = heard
    assert isinstance(told, Published)
    assert (told.version, told.consent_revision, told.asks_again) == (2, 2, {"vimeo"})
    assert "Vimeo is new." in told.changes


def test_a_listener_that_raises_breaks_neither_answer_nor_record_nor_the_others(host, heard, caplog):
    def fail(_app, event):
        raise RuntimeError("a listener's own trouble")

    with listening(events.decided, fail, host.app), caplog.at_level(logging.ERROR):
        answer = post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert answer.status_code == 303
    assert len(records(host.app)) == len(heard) == 1
    assert "a listener failed" in caplog.text
    assert "a listener's own trouble" in caplog.text


def test_what_could_not_be_recorded_is_not_told(make_host, monkeypatch):
    host = make_host()
    found = []

    def listen(_app, event):
        found.append(event)

    client = host.app.test_client()
    client.get("/cookies/")
    with host.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE cookieprefs_record_payload RENAME TO gone")
        connection.commit()
    with listening(events.decided, listen, host.app):
        assert post(client, "/cookies/preferences", **ACCEPT).status_code == 503
    assert found == []


def test_a_listener_hears_its_own_app_alone(make_host, tmp_path):
    one, other = (make_host(f"sqlite:///{tmp_path / name}.sqlite3") for name in ("one", "other"))
    found = []

    def listen(app, event):
        found.append(app)

    with listening(events.decided, listen, one.app):
        post(other.app.test_client(), "/cookies/preferences", **ACCEPT)
        post(one.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert found == [one.app]


def test_a_listener_may_use_the_hosts_own_database(host):
    def note(_app, event):
        host.db.session.add(host.Note(text=event.how))
        host.db.session.commit()

    with listening(events.decided, note, host.app):
        assert post(host.app.test_client(), "/cookies/preferences", **ACCEPT).status_code == 303
    assert host.notes() == ["accept_all"]
