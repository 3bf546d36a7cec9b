"""A site to be attacked: the starter site, served as in production, with visitors' decisions in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import text

from cookieprefs import firstrun
from cookieprefs.cli import main
from cookieprefs.settings import SETTINGS, Settings
from cookieprefs.store.db import db
from cookieprefs.web import cookies
from tests.attack.wire import Answer, send, written
from tests.databases import built, disposed
from tests.drills.wire import Jar
from tests.ports import free_port

HOST = "maison-tilleul.example"
MOUNT = "/cookies"
PUBLIC_URL = f"https://{HOST}{MOUNT}/"
SHOWN = {"version": "1", "lang": "en", "layer": "preferences", "layout": "full"}
OWN = {"Sec-Fetch-Site": "same-origin"}
TABLES = ("policy_version", "snapshot", "record", "record_payload", "seal", "seal_member")
"""What may be added to, and never changed."""

_PATIENCE = 60  # seconds until a server listens: a busy machine takes its time
_SECRET = "a secret of the attacked"
_DECISIONS = (
    {"action": "accept_all"},
    {"action": "refuse_all", "layer": "banner"},
    {"action": "save", "services": "matomo"},
    {"action": "withdraw_all"},
)
Rows = dict[str, set[str]]


@dataclass(kw_only=True)
class Target:
    """A server of ours on a port of the loopback, and what is known of the ledger behind it."""

    app: Flask
    settings: Settings
    port: int
    log: Path
    workers: int
    victim: Jar = field(default_factory=Jar)
    """The cookies of a visitor who said yes to all, and later no to one."""
    before: Rows = field(default_factory=dict)
    visitors: dict[str, int] = field(default_factory=dict)
    """The chains that were there before, and how many records each has."""
    sent: int = 0

    @property
    def host(self) -> str:
        """What a visitor's browser sends as `Host`."""
        return self.settings.public_url.split("/")[2]

    @property
    def names(self) -> tuple[str, str]:
        """The names of state and id cookie."""
        with self.app.app_context():
            site = self.app.extensions["cookieprefs"].version().policy.site
        return cookies.state_name(self.settings, site), cookies.subject_name(self.settings)

    def raw(self, request: bytes, *, seconds: float = 20) -> list[Answer]:
        """Send bytes as they are; every answer that came until the server closed, or time was up."""
        self.sent += 1
        return send(self.port, request, seconds=seconds)

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | list[tuple[str, str]] = (),
        fields: dict[str, object] | bytes | None = None,
        *,
        jar: Jar | None = None,
    ) -> Answer:
        """Send one request below the mount, as a proxy would pass it on; its one answer."""
        given = dict(headers).items() if isinstance(headers, dict) else headers
        if jar:
            given = [*given, ("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items()))]
        request = written(method, f"{MOUNT}{path}", self.host, given, fields)
        (answer,) = self.raw(request)
        return answer

    def post(self, path: str, *, jar: Jar | None = None, **fields: object) -> Answer:
        """Post a form as our own page does; what it sets is kept in the jar."""
        answer = self.ask("POST", path, OWN, {**SHOWN, **fields}, jar=jar)
        if jar is not None:
            jar.take(answer)
        return answer

    def rows(self) -> Rows:
        """All that must stay as it is."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                name: {repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM cookieprefs_{name}"))}
                for name in TABLES
            }

    def chains(self) -> dict[str, int]:
        """How many records each visitor has."""
        with self.app.app_context(), db.engine.connect() as connection:
            asked = "SELECT chain_id, count(*) FROM cookieprefs_record GROUP BY chain_id"
            return {str(chain): int(number) for chain, number in connection.execute(text(asked))}

    def command(self, *words: str) -> tuple[int, str]:
        """Run one of our commands on the same ledger; its exit code, and what it said."""
        done = CliRunner().invoke(main, words, obj=ScriptInfo(create_app=lambda: self.app))
        return done.exit_code, done.output


@contextmanager
def target(
    folder: Path,
    *,
    database_url: str | None = None,
    proxy_hops: int = 0,
    public_url: str | None = None,
    visitors: int = 12,
    languages: str = "en, fr, de, es, it",
    workers: int = 2,
) -> Iterator[Target]:
    """A served site as long as the block lasts; without a `public_url` it is on https, behind a proxy of ours."""
    port = free_port()
    settings = Settings(
        instance=folder / "instance",
        secret_key=_SECRET,
        public_url=public_url.format(port=port) if public_url else PUBLIC_URL,
        database_url=database_url,
        proxy_hops=proxy_hops,
    )
    with disposed(built(settings)) as app:
        _write(settings.instance, languages)
        upgrade()
        firstrun.prepare(app)
        with _served(settings, folder, port, workers) as log:
            here = Target(app=app, settings=settings, port=port, log=log, workers=workers)
            _visited(here, visitors)
            yield here


def _write(instance: Path, languages: str) -> None:
    firstrun.write_starter(instance)
    file = instance / "site.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^languages: .*$", f"languages: [{languages}]", text, flags=re.M)
    # What is off there is attacked all the same.
    file.write_text(text.replace("count_banner: false", "count_banner: true"), encoding="utf-8")


def _visited(here: Target, visitors: int) -> None:
    """Visitors who decide, one after the other; a seal over half of them; and the last one is the victim."""
    for number in range(visitors):
        here.post("/preferences", jar=Jar(), **_DECISIONS[number % len(_DECISIONS)])
    here.command("ledger", "seal")
    here.post("/preferences", jar=here.victim, action="accept_all")
    here.post("/preferences/services/matomo", jar=here.victim)
    here.before, here.visitors, here.sent = here.rows(), here.chains(), 0


@contextmanager
def _served(settings: Settings, folder: Path, port: int, workers: int) -> Iterator[Path]:
    log = folder / "log"
    given = {one.variable: getattr(settings, one.name) for one in SETTINGS}
    environment = {variable: str(value) for variable, value in given.items() if value is not None}
    begin = [sys.executable, "-c", "from cookieprefs.cli import main; main()", "serve"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*begin, "--port", str(port), "--workers", str(workers)],
            env={**os.environ, **environment, "COOKIEPREFS_LOG": "json"},
            stdout=said,
            stderr=said,
        )
    try:
        _wait_for(port, process, log)
        yield log
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            if send(port, written("GET", "/healthz", "localhost")):
                return
        time.sleep(0.05)
    raise AssertionError(f"the server does not listen; it said:\n{log.read_text(errors='replace')}")
