"""From the first schema to today's and back, with the ledger that the first release wrote: nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from cookieprefs import schema
from cookieprefs.core import state
from cookieprefs.core.record import canonical, commit_to
from cookieprefs.core.tally import Kind
from cookieprefs.settings import SETTINGS
from cookieprefs.store.db import db
from tests.actions.desk import Desk, choices
from tests.actions.sums import roll_up, total
from tests.clock import Clock
from tests.store import first
from tests.visitor import Visitor

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LOSING_ALL = ["lose=seals,sums"]
ID, STATE = "__Secure-cookieprefs_id", "__Host-cookieprefs"
SHOP = "https://shop.test/"
DECISIONS = {
    "changes_often": "matomo:given hotjar:withdrawn youtube:withdrawn vimeo:given",
    "withdrew_all": "matomo:withdrawn hotjar:withdrawn youtube:withdrawn",
    "by_purpose": "matomo:given hotjar:given",
    "placeholder_gpc": "youtube:given",
    "browsed_on": "matomo:given hotjar:given youtube:given vimeo:given",
    "taken_over": "matomo:given youtube:refused",
    "under_the_third": "matomo:given hotjar:given youtube:given vimeo:given",
}
"""What stands for each visitor, as their last record says it."""


@pytest.fixture
def old(tmp_path, empty_url):
    """Today's app on a database that is still as the first release left it."""
    with first.installation(tmp_path / "instance", empty_url) as app:
        app.extensions["cookieprefs"].clock = Clock(NOW)
        yield app


@pytest.fixture
def desk(old):
    """The same, brought up to date."""
    upgrade()
    return Desk(old, old.extensions["cookieprefs"].clock)


def kept():
    with db.engine.connect() as connection:
        return first.rows(connection)


def known(desk, name):
    """The browser of a visitor of that time."""
    browser = Visitor(desk.app, has_htmx=False, base_url=SHOP)
    last = desk.history(first.VISITORS[name])[-1].decision
    held = {ID: (first.VISITORS[name], "/"), STATE: (state.encode(desk.version(), last), "/")}
    for cookie, (value, path) in held.items():
        browser.client.set_cookie(cookie, value, domain="shop.test", path=path, secure=True)
    return browser


def require_append_only(tables):
    for table in tables:
        with db.engine.connect() as connection:
            column = inspect(connection).get_columns(table)[0]["name"]
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(f"UPDATE {table} SET {column} = {column}"))
            connection.rollback()
            if table != "cookieprefs_record_payload":
                with pytest.raises(DBAPIError, match="append-only"):
                    connection.execute(text(f"DELETE FROM {table}"))


def test_there_is_something_in_every_table_of_the_first_schema_and_nothing_changes_it(old):
    before = kept()
    names = [one for one in inspect(db.engine).get_table_names() if one != "cookieprefs_alembic_version"]
    assert sorted(names) == sorted(first.TABLES) == sorted(name for name, rows in before.items() if rows)
    require_append_only(first.TABLES)
    upgrade()
    assert kept() == before
    check()


def test_the_ledger_is_whole_and_what_was_erased_stays_erased(desk):
    found = desk.findings()
    assert len(found) == 17
    assert [one.faults for one in found if one.faults] == []
    assert sum(one.is_erased for one in found) == 2
    result = desk.app.test_cli_runner().invoke(args=["ledger", "verify"])
    assert "17 records in 12 chains, 2 of them erased: all whole." in result.stdout
    assert desk.history(first.VISITORS["erased"]) == []


def test_the_commitments_are_those_of_the_first_form(desk):
    """Else it were no ledger of that time: visitors' ids stood in what was committed to, and not their hashes."""
    of_somebody = [one for one in desk.entries() if one.record is not None and one.record.subject is not None]
    assert of_somebody
    assert not any(commit_to(canonical(one.record), one.key) == one.link.commitment for one in of_somebody)


def test_every_visitor_stands_where_they_stood(desk):
    found = {}
    for name in DECISIONS:
        stands = choices(desk.history(first.VISITORS[name])[-1].decision)
        found[name] = dict(one.split(":") for one in DECISIONS[name].split())
        assert stands == found[name], name
    browser = known(desk, "changes_often")
    browser.open("/preferences")
    assert {key: browser.state(key) for key in ("matomo", "hotjar", "youtube", "vimeo")} == {
        "matomo": "on", "hotjar": "off", "youtube": "off", "vimeo": "on",
    }  # fmt: skip


def test_their_receipts_can_be_read_with_the_words_that_were_shown(desk):
    for name in DECISIONS:
        browser, records = known(desk, name), desk.history(first.VISITORS[name])
        answer = browser.client.get("/receipt.json", base_url=SHOP)
        assert answer.status_code == 200
        assert len(answer.json["events"]) == len(records)
        browser.open("/receipt")
        proof = browser.client.get(f"/receipt/{records[0].receipt_id}", base_url=SHOP)
        assert proof.status_code == 200
        assert records[0].receipt_id in proof.text


def test_a_new_decision_goes_on_in_the_chain_and_all_of_it_is_sealed(desk):
    browser = known(desk, "changes_often")
    browser.open("/preferences")
    browser.turn("matomo", on=False)
    history = desk.history(first.VISITORS["changes_often"])
    assert [one.seq for one in history] == [1, 2, 3, 4, 5]
    assert len({one.chain_id for one in history}) == 1
    assert choices(history[-1].decision) == {
        "matomo": "withdrawn", "hotjar": "withdrawn", "youtube": "withdrawn", "vimeo": "given",
    }  # fmt: skip
    seal = desk.seal()
    assert (seal.number, seal.records) == (1, 18)
    assert desk.is_whole()
    assert desk.seal_faults() == []
    require_append_only(("cookieprefs_seal", "cookieprefs_seal_member"))


def test_what_was_decided_then_is_counted(desk):
    desk.clock.now += timedelta(minutes=2)
    assert roll_up(desk).records == 15
    hows = Counter(one.record.how.value for one in desk.entries() if one.record is not None)
    assert {how: total(desk, Kind.DECISION, how=how) for how in hows} == hows
    assert total(desk, Kind.DECISION, version=3) == 3


def test_down_again_and_up_nothing_of_the_ledger_is_lost(desk):
    before = kept()
    desk.seal()
    desk.clock.now += timedelta(minutes=2)
    roll_up(desk)
    downgrade(revision=first.REVISION, x_arg=LOSING_ALL)
    assert schema.present(db.engine) == first.REVISION
    assert kept() == before
    require_append_only(first.TABLES)
    upgrade()
    assert kept() == before
    check()
    require_append_only(first.TABLES)
    assert desk.is_whole()
    assert desk.seal().records == 17
    assert desk.seal_faults() == []
    assert roll_up(desk).records == 15


def test_a_role_may_read_and_add_after_going_down_and_up_once_it_is_granted_again(desk):
    if db.engine.dialect.name != "postgresql":
        with pytest.raises(schema.RightsError, match="SQLite has no roles"):
            schema.grant(db.engine, "serving")
        return
    with db.engine.begin() as connection:
        role = f"serving_{connection.scalar(text('SELECT current_database()'))}"
        connection.execute(text(f"CREATE ROLE {role}"))
    for _ in range(2):
        assert schema.grant(db.engine, role) == ()
        with db.engine.connect() as connection:
            connection.execute(text(f"SET ROLE {role}"))
            assert connection.scalar(text("SELECT count(*) FROM cookieprefs_seal")) == 0
            with pytest.raises(DBAPIError, match="permission denied"):
                connection.execute(text("DELETE FROM cookieprefs_record"))
        downgrade(revision=first.REVISION)
        upgrade()


@pytest.mark.parametrize(
    ("lost", "allowed", "said"),
    [
        ("seal", [], "no place for seals, of which there are 1; nothing was changed"),
        ("roll_up", ["lose=seals"], "no place for daily sums, of which there are"),
    ],
)
def test_going_down_is_refused_where_it_would_lose_what_cannot_be_made_again(desk, caplog, lost, allowed, said):
    desk.clock.now += timedelta(minutes=2)
    _ = desk.seal() if lost == "seal" else roll_up(desk)
    with pytest.raises(SystemExit):
        downgrade(revision=first.REVISION, x_arg=allowed)
    assert said in caplog.text
    assert schema.present(db.engine) == schema.newest()
    check()


def test_going_down_below_the_first_schema_is_refused_as_long_as_there_are_records(old, caplog):
    before = kept()
    with pytest.raises(SystemExit):
        downgrade(revision="base")
    assert "no place for records of decisions, of which there are 17; nothing was changed" in caplog.text
    assert kept() == before


def test_an_upgrade_that_is_killed_in_the_midst_of_it_is_finished_by_the_same_command(old):
    before, settings = kept(), old.extensions["cookieprefs"].settings
    db.engine.dispose()
    given = {one.variable: str(value) for one in SETTINGS if (value := getattr(settings, one.name)) is not None}
    program = [sys.executable, "-m", "tests.store.interrupted", "5"]
    done = subprocess.run(program, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert len(lines) > 4, done.stderr
    assert lines[:-1] == [f"-9 {first.REVISION}"] * (len(lines) - 1)
    assert lines[-1] == f"0 {schema.newest()}"
    assert kept() == before
    check()


SAYS = {
    first.REVISION: "the database is at revision 0001, this release works with ",
    "9999": "the database is at revision 9999, of a newer release than this; install that",
}


@pytest.mark.parametrize("revision", SAYS)
def test_over_another_schema_nothing_is_served_and_the_operator_is_told_what_to_run(old, caplog, revision):
    stamp(revision)
    client = old.test_client()
    for path in ("/", "/preferences", "/embed.js", "/readyz"):
        assert client.get(path, base_url=SHOP).status_code == 503
    answer = client.post("/preferences", base_url=SHOP, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 503
    assert client.get("/healthz", base_url=SHOP).status_code == 200
    assert SAYS[revision] in caplog.text
    assert "Traceback" not in caplog.text
    for command in (["ledger", "verify"], ["stats"], ["ledger", "seal"]):
        result = old.test_cli_runner().invoke(args=command)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.startswith(f"Error: {SAYS[revision]}")


def test_once_upgraded_it_serves_without_being_started_again(old):
    client = old.test_client()
    assert client.get("/", base_url=SHOP).status_code == 503
    upgrade()
    assert client.get("/", base_url=SHOP).status_code == 200


def stamp(revision):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE cookieprefs_alembic_version SET version_num = :it"), {"it": revision})
