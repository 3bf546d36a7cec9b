"""A program that attacks reaches this machine and no other, and what it wanted besides is counted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.attack.tools.run import LOOPBACK, refused

ELSEWHERE = [
    "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)",
    "import socket; socket.getaddrinfo('name.example', 443)",
    "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "import urllib.request; urllib.request.urlopen('http://name.example/')",
    "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))",
]


def run(program, folder):
    environment = {**os.environ, "PYTHONPATH": str(LOOPBACK), "ATTACK_REFUSED": str(folder / "refused")}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("program", ELSEWHERE)
def test_another_machine_is_not_reached(program, tmp_path):
    done = run(program, tmp_path)
    assert done.returncode == 1
    assert "is not this machine" in done.stderr
    assert refused(tmp_path) == 1


def test_this_machine_is(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run(f"import socket; socket.create_connection(('localhost', {port}), timeout=5)", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert refused(tmp_path) == 0
