"""Does what the Dockerfile says, step by step, without Docker, and runs what the image would run: `make image`.

The file systems of both stages are rooms: this machine's own, with its own Python. What serves then may write to
its volume and to /tmp, is nobody, has no rights, and a network of its own that leads nowhere.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy import dockerfile, room
from tests.deploy.dockerfile import TOP, Stage
from tests.deploy.room import Room

PATIENCE = 60.0
"""Seconds within which it must be well, and within which it must end when it is told to."""

INSTANCE = r"site\.yaml|policy\.[a-z-]+\.md|cookieprefs\.sqlite3(-wal|-shm)?"
URL = "https://site.example/cookies/"
SETTINGS = {"COOKIEPREFS_PUBLIC_URL": URL, "COOKIEPREFS_SECRET_KEY": "0" * 64}
FETCH = "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/cookies/').read().decode())"
# A new network has its loopback down, and not every machine has `ip`.
LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as one:
    fcntl.ioctl(one, 0x8914, struct.pack("16sh", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def main() -> None:
    """Build, then run. Raises `SystemExit` with a sentence on the first thing wrong."""
    if len(sys.argv) == 1:
        room.enter("tests.deploy.image", Path(tempfile.mkdtemp(prefix="cookieprefs-image-")))
    started, folder = time.monotonic(), Path(sys.argv[1])
    room.scratch(folder)
    built = build(folder)
    user, final = built.user, built.room
    for words in (["init"], ["db", "upgrade"], ["check"], ["publish"]):
        room.call(*final.words(["cookieprefs", *words], built.environment, cwd=built.cwd, user=user))
    with serving(built) as server:
        require_well(built, server)
        page = room.call(*near(server, built, ["python", "-c", FETCH]))
        require("<h1>Cookie policy</h1>" in page, "it serves no policy page")
    written = {one.name for one in final.at(built.cwd).iterdir()}
    strays = {one for one in written if not re.fullmatch(INSTANCE, one)}
    require(not strays, f"it wrote into its volume what belongs nowhere: {', '.join(sorted(strays))}")
    print(f"The Dockerfile's steps were done, and what they made serves ({time.monotonic() - started:.0f} s).")


class Image:
    """A room that was made by the steps of a stage."""

    def __init__(self, place: Path) -> None:
        self.room = Room(place)
        self.environment = room.outside()
        self.cwd = "/"
        self.user: str | None = None

    def do(self, word: str, text: str, source: Image | None) -> None:
        """Do one step. Those that only tell something about an image change nothing."""
        if word == "WORKDIR":
            self.cwd = text
            self.room.at(text).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            self._copy(text.split(), source)
        elif word == "RUN":
            room.call(*self.room.words(["/bin/sh", "-c", text], self.environment, cwd=self.cwd, user=self.user))
        elif word == "USER":
            self.user = text

    def _copy(self, words: list[str], source: Image | None) -> None:
        is_from = words[0].startswith("--from=")
        *names, target = words[1:] if is_from else words
        for name in names:
            whence = source.room.at(name) if is_from and source else TOP / name
            into = self.room.at(target if target.startswith("/") else f"{self.cwd}/{target}")
            if whence.is_dir():
                shutil.copytree(whence, into, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT[is_from]))
            else:
                shutil.copy(whence, into)


# .dockerignore leaves them out of what is sent to the builder.
_LEFT_OUT: dict[bool, tuple[str, ...]] = {True: (), False: ("__pycache__",)}


def build(folder: Path) -> Image:
    """The room of the last stage, locked, with its environment as a container would get it."""
    made: Image | None = None
    stages = dockerfile.read()
    for number, stage in enumerate(stages):
        before, made = made, Image(folder / str(number))
        for word, text in stage.steps:
            print(f"{word} {text}"[:100], flush=True)
            made.do(word, text, before)
    assert made is not None
    assert made.user is not None
    made.environment = settings_of(stages[-1])
    made.room.lock(made.environment["COOKIEPREFS_INSTANCE"], made.user)
    return made


def settings_of(stage: Stage) -> dict[str, str]:
    """What a container has in its environment: nothing of this machine's."""
    path = stage.environment["PATH"].replace("$PATH", room.PATH)
    return {**stage.environment, "PATH": path, **SETTINGS}


@contextmanager
def serving(built: Image) -> Iterator[subprocess.Popen[bytes]]:
    """What a container runs, until the block ends; then it is told to end, and must."""
    command = dockerfile.read()[-1].command
    inside = built.room.words(command, built.environment, cwd=built.cwd, user=built.user)
    words = ["unshare", "--net", sys.executable, "-c", LOOPBACK, *inside]
    with subprocess.Popen(words) as server:
        try:
            yield server
            server.send_signal(getattr(signal, dockerfile.read()[-1].one("STOPSIGNAL")))
            require(server.wait(PATIENCE) == 0, "it did not end well; what it said stands above")
        finally:
            server.kill()


def near(server: subprocess.Popen[bytes], built: Image, command: list[str]) -> list[str]:
    """What runs a command beside the server, as Docker runs a check of health."""
    inside = built.room.words(command, built.environment, cwd=built.cwd, user=built.user)
    return ["nsenter", f"--target={server.pid}", "--net", *inside]


def require_well(built: Image, server: subprocess.Popen[bytes]) -> None:
    """Ask by the image's own check until it is well."""
    words, end = near(server, built, dockerfile.read()[-1].health), time.monotonic() + PATIENCE
    while subprocess.run(words, capture_output=True, check=False).returncode:
        if server.poll() is not None or time.monotonic() > end:
            raise SystemExit("image: it is not well; what it said stands above")
        time.sleep(0.2)


def require(holds: bool, otherwise: str) -> None:
    """Stop with a sentence where something does not hold."""
    if not holds:
        raise SystemExit(f"image: {otherwise}")


if __name__ == "__main__":
    main()
