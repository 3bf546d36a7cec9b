"""Served by granian: its own threads speak with visitors, a thread of Python answers."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.net import SocketSpec
from granian.server.mp import WorkerProcess

from cookieprefs import log
from cookieprefs.serving import loading, reloading
from cookieprefs.serving.leaving import SIGNAL, Leaving
from cookieprefs.serving.plan import Plan

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 32
"""As many as with gunicorn, for bodies that come slowly."""
TO_SPEAK = 5.0
"""Seconds that a process whose place is taken hears out who has connected."""


def run(plan: Plan) -> None:
    """Serve until told to stop."""
    with loading.shared_folder() as folder:
        server = _Server(
            "cookieprefs",
            address=plan.host,
            port=plan.port,
            uds=Path(plan.socket) if plan.socket else None,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            workers=plan.workers,
            blocking_threads=THREADS,
            http1_settings=HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024),
            log_access=False,
            respawn_failed_workers=True,
            workers_kill_timeout=30,
        )
        log.configure(plan.log)
        server.serve(target_loader=partial(_load, folder), wrap_loader=False)


def _load(folder: Path) -> WSGIApplication:
    try:
        return Leaving(loading.application(folder))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


class _Worker(WorkerProcess):  # type: ignore[misc]
    """One process, which closes on nobody who is about to speak when another takes its place."""

    def terminate(self) -> None:
        """Have it end: at once where the whole server does, for then nobody is let in any more."""
        self.interrupt_by_parent = True
        if self.parent.replaces and not self.parent.interrupt_signal and self.inner.is_alive():
            with suppress(ProcessLookupError):  # it ended by itself just now
                os.kill(self.inner.pid, SIGNAL)
            time.sleep(TO_SPEAK)
        super().terminate()


class _Server(Granian):  # type: ignore[misc]  # its types are left out of account
    """granian, which loses nothing by a reload, and asks before whether there will be anything to serve."""

    replaces = False
    """Whether other processes take the place of those that end."""

    def _init_shared_socket(self) -> None:
        """Listen once for all processes.

        On Linux each would by itself, and whoever waits at the socket of one that ends is shut out.
        """
        if self.bind_uds:
            super()._init_shared_socket()
            return
        self._shd = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._sfd = self._shd.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        if fault := reloading.fault():
            click.echo(f"Not reloaded, the processes that serve go on: {fault}", err=True)
            self.reload_signal = False
            self.main_loop_interrupt.clear()
        else:
            super()._reload(spawn_target, target_loader)

    def _respawn_workers(self, *given: Any, **named: Any) -> None:
        self.replaces = True
        super()._respawn_workers(*given, **named)
        self.replaces = False

    def _spawn_worker(self, *given: Any, **named: Any) -> WorkerProcess:
        worker = super()._spawn_worker(*given, **named)
        worker.__class__ = _Worker  # granian names the class where it makes one, with a dozen arguments
        return worker
