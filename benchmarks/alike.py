"""Any app behind the server and the settings of `cookieprefs serve`.

`python -m benchmarks.alike APP PORT WORKERS`, where the app is named as `module:name` of what makes it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from cookieprefs.serving import by_gunicorn
from cookieprefs.serving.plan import Plan

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Alike(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, told what `cookieprefs serve` tells it."""

    def __init__(self, application: str, plan: Plan) -> None:
        self._application, self._plan = application, plan
        super().__init__()

    def load_config(self) -> None:
        """Take the settings of ours, and none else."""
        for name, value in by_gunicorn.settings(self._plan).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the app, in a process that serves."""
        module, _, name = self._application.partition(":")
        made: Any = getattr(import_module(module), name)()
        return made  # type: ignore[no-any-return]


def main(application: str, port: str, workers: str) -> None:
    """Serve until told to stop."""
    plan = Plan(server="gunicorn", host="127.0.0.1", port=int(port), socket=None, workers=int(workers))
    Alike(application, plan).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
