"""Rooms: this machine as it is, in which all that is written goes away again. They take root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PYTHON = Path(sys._base_executable).resolve()
PATH = f"{PYTHON.parent}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What leads from here to the registry of packages; nothing else of our environment comes along.
PASSED_ON = ("PIP_", "HTTP", "http", "NO_PROXY", "no_proxy", "SSL_")


class Room:
    """One such view of the machine, in a mount namespace that its maker has entered; see `enter`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        for name in ("upper", "work", "root"):
            (folder / name).mkdir(parents=True)
        layers = f"lowerdir=/,upperdir={folder / 'upper'},workdir={folder / 'work'}"
        call("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        for name in ("proc", "dev"):
            call("mount", "--rbind", f"/{name}", self.root / name)
        call("mount", "-t", "tmpfs", "tmpfs", self.root / "tmp")
        self._show_python()

    def at(self, path: str) -> Path:
        """Where a path of the room lies for us."""
        return self.root / path.lstrip("/")

    def words(
        self, command: Sequence[str], environment: Mapping[str, str], *, cwd: str = "/", user: str | None = None
    ) -> list[str]:
        """What runs a command in the room; as an account `uid:gid`, without a right and none to be had."""
        inside = ["env", "-i", f"--chdir={cwd}", *(f"{name}={value}" for name, value in environment.items())]
        if user is not None:
            uid, gid = user.split(":")
            inside += ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs"]
            inside += ["--bounding-set=-all", "--inh-caps=-all"]
        return ["chroot", str(self.root), *inside, *command]

    def lock(self, volume: str, user: str) -> None:
        """From now on nothing can be written but a volume, empty and of an account's own, and /tmp."""
        uid, _, gid = user.partition(":")
        call("mount", "-o", "remount,bind,ro", self.root)
        call("mount", "-t", "tmpfs", "-o", f"uid={uid},gid={gid},mode=0750", "tmpfs", self.at(volume))

    def _show_python(self) -> None:
        """Have this Python found as `python`, by accounts too that may not look into the folder where it lies."""
        for folder in list(PYTHON.parents)[:-1]:
            self.at(str(folder)).chmod(self.at(str(folder)).stat().st_mode | 0o011)
        name = self.at(str(PYTHON.with_name("python")))
        if not name.is_symlink():
            name.symlink_to(PYTHON.name)


def enter(module: str, folder: Path) -> None:
    """Run a module of ours where what it mounts is seen by itself alone, and goes with it. Raises `SystemExit`."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        raise SystemExit("Rooms take mounts of one's own, which this account may not make: run it as root.")
    words = ["unshare", "--mount", sys.executable, "-m", module, str(folder)]
    done = subprocess.run(words, check=False)
    shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(done.returncode)


def scratch(folder: Path) -> None:
    """Give what is written a file system of its own, for an overlay cannot lie upon another."""
    call("mount", "-t", "tmpfs", "tmpfs", folder)


def outside() -> dict[str, str]:
    """The environment of what fetches packages."""
    ours = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return {"HOME": os.environ.get("HOME", "/root"), "PATH": PATH, **ours}


def call(*words: object) -> str:
    """Run to its end, quietly. Raises `SystemExit` with all that it said when it fails."""
    written = [str(one) for one in words]
    done = subprocess.run(written, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(written)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
