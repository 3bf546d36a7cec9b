"""T16 over HTTP: the database fails under a process that serves, and it recovers without being started again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.databases import NAMES
from tests.drills import causes
from tests.drills.causes import Cause
from tests.drills.load import Stage
from tests.drills.many import KEYS
from tests.drills.wire import HTMX, ID, WAYS, Answer, Browser

OUT_OF_REACH = "our records cannot be reached right now"
RECOVERS = 15
"""Seconds within which decisions are taken again, once the cause is gone."""

_clicks = iter(range(1000))


@pytest.fixture
def on(cause: Cause, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A site that the cause can befall; its process waits for locks but a moment."""
    needs_server = cause.database == "postgresql" and not cause.needs_disk
    server = request.getfixturevalue("server") if needs_server else None
    with causes.stage_for(cause, tmp_path, Random(1), server, busy_seconds=1) as found:
        yield found


def switch(on: Stage, browser: Browser, key: str, *, is_on: bool) -> Answer:
    granted = {"granted": "yes"} if is_on else {}
    return browser.post(on.process, f"/preferences/services/{key}", {"once": once(), **granted}, HTMX)


def press(on: Stage, browser: Browser, action: str, way: dict[str, str] | None = None) -> Answer:
    return browser.post(on.process, "/preferences", {"action": action, "once": once()}, way or {})


def require_that_a_no_holds(on: Stage, known: Browser) -> None:
    """Of a visitor who said yes to Matomo alone."""
    answer = switch(on, known, "matomo", is_on=False)
    assert (answer.status, known.jar.yes, known.jar.no) == (503, set(), set(KEYS))
    assert "Off in this browser, not yet recorded" in answer.text


def require_stored(on: Stage, browser: Browser, **words: str) -> None:
    """The ledger's last word about a visitor, and their browser says the same."""
    last = on.here.desk.history(browser.jar[ID])[-1]
    assert {key: one.choice.value for key, one in last.answers.items()} == words
    assert browser.jar.yes == {key for key, word in words.items() if word == "given"}
    assert not browser.jar.decision.is_unrecorded


def such(which: Callable[[Cause], bool]) -> pytest.MarkDecorator:
    """The causes that can be brought about here, as far as they are such."""
    found = [one for one in causes.possible() if which(one)]
    return pytest.mark.parametrize("cause", found, ids=lambda one: one.name)


def once() -> str:
    return f"a-click-of-mine-{next(_clicks):06}"


def until_nothing_is_recorded(on: Stage) -> None:
    """A database that cannot grow still fills the room that it has."""
    for _ in range(2000):
        if press(on, Browser(), "accept_all").status == 503:
            return
    raise AssertionError("it goes on being recorded")


def seconds_until_recorded(on: Stage) -> float:
    begun = time.monotonic()
    while time.monotonic() < begun + RECOVERS:
        if press(on, Browser(), "accept_all").status == 303:
            return time.monotonic() - begun
    raise AssertionError(f"still not recorded: {on.process.said[-5:]}")


@such(lambda one: one.is_known and not one.is_slow)
def test_nothing_is_granted_every_no_holds_and_all_recovers_by_itself(on, cause):
    known, stranger, refuser = Browser(), Browser(), Browser()
    assert switch(on, known, "matomo", is_on=True).status == 200
    with cause.begin(on):
        until_nothing_is_recorded(on)
        serving = on.process.pid
        for way in WAYS:
            answer = press(on, stranger, "accept_all", way)
            assert (answer.status, stranger.jar) == (503, {})
            assert f"Nothing was switched on: {OUT_OF_REACH}" in answer.text
        before = dict(known.jar)
        assert switch(on, known, "youtube", is_on=True).status == 503
        assert known.jar == before
        require_that_a_no_holds(on, known)
        assert press(on, refuser, "refuse_all").status == 503
        assert refuser.jar.no == set(KEYS)
        assert refuser.jar.decision.is_unrecorded
        assert ID not in refuser.jar
        for path in ("/", "/preferences", "/healthz"):
            assert known.get(on.process, path).status == 200
        said = "\n".join(on.process.said)
        assert "POST /preferences: " in said, "the operator finds the reason in the log"
    assert seconds_until_recorded(on) < RECOVERS
    assert on.process.pid == serving
    assert switch(on, known, "youtube", is_on=True).status == 200
    assert press(on, stranger, "accept_all").status == 303
    assert switch(on, refuser, "hotjar", is_on=True).status == 200
    require_stored(on, known, hotjar="refused", matomo="withdrawn", youtube="given")
    require_stored(on, stranger, hotjar="given", matomo="given", youtube="given")
    require_stored(on, refuser, hotjar="given", matomo="refused", youtube="refused")
    assert [one.seq for one in on.here.desk.history(known.jar[ID])] == [1, 2]
    assert on.here.desk.is_whole()


@such(lambda one: one.is_slow)
def test_whoever_waits_for_a_database_that_says_nothing_is_answered_all_the_same(on, cause):
    known, stranger = Browser(), Browser()
    assert switch(on, known, "matomo", is_on=True).status == 200
    with cause.begin(on):
        assert press(on, stranger, "accept_all").status == 503
        assert stranger.jar == {}
        require_that_a_no_holds(on, known)
    assert seconds_until_recorded(on) < RECOVERS
    assert switch(on, known, "youtube", is_on=True).status == 200
    require_stored(on, known, hotjar="refused", matomo="withdrawn", youtube="given")
    assert on.here.desk.is_whole()


@such(lambda one: not one.is_known)
def test_a_process_that_starts_without_its_database_says_so_and_then_serves(on, cause):
    known, stranger = Browser(), Browser()
    assert press(on, known, "accept_all").status == 303
    before = dict(known.jar)
    with cause.begin(on):
        for action in ("accept_all", "refuse_all"):
            for browser in (known, stranger):
                answer = press(on, browser, action)
                assert (answer.status, OUT_OF_REACH in answer.text.lower()) == (503, True)
        assert (known.jar, stranger.jar) == (before, {})
        assert known.get(on.process, "/healthz").status == 200
        assert known.get(on.process, "/readyz").status == 503
    assert seconds_until_recorded(on) < RECOVERS
    assert press(on, known, "withdraw_all").status == 303
    require_stored(on, known, hotjar="withdrawn", matomo="withdrawn", youtube="withdrawn")
    assert on.here.desk.is_whole()


def test_there_is_something_to_try_on_each_database():
    assert {one.database for one in causes.possible()} == set(NAMES)
