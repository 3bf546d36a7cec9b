"""A reload under load: every decision is answered and in the ledger, and nobody meets a closed door."""

from __future__ import annotations

import json
import signal
import time
from contextlib import closing
from itertools import cycle
from random import Random
from urllib.parse import urlencode

import pytest

from tests.drills.ground import ground
from tests.drills.load import Load, Stage
from tests.drills.wire import Browser
from tests.serving.proxy import Kept
from tests.serving.served import ENDED, Line, Served, served
from tests.visitor import OWN
from tests.web.posts import SHOWN, URLENCODED


@pytest.mark.parametrize(("name", "times"), [("gunicorn", 2), ("granian", 1)])
def test_no_decision_is_lost_while_processes_change_places(tmp_path, name, times):
    kinds = cycle((Browser, Kept))
    given = {"COOKIEPREFS_LOG": "json"}
    with ground(tmp_path / "instance") as here, served(here, "--workers", "2", server=name, **given) as server:
        stage = Stage(here=here, process=server, chance=Random(7))
        with Load(stage, lambda: next(kinds)()) as load:
            for _ in range(times):
                load.wait_for_one()
                server.reload()
                load.wait_for_one()
        tally = stage.reckon()
        assert tally.faults == []
        assert (tally.lost, tally.unrecorded) == (0, 0)
        assert tally.answered >= 2 * times
        assert server.end() == 0
    # Whoever reads the log by a program reads each line of each process, before and after a reload.
    lines = [json.loads(line) for line in server.said]
    assert {one["logger"] for one in lines} & {"gunicorn.error", "_granian"}


@pytest.mark.parametrize("name", ["gunicorn", "granian"])
def test_who_has_come_and_not_said_a_word_yet_is_heard(tmp_path, name):
    with ground(tmp_path / "instance") as here, served(here, "--workers", "1", server=name) as server:
        with closing(server.line()) as silent, closing(server.line()) as other:
            silent.connect()
            assert _asked(other) == (200, None)  # this one came later, so the silent one is at that process too
            server.signal(signal.SIGHUP)
            patience = time.monotonic() + 60
            while _asked(other) != (200, "close"):
                assert time.monotonic() < patience, server.said
            assert _asked(silent) == (200, "close")
        # Whoever comes now is at the process that stays.
        assert {_newly_asked(server) for _ in range(20)} == {(200, None)}
        server.wait_until(lambda: server.count(ENDED[name]) == 1)
        assert _newly_asked(server) == (200, None)


def _asked(line: Line) -> tuple[int, str | None]:
    """The status, and what is said of the connection where that is its end."""
    line.request("GET", "/readyz", headers={"Host": "shop.test"})
    answer = line.getresponse()
    answer.read()
    said = answer.getheader("Connection")
    return answer.status, None if said == "keep-alive" else said


def _newly_asked(server: Served) -> tuple[int, str | None]:
    with closing(server.line()) as line:
        return _asked(line)


def test_where_new_processes_could_not_serve_the_old_ones_go_on(tmp_path):
    setting = tmp_path / "country-header"
    setting.write_text("X-Country")
    given = {"COOKIEPREFS_COUNTRY_HEADER_FILE": str(setting)}
    with ground(tmp_path / "instance") as here, served(here, "--workers", "1", **given) as server:
        setting.write_text("no header at all")
        server.signal(signal.SIGHUP)
        server.wait_until(lambda: server.count("Not reloaded, .*COOKIEPREFS_COUNTRY_HEADER: write the name") == 1)
        assert server.count("Booting worker") == 1
        assert server.status("/readyz") == 200


def test_what_is_on_its_way_is_answered_before_the_end(tmp_path):
    body = urlencode({**SHOWN, "granted": "yes", "once": "once-and-for-all-ends"}).encode()
    path = str(tmp_path / "http.sock")
    with ground(tmp_path / "instance") as here, served(here, "--workers", "1", path=path) as server:
        line = server.line()
        line.putrequest("POST", "/preferences/services/matomo", skip_host=True)
        headers = {"Host": "shop.test", "Content-Type": URLENCODED, "Content-Length": str(len(body)), **OWN}
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders(body[:20])
        # Whoever comes in between says by these which path was asked for; a visitor must not (B-14).
        assert server.status("/no-such-page", {"SCRIPT_NAME": "/no-such-page", "PATH_INFO": "/readyz"}) == 404
        server.signal(signal.SIGTERM)
        server.wait_until(lambda: server.count("Handling signal: term") == 1)
        line.send(body[20:])
        assert line.getresponse().status == 303
        line.close()
        assert server.wait() == 0
        assert len(here.desk.entries()) == 1
