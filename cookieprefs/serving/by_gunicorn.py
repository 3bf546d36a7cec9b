"""Served by gunicorn: processes with threads, on one socket that outlives them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cookieprefs import log
from cookieprefs.serving import loading
from cookieprefs.serving.patience import Worker
from cookieprefs.serving.plan import Plan

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 32
"""How many visitors a process may wait for at once. They are started when they are needed, and take turns."""

# gunicorn ends as a whole where a process ends with 3, and starts another after 1. Of a second 3 while it ends it
# makes a traceback.
_UNFIT, _UNFIT_TOO, _BROKEN = 3, 0, 1
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  what stands there has no name


def run(plan: Plan) -> None:
    """Serve until told to stop. Ends the process."""
    with loading.shared_folder() as folder:
        _Master(_Served(plan, folder)).run()


def settings(plan: Plan) -> dict[str, Any]:
    """gunicorn's settings; none is taken from its own files and variables."""
    return {
        "bind": [f"unix:{plan.socket}" if plan.socket else _address(plan)],
        "workers": plan.workers,
        "worker_class": Worker,
        "threads": THREADS,
        # Longer than a proxy keeps a connection that nobody uses (nginx 60 s, Caddy 120): whoever closes it first
        # must not be us, just as the next decision is on its way.
        "keepalive": 130,
        "timeout": 60,
        "graceful_timeout": 30,
        "limit_request_line": 4094,
        "limit_request_fields": 64,
        # As much as nginx takes of one header: a site's cookies may be many.
        "limit_request_field_size": 8190,
        # Which path was asked for, no header of a visitor's may say; scheme and host stand in PUBLIC_URL.
        "forwarder_headers": "",
        "forwarded_allow_ips": "",
        "control_socket_disable": True,
        "worker_tmp_dir": str(_SHARED_MEMORY) if os.access(_SHARED_MEMORY, os.W_OK) else None,
        "proc_name": "cookieprefs",
    }


def _address(plan: Plan) -> str:
    return f"[{plan.host}]:{plan.port}" if ":" in plan.host else f"{plan.host}:{plan.port}"


class _Served(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """What gunicorn is told of us."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self._folder = plan, folder
        super().__init__()

    def load_config(self) -> None:
        for name, value in settings(self.plan).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Build the app, in a process of its own. Ends that process where it cannot serve; at the start, all."""
        try:
            return loading.application(self._folder)
        except click.ClickException as error:
            has_served, is_first = (self._folder / loading.CHECKED).exists(), self._tell(error)
            if has_served:
                sys.exit(_BROKEN)
            sys.exit(_UNFIT if is_first else _UNFIT_TOO)

    def _tell(self, error: click.ClickException) -> bool:
        """Once, though each process comes to say it. Whether this one was the first."""
        try:
            (self._folder / "told").touch(exist_ok=False)
        except FileExistsError:
            return False
        error.show()
        return True


class _Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's first process, which asks before a reload whether there will be anything to serve."""

    def setup(self, app: _Served) -> None:
        """Make ready, at the start and at each reload; gunicorn sets its own log up each time."""
        super().setup(app)
        log.configure(app.plan.log)

    def handle_hup(self) -> None:
        """Reload, or go on as before and say why."""
        from cookieprefs.serving import reloading

        if fault := reloading.fault():
            self.log.error("Not reloaded, the processes that serve go on: %s", fault)
        else:
            super().handle_hup()
