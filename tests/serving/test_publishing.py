"""What is published reaches every process in the time that is stated, and a copy that holds is not sent again."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cookieprefs.runtime import LOOK_AGAIN
from tests import sample
from tests.drills.ground import ground
from tests.serving.served import Served, served

STATED = "public, max-age=600, stale-while-revalidate=3600"
PROMISED = 5.0
"""Seconds within which every process serves what is published (DESIGN 9)."""


@dataclass
class Copy:
    """What a browser has of embed.js."""

    status: int
    tag: str
    kept: str
    body: str


def ask(server: Served, tag: str = "") -> Copy:
    """Ask for embed.js, by a connection of its own."""
    connection = server.line()
    try:
        held = {"If-None-Match": tag} if tag else {}
        connection.request("GET", "/embed.js", headers={"Host": "shop.test", **held})
        answer = connection.getresponse()
        body = answer.read().decode()
        return Copy(answer.status, answer.headers["ETag"], answer.headers["Cache-Control"], body)
    finally:
        connection.close()


def processes(server: Served) -> list[int]:
    """The processes that answer."""
    return [int(found[1]) for line in server.said if (found := re.search(r"Booting worker with pid: (\d+)", line))]


@contextmanager
def alone(server: Served, process: int) -> Iterator[None]:
    """Have all others stand still, so that this one answers."""
    others = [one for one in processes(server) if one != process]
    for one in others:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in others:
            os.kill(one, signal.SIGCONT)


def test_every_process_serves_what_is_published_and_knows_a_copy_that_holds(tmp_path):
    assert LOOK_AGAIN <= PROMISED
    with ground(tmp_path / "instance") as here, served(here, "--workers", "2") as server:
        both = processes(server)
        first = ask(server)
        for process in both:
            with alone(server, process):
                again = ask(server, first.tag)
                assert (again.status, again.body, again.kept) == (304, "", STATED)
        here.desk.publish(sample.with_service("vimeo", "media"))
        published = time.monotonic()
        for process in both:
            with alone(server, process):
                asked = time.monotonic()
                while (found := ask(server, first.tag)).status == 304:
                    assert asked - published <= LOOK_AGAIN
                    asked = time.monotonic()
            assert (found.status, found.kept) == (200, STATED)
            assert found.tag != first.tag
            assert "vimeo" in found.body
            assert "vimeo" not in first.body
