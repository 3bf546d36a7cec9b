"""After visits of every kind over HTTP: no address, browser or query string in database, files or log (R-21)."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from tests.databases import NAMES
from tests.drills.causes import locked, table_locked
from tests.drills.load import stage
from tests.drills.wire import HTMX, ID, SCRIPT, Browser

TELLING = {
    "X_Forwarded_For": "198.51.100.23, 203.0.113.77",
    "X_Real_IP": "203.0.113.78",
    "Forwarded": "for=203.0.113.79",
    "User_Agent": "Mozilla/5.0 (FindMe; rv:1.0) Gecko/20100101",
    "Referer": "https://shop.test/basket?find-me=find-me",
    "Accept_Language": "en;q=0.7, nl-findme",
    "Sec_CH_UA_Model": '"FindMe"',
    "Sec_GPC": "1",
}
TRACES = (b"198.51.100.23", b"203.0.113.7", b"findme", b"find-me", b"gecko")
QUERY = "?find-me=find-me"
PAGES = (
    "/",
    "/preferences",
    "/banner",
    "/embed.js",
    "/consent",
    "/receipt",
    "/receipt.json",
    "/versions/1",
    "/nothing",
)
PATIENCE = 30  # seconds for what a process has said to arrive
OWN = {"next": f"/{QUERY}"}


@pytest.fixture(params=NAMES)
def on(request, tmp_path):
    """A site behind one proxy, which tells the visitors' addresses."""
    server = None if request.param == "sqlite" else request.getfixturevalue("server")
    with stage(tmp_path, Random(1), server, busy_seconds=0.5, proxy_hops=1) as found:
        yield found


def look_at_everything(on, visitor):
    for path in PAGES:
        for headers in ({}, HTMX):
            assert visitor.get(on.process, path + QUERY, headers).status in (200, 404), path


def decide_in_every_way(on, visitor):
    def post(path, headers, **fields):
        return visitor.post(on.process, path + QUERY, {**OWN, **fields}, headers).status

    once = iter(range(1000))
    for headers in ({}, HTMX, SCRIPT):
        for action in ("accept_all", "refuse_all", "withdraw_all"):
            assert post("/preferences", headers, action=action, once=f"a-click-of-{next(once):010}") in (200, 303)
        for path in ("/preferences/services/matomo", "/preferences/purposes/audience"):
            assert post(path, headers, granted="yes") in (200, 303)
    assert post("/preferences", {}, action="find-me") == 422
    assert post("/preferences", {}, action="accept_all", version="77") == 422
    assert post("/preferences/services/find-me", {}, granted="yes") == 404
    assert (
        post("/preferences", {"Sec-Fetch-Site": "cross-site", "Origin": "https://find-me.test"}, action="x") == 403
    )
    assert post("/preferences", {}, action="accept_all", extra="find-me" * 10_000) == 413
    assert post("/take-over", {}) == 200


def fail(on, visitor):
    """The ledger out of reach, which the operator is told; and more yeses than one address may say."""
    with (locked if on.here.is_sqlite else table_locked)(on):
        answer = visitor.post(on.process, f"/preferences{QUERY}", {"action": "accept_all", **OWN})
        assert answer.status == 503
    wait_until_said(on, "POST /preferences: ")
    statuses = {
        Browser(**TELLING).post(on.process, f"/preferences{QUERY}", {"action": "accept_all"}).status
        for _ in range(60)
    }
    assert statuses == {303, 429}


def wait_until_said(on, words):
    """What a process says comes by a pipe of its own, and may come after its answer."""
    end = time.monotonic() + PATIENCE
    while not any(words in line for line in on.process.said):
        assert time.monotonic() < end, f"nothing said {words!r}"
        time.sleep(0.01)


def written(on):
    """All that is on disk, instance and database with every log of theirs, and what the process said."""
    folders = [on.here.settings.instance, *([on.server.folder] if on.server else [])]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found = {path: path.read_bytes().lower() for path in files}
    return {**found, Path("log"): "\n".join(on.process.said).lower().encode()}


def test_nothing_that_a_request_says_of_its_sender_is_written_anywhere(on):
    visitor = Browser(**TELLING)
    visitor.jar["session"] = "find-me"
    look_at_everything(on, visitor)
    decide_in_every_way(on, visitor)
    look_at_everything(on, visitor)
    fail(on, visitor)
    subject = visitor.jar[ID]
    assert visitor.post(on.process, f"/forget{QUERY}", OWN).status == 303
    records = on.here.desk.entries()
    assert len(records) > 20
    assert on.here.desk.is_whole()
    assert on.here.desk.history(subject) == []
    everything = written(on)
    assert any(records[-1].link.record_id.encode() in content for content in everything.values())
    found = [(path, trace) for path, content in everything.items() for trace in TRACES if trace in content]
    assert found == []
