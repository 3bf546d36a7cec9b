"""Any app behind the server and the settings of `cookieprefs serve`.

`python -m benchmarks.alike APP PORT WORKERS`, where the app is named as `module:name` of what makes it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Alike(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, told what it is told by us."""

    def __init__(self, application: str, settings: Mapping[str, Any]) -> None:
        self._application, self._settings = application, settings
        super().__init__()

    def load_config(self) -> None:
        """Take these settings, and none else."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the app, in a process that serves."""
        module, _, name = self._application.partition(":")
        made: WSGIApplication = getattr(import_module(module), name)()
        return made


def main(application: str, port: str, workers: str) -> None:
    """Serve until told to stop."""
    from cookieprefs.serving import by_gunicorn
    from cookieprefs.serving.plan import Plan

    plan = Plan(server="gunicorn", host="127.0.0.1", port=int(port), socket=None, workers=int(workers))
    Alike(application, by_gunicorn.settings(plan)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
