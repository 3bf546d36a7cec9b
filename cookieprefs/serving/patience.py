"""gunicorn's worker with threads, with an end to its patience for visitors who send or take slowly."""

from __future__ import annotations

import selectors
import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

TO_SEND = 15.0
"""Seconds that a request may take to arrive, its body too; one that has nothing to send may stay as long."""
TO_SPEAK = 5.0
"""Seconds that a process which is to end waits for who has just connected to begin."""
TO_TAKE = 60.0
"""Seconds until a request is over, its answer taken."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A thread answers one request at a time, so whoever holds one without an end shuts others out."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._begun: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """Answer one request, from the moment it is waited for. Whoever has not said a word yet gets no thread."""
        if not conn.initialized and not conn.data_ready and not conn.wait_for_data(0):
            return _DEFER
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._begun.pop(conn, None)

    def notify(self) -> None:
        """Look around, as the main thread does each second."""
        super().notify()
        now = time.monotonic()
        for conn, begun in list(self._begun.items()):
            if now - begun > TO_SEND:
                # Not gracefully: for that the main thread would wait for this visitor once more.
                conn.close = partial(_close, conn)
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR if now - begun > TO_TAKE else socket.SHUT_RD)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Put the connection where it belongs; one that has not said a word yet is not kept like one that has.

        gunicorn would close such a one while it stops, and whoever is about to speak would lose a decision.
        """
        if not self.alive and not fs.cancelled() and fs.exception() is None and fs.result() is _DEFER:
            self._wait_for(conn)
        else:
            super().finish_request(conn, fs)
        if conn in self.pending_conns:
            conn.timeout = min(conn.timeout, time.monotonic() + TO_SEND)

    def _wait_for(self, conn: TConn) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + TO_SPEAK
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)


def _close(conn: TConn, *, graceful: bool = False) -> None:
    conn.sock.close()
