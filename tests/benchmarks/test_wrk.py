"""What wrk says, and what is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import wrk
from benchmarks.wrk import Asked, LoadError

GOOD = {"requests": 1500, "microseconds": 2_000_000, "p50": 2500, "p99": 9000, "failed": 0, "refused": 0}


def said(**changed: Any) -> str:
    """The end of what wrk prints, with our script's line."""
    return f"Running 2s test\n  Requests/sec: 750\n{json.dumps({**GOOD, **changed})}\n"


def test_the_last_line_tells_the_rate_and_the_waiting():
    load = wrk.read(said())
    assert (load.rate, load.p50, load.p99, load.requests, load.seconds) == (750.0, 2.5, 9.0, 1500, 2.0)


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("", "''"),
        ("\n\n", "''"),
        ("unable to connect to 127.0.0.1:1 Connection refused", "Connection refused"),
        ('{"requests": 5}', "is no line of load.lua"),
        ("[1, 2]", "is no line"),
        ("null", "is no line"),
        (said(requests="many"), "is no line"),
        (said(p50=None), "is no line"),
    ],
)
def test_anything_else_is_no_measurement(output: str, word: str):
    with pytest.raises(LoadError, match=word):
        wrk.read(output)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"refused": 3}, "3 were errors"),
        ({"failed": 2}, "2 more never came"),
        ({"requests": 0}, "not one answer"),
        ({"microseconds": 0}, "not one answer"),
    ],
)
def test_answers_that_failed_are_no_measurement(changed: dict[str, int], word: str):
    with pytest.raises(LoadError, match=word):
        wrk.read(said(**changed))


def test_a_machine_without_wrk_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt-get install wrk"):
        wrk.run(Asked(url="http://127.0.0.1:1/", headers={}), seconds=1, connections=1)
