"""Does what docs/deploying.md says, step by step, on a copy of this machine that goes away again: `make steps`.

systemd is not asked: its units are run as they say, by the account, with the rights, folders and system calls that
they leave. The certificate is one of our own, and the site's network has nobody else on it.
"""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from markdown_it import MarkdownIt

from tests.deploy import room, unit
from tests.deploy.dockerfile import TOP
from tests.deploy.image import LOOPBACK, require
from tests.deploy.room import Room

PAGE = TOP / "docs" / "deploying.md"
CHECKOUT = "/usr/local/src/cookieprefs"
UNITS = "/etc/systemd/system"
PEM = "/etc/ssl/site.example"
PATIENCE = 60.0
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".cache", "instance", "__pycache__", "build", "dist", ".*_cache"
)
OWN_PAGE = """<!doctype html><html lang="en"><title>Tea</title><script src="/cookies/embed.js" async></script>
<a href="/cookies/preferences" data-cookieprefs="preferences">Cookie Preferences</a>"""
ASKED = "/var/log/asked-of-systemd"
FETCH = (
    "import sys, urllib.request as r; sys.stdout.write(r.urlopen('http://127.0.0.1:8000/readyz').read().decode())"
)
BY_SOCKET = (
    "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/cookieprefs/cookieprefs.sock'); "
    "s.sendall(b'GET /readyz HTTP/1.0\\r\\n\\r\\n'); print(s.makefile().read())"
)


def main() -> None:
    """Do the steps, then what happens every night. Raises `SystemExit` with a sentence on what is wrong first."""
    if len(sys.argv) == 1:
        room.enter("tests.deploy.steps", Path(tempfile.mkdtemp(prefix="cookieprefs-steps-")))
    started, folder = time.monotonic(), Path(sys.argv[1])
    room.scratch(folder)
    with network() as pid, ExitStack() as running:
        machine = Machine(Room(folder / "0"), pid, running)
        machine.furnish()
        for block in blocks():
            machine.do(block)
        machine.look()
    print(f"The steps of {PAGE.name} lead to a site that is well ({time.monotonic() - started:.0f} s).")


def blocks() -> list[str]:
    """What is typed in the steps, block by block."""
    text = re.search(r"^## Step by step\n(.*?)^## ", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert text is not None
    return [one.content for one in MarkdownIt("commonmark").parse(text[1]) if one.info == "console"]


@contextmanager
def network() -> Iterator[int]:
    """A network with nobody else on it; the process that holds it."""
    words = ["unshare", "--net", sys.executable, "-c", LOOPBACK, "sh", "-c", "echo up; exec sleep infinity"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            require(holder.stdout.readline() == b"up\n", "there is no network of one's own")
            yield holder.pid
        finally:
            holder.kill()


class Machine:
    """The room, as a machine on which the steps are done."""

    def __init__(self, place: Room, network: int, running: ExitStack) -> None:
        self.room, self._running = place, running
        self._near = ["nsenter", f"--target={network}", "--net"]
        self._server: subprocess.Popen[bytes] | None = None

    def furnish(self) -> None:
        """What is there before the first step: the checkout, a site with its certificate, stand-ins."""
        shutil.copytree(TOP, self.room.at(CHECKOUT), ignore=LEFT_OUT, symlinks=True)
        shutil.copy(Path(__file__).with_name("filtered.py"), self.room.at(unit.FILTER))
        self._write("/usr/local/bin/apt-get", "#!/bin/sh\n", mode=0o755)
        self._write("/usr/local/bin/systemctl", f'#!/bin/sh\necho "$@" >> {ASKED}\n', mode=0o755)
        self._write("/etc/hosts", "127.0.0.1 localhost site.example\n")
        self._write("/var/www/site.example/index.html", OWN_PAGE)
        subject = ["-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example", "-days", "90"]
        self.room.at(PEM).mkdir(parents=True)
        files = ["-keyout", f"{PEM}/privkey.pem", "-out", f"{PEM}/fullchain.pem"]
        self.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files])

    def do(self, block: str) -> None:
        """Do one block, and what it asked of systemd. Packages come over the machine's own network."""
        print("".join(f"  {line}\n" for line in block.splitlines()), end="", flush=True)
        self.room.at(ASKED).write_text("", encoding="utf-8")
        trusting = block.replace("cookieprefs doctor", f"cookieprefs doctor --ca {PEM}/fullchain.pem")
        self.run(["/bin/sh", "-euc", trusting], near="pip install" not in block)
        for line in self.room.at(ASKED).read_text("utf-8").splitlines():
            self._ask(line.split())

    def run(self, words: list[str], *, near: bool = True) -> str:
        """Run a command in the room as root, on the site's network. Raises `SystemExit` where it fails."""
        return room.call(*(self._near if near else []), *self.room.words(words, room.outside()))

    def look(self) -> None:
        """A reload, a night, the end, and the socket in the place of the port."""
        assert self._server is not None
        self._server.send_signal(signal.SIGHUP)
        self._wait(["python", "-c", FETCH])
        for name in ("seal", "prune", "backup"):
            self._once(f"cookieprefs-{name}.service")
        backup = self.room.at("/var/lib/cookieprefs-backup/cookieprefs.tar.gz")
        require(backup.stat().st_mode & 0o777 == 0o600, "others may read the backup")
        self._end(self._server)
        text = self.room.at(f"{UNITS}/cookieprefs.service").read_text("utf-8")
        by_socket = re.search(r"^# ExecStart=(.+)$", text, re.MULTILINE)
        assert by_socket is not None
        self._server = self._start(by_socket[1])
        self.run(["usermod", "--append", "--groups", "cookieprefs", "www-data"])
        proxy = ["setpriv", "--reuid=www-data", "--regid=www-data", "--init-groups", "python", "-c", BY_SOCKET]
        self._wait(proxy)
        self._end(self._server)

    def _ask(self, words: list[str]) -> None:
        """Do what systemd was asked for, as far as it would start something now."""
        if words == ["enable", "--now", "cookieprefs.service"]:
            service = self._service("cookieprefs.service")
            room.call(*self._near, *unit.words(self.room, service, service["ExecStartPre"]))
            self._server = self._start(service["ExecStart"])
            self._wait(["python", "-c", FETCH])
        elif words == ["reload", "nginx"]:
            self.run(["nginx"])
            self._running.callback(self.run, ["nginx", "-s", "stop"])

    def _service(self, name: str) -> dict[str, str]:
        return unit.read(self.room.at(f"{UNITS}/{name}"))["Service"]

    def _once(self, name: str) -> None:
        service = self._service(name)
        print(f"  {service['ExecStart']}", flush=True)
        room.call(*self._near, *unit.words(self.room, service, service["ExecStart"]))

    def _start(self, line: str) -> subprocess.Popen[bytes]:
        words = [*self._near, *unit.words(self.room, self._service("cookieprefs.service"), line)]
        path = self.room.at(unit.TOLD)
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(str(path))
            path.chmod(0o777)
            told.settimeout(PATIENCE)
            server = self._running.enter_context(subprocess.Popen(words))
            self._running.callback(server.kill)
            require(b"READY=1" in told.recv(1000), "it tells systemd something else than that it listens")
        return server

    def _end(self, server: subprocess.Popen[bytes]) -> None:
        server.terminate()
        require(server.wait(PATIENCE) == 0, "it did not end well; what it said stands above")

    def _wait(self, words: list[str]) -> None:
        """Ask again and again until the answer is that it can serve."""
        end = time.monotonic() + PATIENCE
        asked = [*self._near, *self.room.words(words, room.outside())]
        while subprocess.run(asked, capture_output=True, check=False).stdout.split()[-1:] != [b"ok"]:
            assert self._server is not None
            require(self._server.poll() is None, "it has ended; what it said stands above")
            require(time.monotonic() < end, "it does not serve; what it said stands above")
            time.sleep(0.2)

    def _write(self, path: str, text: str, *, mode: int = 0o644) -> None:
        self.room.at(path).parent.mkdir(parents=True, exist_ok=True)
        self.room.at(path).unlink(missing_ok=True)
        self.room.at(path).write_text(text, encoding="utf-8")
        self.room.at(path).chmod(mode)


if __name__ == "__main__":
    main()
