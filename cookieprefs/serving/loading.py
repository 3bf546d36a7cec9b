"""The app as a server's process holds it: fit to serve, taking turns, its static files before it."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CHECKED = "checked"
"""The file that says that this server has once been fit to serve: its later processes need not ask again."""

_HEAPS = 2
"""Parts of its memory out of which a process serves its threads, where the C library is GNU's."""
_M_ARENA_MAX = -8  # as <malloc.h> has it

_LATER = 5.0
"""Seconds after which a new process does what nobody waits for: by then it has answered those who did."""


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder for what the processes of one server share, gone when the process that made it is."""
    found, owner = Path(tempfile.mkdtemp(prefix="cookieprefs-serve-")), os.getpid()
    try:
        yield found
    finally:
        if os.getpid() == owner:
            rmtree(found, ignore_errors=True)


def application(folder: Path) -> WSGIApplication:
    """What a server's process answers with. Raises `ClickException` with a sentence where it cannot serve.

    What is loaded here stays as long as the process: looking through it for garbage finds none, now and later.
    """
    share_heaps()
    gc.disable()
    try:
        return _application(folder)
    finally:
        gc.freeze()
        gc.enable()


def share_heaps() -> None:
    """Have threads that are started from now on share a few heaps, unless the operator has said how many.

    Else each has one of its own, which keeps what that thread once took, and threads take turns anyway.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    # Other C libraries have no such word; a Python may come without ctypes, or not be let use it by its service.
    with suppress(ImportError, AttributeError, MemoryError):
        import ctypes

        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


def _application(folder: Path) -> WSGIApplication:
    # Not above: the process that starts the others must not hold a release that they have left.
    from cookieprefs import create_app
    from cookieprefs.serving import fit
    from cookieprefs.serving.files import Files
    from cookieprefs.serving.turns import Turns

    app = create_app()
    runtime = app.extensions["cookieprefs"]
    runtime.later = _later
    if not (folder / CHECKED).exists():
        fit.check(app)
        (folder / CHECKED).touch()
    return Files(Turns(app), runtime.settings.mount, folder / "static")


def _later(work: Callable[[], None]) -> None:
    timer = Timer(_LATER, work)
    timer.daemon = True
    timer.start()
