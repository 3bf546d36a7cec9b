"""The starter site as a server serves it, and visitors of it who have decided before."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from benchmarks import servers, starter
from benchmarks.servers import Command, Process
from benchmarks.wrk import Asked
from cookieprefs.settings import SETTINGS, Settings
from cookieprefs.store.db import db

ORIGIN = "https://maison-tilleul.example"
BROWSER = {"Accept": "*/*", "Accept-Language": "fr", "Accept-Encoding": "gzip, deflate, br, zstd"}
"""What a browser sends with everything; sent to whoever is measured."""
HTMX = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
    "HX-Request": "true",
}
FIRST = "/embed.js?lang=fr"
"""What a first visit asks for."""
SWITCH = "/preferences/services/matomo"
FORM = {"version": 1, "lang": "fr", "layer": "preferences", "layout": "full"}
"""What the panel's form says was shown."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site that is served, and where its ledger is looked at."""

    process: Process
    records: Callable[[], int] = field(repr=False)
    """How many records its ledger has now."""
    folder: Path
    environment: Mapping[str, str]
    """What any process needs that serves it."""

    def get(self, path: str, *, visitors: int = 0, **headers: str) -> Asked:
        """Ask for a page: as one who has no cookie of ours, or as so many known visitors by turns."""
        file = self._known(visitors) if visitors else None
        return Asked(url=self.process.url(path), headers={**BROWSER, **headers}, visitors=file)

    def switch(self, *, visitors: int = 0) -> Asked:
        """Turn one service's switch: as so many known visitors by turns, or each time as one who is new."""
        body = f"{urlencode(FORM)}&once={{new}}&granted={'{turn}' if visitors else 'yes'}"
        file = self._known(visitors) if visitors else None
        return Asked(url=self.process.url(SWITCH), headers={**BROWSER, **HTMX}, body=body, visitors=file)

    def _known(self, visitors: int) -> Path:
        """The cookies of so many visitors, each of whom has said yes once."""
        file = self.folder / f"{visitors} visitors"
        if not file.exists():
            file.write_text("".join(f"{self._first(number)}\n" for number in range(visitors)), encoding="utf-8")
        return file

    def _first(self, number: int) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=servers.PATIENCE)
        address = f"10.255.{number // 256}.{number % 256}"
        body = urlencode({**FORM, "once": secrets.token_urlsafe(16), "granted": "yes"})
        connection.request("POST", SWITCH, body, {**BROWSER, **HTMX, "X-Forwarded-For": address})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"a visitor's first switch was answered by {answer.status}")
        cookies = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie") or ()))
        return "; ".join(f"{name}={one.value}" for name, one in cookies.items())


@contextmanager
def served(command: Command, *, database_url: str | None = None) -> Iterator[Site]:
    """The starter site below its mount, served by a command, as long as the block lasts."""
    with starter.published(ORIGIN, features=(), database_url=database_url, proxy_hops=1) as app:
        settings: Settings = app.extensions["cookieprefs"].settings

        def records() -> int:
            with app.app_context(), db.engine.connect() as connection:
                return int(connection.scalar(text("SELECT count(*) FROM cookieprefs_record")) or 0)

        told = environment(settings)
        with servers.running(command, environment=told, path=FIRST) as process:
            yield Site(process=process, records=records, folder=settings.instance, environment=told)
        with app.app_context():
            db.engine.dispose()


def environment(settings: Settings) -> Mapping[str, str]:
    """The settings as a server process reads them."""
    given = {one.variable: getattr(settings, one.name) for one in SETTINGS}
    return {variable: str(value) for variable, value in given.items() if value is not None}
