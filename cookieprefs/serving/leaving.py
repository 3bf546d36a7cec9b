"""How a process that another takes the place of leaves: it lets nobody new in, and hears out who is in."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SIGNAL = signal.SIGUSR1
"""What a process is told by that its place is taken."""

_OPEN = "/dev/fd"


class Leaving:
    """An app in a process that may be told to leave, of a server that closes on whoever has not said a word yet.

    From then on new visitors are left to the processes that stay, and every answer is the last on its connection.
    What is left for the server to close has been silent all the while.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._leaves = False
        signal.signal(SIGNAL, self._leave)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer."""
        if not self._leaves:
            return self._app(environ, start_response)

        def last(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *error)

        return self._app(environ, last)

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self._leaves = True
        stop_listening()


def stop_listening() -> None:
    """Have no listening socket of this process hand out another connection; those of other processes go on.

    Closing is not enough, for processes share one: who waits at it would be woken on. In its place stands one
    of this machine's own that nobody knows of.
    """
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        deaf.setblocking(False)
        for number in map(int, os.listdir(_OPEN)):
            if number != deaf.fileno() and _listens(number):
                os.dup2(deaf.fileno(), number)


def _listens(number: int) -> bool:
    with suppress(OSError), socket.socket(fileno=os.dup(number)) as copy:
        return bool(copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    return False
