"""The real app, served to a real browser, with its ledger at hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord
from cookieprefs.runtime import Runtime
from cookieprefs.store import ledger
from cookieprefs.store.db import db
from tests import conftest
from tests.browser.line import Line
from tests.browser.slow import Slow
from tests.clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Quiet(WSGIRequestHandler):
    """Answers without a word on the console."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a test that fails shows what it saw."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site that is being served."""

    url: str
    app: Flask
    runtime: Runtime
    clock: Clock
    line: Line

    @property
    def port(self) -> int:
        """The port that it is served on."""
        return int(self.url.rpartition(":")[2])

    def records(self) -> list[ConsentRecord]:
        """All that the ledger holds, by time and place in the chain."""
        with self.app.app_context():
            found = [one.record for one in ledger.decided_between(db.session(), "test-shop", None, None)]
        return sorted(found, key=lambda one: (one.decided_at, one.seq))

    def stored(self) -> dict[str, str]:
        """The choices in the last record, by service."""
        return {key: str(answer.choice) for key, answer in self.records()[-1].answers.items()}

    def publish(self, text: str | None = None, **options: object) -> PolicyVersion | None:
        """Publish another site file."""
        return conftest.publish(self.app, text, **options)


@contextmanager
def served(app: Flask, clock: Clock) -> Iterator[Site]:
    """Serve an app on a free port, in a thread, as long as the block lasts."""
    line = Line(app)
    with listening(line) as port:
        yield Site(
            url=f"http://localhost:{port}", app=app, runtime=app.extensions["cookieprefs"], clock=clock, line=line
        )


@contextmanager
def listening(app: WSGIApplication) -> Iterator[int]:
    """Answer with a WSGI app on a free port, which is handed out, as long as the block lasts."""
    server = make_server("127.0.0.1", 0, Slow(app), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
