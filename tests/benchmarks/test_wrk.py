"""What wrk says, and what is made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import wrk
from benchmarks.wrk import Asked, LoadError
from tests.ports import free_port

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


@pytest.mark.parametrize(
    ("program", "word"),
    [
        ("echo nothing that can be read", "http://127.0.0.1:1/: wrk said 'nothing that can be read'"),
        ("echo 'unable to connect' >&2; exit 1", "could not ask http://127.0.0.1:1/: unable to connect"),
    ],
)
def test_a_run_that_fails_is_told_with_its_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, word: str
):
    (tmp_path / "wrk").write_text(f"#!/bin/sh\n{program}\n")
    (tmp_path / "wrk").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=word):
        wrk.run(Asked(url="http://127.0.0.1:1/", headers={}), seconds=1, connections=1)


def test_what_does_not_answer_is_told_with_its_address():
    asked = Asked(url=f"http://127.0.0.1:{free_port()}/a", headers={}, body="once={new}")
    with pytest.raises(SystemExit, match=f"{asked.url} does not answer: .*refused"):
        wrk.once(asked)


def test_what_is_asked_reaches_wrk_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "wrk").write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {tmp_path}/asked\necho '{json.dumps(GOOD)}'\n"
    )
    (tmp_path / "wrk").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = Asked(url="http://127.0.0.1:1/a?b=c", headers={"Accept": "*/*"}, body="once={new}", visitors=tmp_path)
    assert wrk.run(asked, seconds=3, connections=16).requests == 1500
    words = (tmp_path / "asked").read_text().splitlines()
    assert words[words.index("--connections") + 1] == "16"
    assert words[words.index("--duration") + 1] == "3s"
    assert words[words.index("--header") + 1] == "Accept: */*"
    url, end, mark, *rest = words[-5:]
    assert (url, end, rest) == (asked.url, "--", ["once={new}", str(tmp_path)])
    assert re.fullmatch("[0-9a-f]{12}", mark)
