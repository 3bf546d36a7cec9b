"""The log's lines: what they hold, and what never."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from cookieprefs import log
from cookieprefs.log import JsonLines, discreet, places, said

DETAIL = 'duplicate key value violates "uq_once"\nDETAIL:  Key (chain)=(find-me) already exists.'


def record(message="words", *args, error=None, **more):
    made = logging.LogRecord("cookieprefs.part", logging.WARNING, "", 1, message, args, error and _info(error))
    vars(made).update(more)
    return made


def _info(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()


def told(*args, **more):
    line = JsonLines().format(record(*args, **more))
    assert "\n" not in line
    return json.loads(line)


def test_a_line_says_when_how_grave_whose_and_what():
    found = told("lost %d of %s", 2, "“three”", created=1_795_975_173.5)
    assert found == {
        "time": "2026-11-29T17:59:33.500+00:00",
        "level": "warning",
        "logger": "cookieprefs.part",
        "message": "lost 2 of “three”",
    }


def test_within_a_request_it_says_which_by_its_rule():
    app = Flask("site")
    app.add_url_rule("/receipt/<receipt_id>", "cookieprefs.proof", lambda receipt_id: "")
    with app.test_request_context("/receipt/find-me?find=me", headers={"User-Agent": "find-me"}) as context:
        context.request.environ[log.REQUEST_ID] = "abc"
        found = told()
    assert found.pop("time")
    assert found == {
        "level": "warning",
        "logger": "cookieprefs.part",
        "message": "words",
        "request_id": "abc",
        "method": "GET",
        "route": "proof",
        "rule": "/receipt/<receipt_id>",
    }


def test_an_address_without_a_route_is_not_told():
    with Flask("site").test_request_context("/find-me", method="FINDME"):
        found = told()
        assert log.asked() == "other no route"
    assert (found["method"], found["route"], "rule" in found, "request_id" in found) == (
        "other",
        "none",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("find-me"), "ValueError"),
        (KeyError("find-me"), "KeyError"),
        (
            FileNotFoundError(2, "No such file or directory"),
            "FileNotFoundError: [Errno 2] No such file or directory",
        ),
        (AttributeError("no attribute 'key'"), "AttributeError: no attribute 'key'"),
        (
            OperationalError("SELECT :a", {"a": "find-me"}, Exception("database is locked")),
            "OperationalError: database is locked",
        ),
        (
            IntegrityError("INSERT", {"a": "find-me"}, Exception(DETAIL)),
            'IntegrityError: duplicate key value violates "uq_once"',
        ),
    ],
)
def test_of_an_error_only_words_without_values_are_told(error, words):
    assert said(error) == words
    outer = ValueError("find-me too")
    outer.__cause__ = error
    assert said(outer) == f"ValueError, because of {words}"


def test_an_error_comes_with_its_places_and_without_its_source():
    found = told("failed", error=ValueError("find-me"))
    assert found["error"] == "ValueError"
    assert [one.partition(":")[0] for one in found["traceback"]] == [__name__]
    assert found["traceback"][0].endswith(" in _info")
    assert "find-me" not in json.dumps(found)


def test_an_app_that_fails_tells_the_route_in_text(caplog):
    app = Flask("site")
    app.add_url_rule("/receipt/<receipt_id>", "proof", lambda receipt_id: int(receipt_id))
    log.guard(app)
    assert app.test_client().get("/receipt/find-me?find-me").status_code == 500
    (line,) = caplog.messages
    first, *rest = line.splitlines()
    assert first == "GET /receipt/<receipt_id> failed: ValueError"
    assert any(f"{__name__}:" in one for one in rest)
    assert "find-me" not in caplog.text


@pytest.mark.parametrize(
    ("words", "error", "left"),
    [
        ("Invalid request from ip=198.51.100.23: bad 'find-me'", None, "Invalid request"),
        (
            "Error handling request GET /receipt/find-me",
            ValueError("find-me"),
            "Error handling request: ValueError",
        ),
        ("Socket error processing request.", OSError("reset"), "Socket error processing request.: OSError: reset"),
        ("Booting worker with pid: 4", None, "Booting worker with pid: 4"),
    ],
)
def test_what_a_server_says_itself_names_nobody(words, error, left):
    one = record("%s", words, error=error)
    assert discreet(one)
    assert (one.getMessage(), one.exc_info) == (left, None)


def test_places_are_told_outermost_first():
    def inner():
        raise ValueError

    with pytest.raises(ValueError) as caught:  # noqa: PT011
        inner()
    assert [one.rpartition(" ")[2] for one in places(caught.value)] == [
        "test_places_are_told_outermost_first",
        "inner",
    ]
