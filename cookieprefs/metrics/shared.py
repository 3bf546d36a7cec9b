"""The folder in which the processes of one server share their counters, and this process's place in it."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from pathlib import Path

from cookieprefs import __version__
from cookieprefs.settings import SettingsError

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client looks for the folder; an operator may name another one by it."""

_KINDS = ("counter", "histogram")
_BYTES = 1 << 20  # what prometheus-client maps of each file


def folder_for(port: int) -> Path:
    """The folder of the processes that listen on this port: made for our account alone. Raises `SettingsError`."""
    if not (hasattr(os, "getuid") and hasattr(socket, "SO_REUSEPORT")):
        raise SettingsError("COOKIEPREFS_METRICS: this system cannot do it; it takes Linux, a BSD or macOS")
    given = os.environ.get(VARIABLE)
    # By release as well: another one may count other things.
    name = f"cookieprefs-{__version__}-metrics-{port}-{os.getuid()}"
    folder = Path(given) if given else Path(tempfile.gettempdir()) / name
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise SettingsError(f"COOKIEPREFS_METRICS: {folder} cannot be made: {error.strerror}") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise SettingsError(
            f"COOKIEPREFS_METRICS: {folder} is no folder that this account alone may write; remove it, or name "
            f"another by {VARIABLE}"
        )
    return folder


class Places:
    """The numbers by which processes name their files: a process takes one, and who comes after it goes on there.

    By the process's id, as prometheus-client would have it, each that ever ran left files behind for ever, and
    removing them would turn its counters back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pid = self._number = -1
        self._held = -1

    def mine(self) -> int:
        """This process's number; another one after a fork. Raises `OSError` where it cannot have one."""
        if self._pid != os.getpid():
            self._number, self._pid = self._take(), os.getpid()
        return self._number

    def leave(self) -> None:
        """Let another process have it."""
        if self._held >= 0:
            os.close(self._held)
        self._pid = self._held = -1

    def _take(self) -> int:
        number = 0
        while not self._is_taken(number):
            number += 1
        for kind in _KINDS:
            _reserve(self._folder / f"{kind}_{number}.db")
        return number

    def _is_taken(self, number: int) -> bool:
        """Take this number; whether nobody else has it. Whoever ends, in whatever way, lets go of theirs."""
        import fcntl

        file = os.open(self._folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._held = file
        return True


def _reserve(path: Path) -> None:
    """Have the disk keep room for a file: to write a map for which there is none would end the process."""
    if not hasattr(os, "posix_fallocate"):
        return
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(file, 0, _BYTES)
    finally:
        os.close(file)
