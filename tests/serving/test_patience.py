"""Who sends or takes slowly is waited for no longer than that (R-26)."""

import os
import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers import gthread

from cookieprefs.serving import patience
from cookieprefs.serving.patience import Worker


class Conn:
    """A visitor's end of a connection, and ours."""

    def __init__(self):
        self.sock, self.visitor = socket.socketpair()
        self.timeout = time.monotonic() + 1000
        self.initialized = self.data_ready = self.has_spoken = False

    def wait_for_data(self, seconds):
        """Whether a word is there within so many seconds."""
        assert seconds == 0, "whoever is waited for has a thread meanwhile"
        return self.has_spoken

    def is_readable(self):
        """Whether our end may still get something: what is there is read, and an end without it is one."""
        self.sock.setblocking(False)
        try:
            return self.sock.recv(1) != b""
        except BlockingIOError:
            return True

    def is_writable(self):
        try:
            return self.sock.send(b"x") == 1
        except BrokenPipeError:
            return False

    def close(self, graceful=False):
        self.sock.close()


@pytest.fixture
def conn():
    found = Conn()
    yield found
    found.sock.close()
    found.visitor.close()


@pytest.fixture
def worker():
    """A worker that nobody started."""
    config = Config()
    found = Worker(1, os.getppid(), [], None, 30, config, Logger(config))
    yield found
    found.tmp.close()


@pytest.mark.parametrize(
    ("seconds", "is_readable", "is_writable"),
    [(0, True, True), (14, True, True), (16, False, True), (59, False, True), (61, False, False)],
)
def test_a_request_may_take_so_long_to_arrive_and_its_answer_so_long_to_be_taken(
    worker, conn, monkeypatch, seconds, is_readable, is_writable
):
    now = time.monotonic()
    worker._begun[conn] = now - seconds
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: now))
    worker.notify()
    assert (conn.is_readable(), conn.is_writable()) == (is_readable, is_writable)


def test_nobody_waits_for_a_slow_visitor_to_leave(worker, conn):
    worker._begun[conn] = time.monotonic() - 16
    worker.notify()
    conn.close(graceful=True)
    assert conn.sock.fileno() == -1


def test_whoever_has_left_meanwhile_is_no_matter(worker, conn):
    worker._begun[conn] = time.monotonic() - 100
    conn.sock.close()
    worker.notify()


def test_a_request_that_is_over_is_waited_for_no_longer(worker, conn, monkeypatch):
    seen = []
    monkeypatch.setattr(patience.ThreadWorker, "handle", lambda self, one: seen.append(dict(self._begun)))
    conn.has_spoken = True
    worker.handle(conn)
    assert conn in seen[0]
    assert worker._begun == {}


def test_who_has_not_said_a_word_is_not_kept_like_one_who_has(worker, conn, monkeypatch):
    monkeypatch.setattr(patience.ThreadWorker, "finish_request", lambda self, one, fs: None)
    worker.finish_request(conn, None)
    assert conn.timeout > time.monotonic() + 900
    worker.pending_conns.append(conn)
    worker.finish_request(conn, None)
    assert conn.timeout <= time.monotonic() + patience.TO_SEND


@pytest.fixture
def stopping(worker):
    """The same worker, about to end, with the thread and the queue that it has while it runs."""
    worker.alive = False
    worker.poller, worker.tpool = selectors.DefaultSelector(), ThreadPoolExecutor(1)
    worker.method_queue.init()
    yield worker
    worker.tpool.shutdown()
    worker.method_queue.close()
    worker.poller.close()


def test_who_has_connected_to_a_process_that_is_about_to_end_is_still_heard(stopping, conn, monkeypatch):
    """The connection came just before the signal, and its first word just after."""
    handled = []
    monkeypatch.setattr(patience.ThreadWorker, "handle", lambda self, one: handled.append(one))
    deferred = Future()
    deferred.set_result(stopping.handle(conn))
    stopping.finish_request(conn, deferred)
    assert conn.sock.fileno() != -1
    assert conn.timeout <= time.monotonic() + patience.TO_SPEAK
    conn.visitor.send(b"POST")
    [(ready, _)] = stopping.poller.select(60)
    ready.data(ready.fileobj)
    stopping.tpool.shutdown()
    assert handled == [conn]


def test_and_who_says_nothing_then_does_not_hold_it_up(stopping, conn, monkeypatch):
    deferred = Future()
    deferred.set_result(patience._DEFER)
    stopping.nr_conns = 1
    stopping.finish_request(conn, deferred)
    now = time.monotonic() + patience.TO_SPEAK
    monkeypatch.setattr(gthread, "time", SimpleNamespace(monotonic=lambda: now))
    stopping.murder_pending()
    assert (conn.sock.fileno(), stopping.nr_conns) == (-1, 0)


def test_who_has_not_said_a_word_gets_no_thread(worker, conn, monkeypatch):
    monkeypatch.setattr(patience.ThreadWorker, "handle", lambda self, one: "handled")
    assert worker.handle(conn) is patience._DEFER
    assert worker._begun == {}
    conn.has_spoken = True
    assert worker.handle(conn) == "handled"
