"""Hostile clients, a little of each: honest visitors are served beside them, and the ledger stays whole."""

from __future__ import annotations

import shutil
from random import Random

import pytest

from tests.drills import siege
from tests.drills.flood import _is_whole, flood
from tests.drills.hostile import ATTACKS, CLOSED, SILENT, Told
from tests.drills.sites import BEHIND_NGINX, DIRECTLY, site
from tests.proxies.proxies import _PLACES

SECONDS, MANY = 0.7, 40
HOLDING = [one for one in ATTACKS if one.takes_threads]
(SILENTLY,) = [one for one in ATTACKS if one.name == "connections without a word"]


def test_behind_nginx_honest_visitors_are_served_beside_any_of_them(tmp_path):
    assert shutil.which("nginx", path=_PLACES), "sh .ci/proxies installs it"
    chance = Random(5)
    with site(BEHIND_NGINX, tmp_path) as at:
        quiet, within = siege.warmed_up(at, 1, chance)
        found = [siege.withstand(at, attack, SECONDS, MANY, chance) for attack in ATTACKS]
        flooded = flood(at.door, 1, 10_000, chance)
        honest = [quiet, *(one.honest for one in found)]
        # The machine that runs all tests at once has other things to do: how long is for the long form to judge.
        assert [fault for one in found for fault in one.faults(10 * within)] == []
        assert siege.after_all(at, honest, flooded) == []
    held = {one.attack.name: one.told.held for one in found if one.told.held}
    assert held == {one.name: MANY for one in (*HOLDING, SILENTLY)}
    assert all(one.told.outcomes for one in found if not one.told.held)
    assert flooded.answered > 10
    assert len(flooded.forged) > 3


def test_without_a_proxy_the_silent_hold_nobody_up_and_the_slow_only_for_as_long_as_they_come(tmp_path):
    chance = Random(5)
    with site(DIRECTLY, tmp_path) as at:
        quiet, within = siege.warmed_up(at, 0.5, chance)
        beside = siege.withstand(at, SILENTLY, SECONDS, MANY, chance)
        assert list(beside.faults(10 * within)) == []
        for attack in HOLDING:
            told, _, after = siege.outlast(at, attack, 0.5, MANY, chance)
            assert list(told.faults()) == []
            assert told.held == MANY
            assert after < siege.SERVES_AGAIN
        assert siege.after_all(at, [quiet, beside.honest]) == []


def test_a_fault_of_the_servers_and_no_answer_are_found():
    told = Told()
    for outcome in ("200", "400", "431", "501", "505", "500", "502", CLOSED, SILENT):
        told.take(outcome)
    assert sorted(told.faults()) == ["1 times 500", "1 times 502", "1 times no answer"]


@pytest.mark.parametrize(
    ("answer", "is_whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", False),
    ],
)
def test_an_answer_is_read_to_its_last_byte(answer, is_whole):
    assert _is_whole(answer) is is_whole
