"""Threads of one process take turns, and the body of a request is there before its turn comes."""

import threading
from io import BytesIO

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from cookieprefs.serving import turns
from cookieprefs.serving.turns import Turns


class App:
    """Says how many are in it at once, and holds each until the test lets it go."""

    def __init__(self):
        self.inside = self.most = 0
        self.entered, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.release()
        assert self.go.acquire(timeout=60)
        self.inside -= 1
        start_response("200 OK", [])
        return [b""]


def ask(app, **given):
    return run_wsgi_app(app, EnvironBuilder(**given).get_environ())


def test_one_thread_is_in_the_app_at_a_time(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 60)
    inner = App()
    taking = Turns(inner)
    threads = [threading.Thread(target=ask, args=(taking,)) for _ in range(4)]
    for one in threads:
        one.start()
    for _ in threads:
        assert inner.entered.acquire(timeout=60)
        inner.go.release()
    for one in threads:
        one.join()
    assert inner.most == 1


def test_nobody_waits_for_long_for_one_that_is_held_up(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.01)
    inner = App()
    taking = Turns(inner)
    threads = [threading.Thread(target=ask, args=(taking,)) for _ in range(2)]
    for one in threads:
        one.start()
    for _ in threads:
        assert inner.entered.acquire(timeout=60)
    for _ in threads:
        inner.go.release()
    for one in threads:
        one.join()
    assert inner.most == 2


def test_a_turn_ends_where_the_app_fails():
    def fails(environ, start_response):
        raise RuntimeError("broken")

    taking = Turns(fails)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken"):
            ask(taking)
    assert taking._turn.acquire(blocking=False)


@pytest.mark.parametrize(
    ("given", "is_read"),
    [
        ({"CONTENT_LENGTH": "5"}, True),
        ({"CONTENT_LENGTH": "100001"}, False),
        ({"CONTENT_LENGTH": "five"}, False),
        ({"CONTENT_LENGTH": "-1"}, False),
        ({}, False),
        ({"wsgi.input_terminated": True}, True),
    ],
)
def test_a_body_that_may_be_taken_is_there_before_the_turn(given, is_read):
    body, seen = BytesIO(b"a=1&b"), []

    def app(environ, start_response):
        seen.append((body.tell(), environ["wsgi.input"].read(5)))
        start_response("200 OK", [])
        return [b""]

    environ = {**EnvironBuilder(method="POST").get_environ(), "wsgi.input": body}
    environ.pop("CONTENT_LENGTH", None)
    run_wsgi_app(Turns(app), {**environ, **given})
    assert seen == [(5 if is_read else 0, b"a=1&b")]


def test_half_a_form_is_no_decision():
    environ = {
        **EnvironBuilder(method="POST").get_environ(),
        "wsgi.input": BytesIO(b"half"),
        "CONTENT_LENGTH": "8",
    }
    _, status, _ = run_wsgi_app(Turns(lambda *_: pytest.fail("the app was asked")), environ)
    assert status == "408 Request Timeout"
