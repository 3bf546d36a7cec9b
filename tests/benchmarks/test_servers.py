"""Processes that benchmarks start, and look at."""

from __future__ import annotations

import sys
import urllib.request

import pytest

from benchmarks import servers

SERVE = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1")


def test_a_server_answers_as_long_as_the_block_lasts_and_what_it_works_is_counted():
    with servers.running(lambda port: (*SERVE, str(port))) as process:
        before = process.processor_time
        assert before > 0
        with urllib.request.urlopen(process.url("/")) as answer:  # noqa: S310  it is our own
            assert answer.status == 200
        assert process.processor_time > before
        assert process.workers == process.family == [process.pid]
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(process.url("/")).close()  # noqa: S310


def test_the_processes_that_a_server_starts_are_found():
    program = "import subprocess, sys; subprocess.run([*sys.argv[1:]])"
    with servers.running(lambda port: (sys.executable, "-c", program, *SERVE, str(port))) as process:
        first, worker = process.family
        assert (first, [worker]) == (process.pid, process.workers)
        assert process.processor_time > 0


def test_the_work_of_threads_that_have_ended_counts_too():
    program = """
import runpy, sys, threading, time
def work():
    end = time.thread_time() + 0.2
    while time.thread_time() < end:
        pass
thread = threading.Thread(target=work)
thread.start()
thread.join()
sys.argv[1:] = ["--bind", "127.0.0.1", sys.argv[1]]
runpy.run_module("http.server", run_name="__main__")
"""
    with servers.running(lambda port: (sys.executable, "-c", program, str(port))) as process:
        assert process.processor_time > 0.2


@pytest.mark.parametrize(
    ("program", "path", "word"),
    [
        ("raise SystemExit('no such app')", "/", "no such app"),
        ("import runpy; runpy.run_module('http.server', run_name='__main__')", "/nothing-here", "404"),
    ],
)
def test_a_server_that_does_not_answer_is_told_with_what_it_said(program: str, path: str, word: str):
    with (
        pytest.raises(SystemExit, match=word),
        servers.running(lambda port: (sys.executable, "-u", "-c", program, str(port)), path=path),
    ):
        pass
