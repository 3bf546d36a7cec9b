"""How often does one process store a decision, against other tools' servers?

A visitor who is new says yes to one thing, and it is committed to a SQLite file before the answer: in cookieprefs,
in c15t's backend, in django-cookie-consent, and in an app that only adds one object by Flask-SQLAlchemy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect
from urllib.parse import urlencode

from benchmarks import installed, results, servers, site, turns, wrk
from benchmarks.figures import Goal, Ratio, ratio
from benchmarks.servers import Command
from benchmarks.turns import Case
from benchmarks.wrk import Asked

QUESTION = "How often does one process store a decision?"
GOAL = Goal(value=2)
FILE = "BENCHMARK_DATABASE"
"""The environment variable that names a peer's SQLite file."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Another server: what is posted to it, and the table that gets a row each time."""

    name: str
    command: Command
    file: Path
    packages: str = ""
    ready: str = "/"
    path: str
    headers: Mapping[str, str]
    body: str
    table: str
    goal: Goal | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in turns, and keep what came of it; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backends", description=__doc__)
    parser.add_argument("--server", choices=[*servers.SERVERS], default="gunicorn", help="of those in Python")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="of one run")
    asked = parser.parse_args(arguments)
    command = servers.SERVERS[asked.server]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cookieprefs-peers-")))
        peers = (c15t(folder), django(folder, command), plain_orm(folder, command))
        cases = [started(stack, one) for one in peers]
        served = stack.enter_context(site.served(command(servers.OURS, 1)))
        ours = Case(name="**cookieprefs**", asked=served.switch(), process=served.process)
        wrk.once(ours.asked)
        turns.run(ours, asked.seconds)  # as the others have run by now
        turns.take(ours, cases, rounds=asked.rounds, seconds=asked.seconds)
    results.keep(QUESTION, told(cases, asked.server, asked.rounds, asked.seconds))
    return int(not all(one.goal.is_met(times_theirs(one).median) for one in cases if one.goal))


def c15t(folder: Path) -> Peer:
    """c15t's backend, in node."""
    home, file = installed.node(), folder / "c15t.sqlite3"
    # Node looks for packages beside the program.
    program = shutil.copy(Path(__file__).with_name("c15t.mjs"), home)
    said = {
        "type": "cookie_banner",
        "subjectId": "sub_{new}",
        "domain": "maison-tilleul.example",
        "preferences": {"necessary": True, "measurement": True, "marketing": False},
        "givenAt": int(time.time() * 1000),
    }
    return Peer(
        name="c15t 2.2.1",
        command=lambda port: ("node", str(program), str(port), str(file)),
        file=file,
        ready="/status",
        path="/subjects",
        headers={"Content-Type": "application/json", "Origin": site.ORIGIN},
        body=json.dumps(said),
        table="consent",
        goal=GOAL,
    )


def django(folder: Path, command: Callable[[str, int], Command]) -> Peer:
    """django-cookie-consent's accept view, asked as its script asks it."""
    token = "t" * 32
    return Peer(
        name="django-cookie-consent 1.0.0",
        command=command("benchmarks.django_peer:create_app", 1),
        file=folder / "django.sqlite3",
        packages=str(installed.python()),
        path="/cookies/accept/",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Cookie-Consent-Fetch": "1",
            "Cookie": f"csrftoken={token}",
        },
        body=urlencode({"csrfmiddlewaretoken": token, "cookie_groups": "audience"}),
        table="cookie_consent_logitem",
        goal=GOAL,
    )


def plain_orm(folder: Path, command: Callable[[str, int], Command]) -> Peer:
    """One object added by Flask-SQLAlchemy."""
    return Peer(
        name="one insert by Flask-SQLAlchemy",
        command=command("benchmarks.orm:create_app", 1),
        file=folder / "orm.sqlite3",
        path="/services/matomo",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({**site.FORM, "granted": "yes"}),
        table="choice_row",
    )


def started(stack: ExitStack, peer: Peer) -> Case:
    """It serves as long as the stack stands. Raises `SystemExit` where it does not store what it answers to."""
    found = os.pathsep.join(filter(None, (peer.packages, os.getcwd(), os.environ.get("PYTHONPATH"))))
    environment = {FILE: str(peer.file), "PYTHONPATH": found}
    process = stack.enter_context(servers.running(peer.command, environment=environment, path=peer.ready))
    asked = Asked(url=process.url(peer.path), headers={**site.BROWSER, **peer.headers}, body=peer.body)
    wrk.once(asked)
    answered = wrk.run(asked, seconds=1, connections=turns.CONNECTIONS).requests
    with closing(connect(peer.file)) as database:
        (stored,) = database.execute(f'SELECT count(*) FROM "{peer.table}"').fetchone()  # noqa: S608  our own name
    if stored < answered:
        raise SystemExit(f"{peer.name}: {answered} were answered, and {stored} are in its database")
    return Case(name=peer.name, asked=asked, process=process, goal=peer.goal)


def times_theirs(case: Case) -> Ratio:
    """How many times as often ours stores a decision."""
    return ratio(case.rates_beside, case.rates)


def row(case: Case) -> tuple[str, ...]:
    """One line of the table."""
    found = times_theirs(case)
    processor = ratio(case.times, case.times_beside).median
    goal = case.goal.told(found.median) if case.goal else ""
    return case.name, f"{found}", goal, f"{processor:.2f}", f"{statistics.median(case.rates):,.0f}"


def told(cases: Sequence[Case], server: str, rounds: int, seconds: int) -> str:
    """The table, and what each of them does for an answer."""
    head = ("", "ours ÷ theirs, median (least to most)", "goal", "by processor time alone", "theirs a second")
    ours = statistics.median(rate for one in cases for rate in one.rates_beside)
    words = results.prose(f"""
        Ours stored {ours:,.0f} a second. {rounds} rounds of {seconds} s each in turns, one process each, asked
        by wrk over {turns.CONNECTIONS} connections on the same machine; {servers.named(server)} for those in
        Python. Every file is in WAL and committed with `synchronous = FULL`; every answer was a success, and a
        first run of each left as many rows as answers.
    """)
    return f"{results.table(head, map(row, cases))}\n{words}\n{results.prose(WHAT_EACH_DOES)}"


WHAT_EACH_DOES = """
    What each does for an answer: cookieprefs checks the origin, reads and checks the form, gives an id, answers
    all services, appends a record that is chained and names what was shown, and answers with the page's changed
    parts and two cookies. c15t checks the request by its schema, looks for domain, policy and purposes, writes
    a subject and a consent with the browser's name, and answers in JSON; node keeps connections open, and
    SQLite is that of the package libsql, for it comes compiled. django-cookie-consent checks its token and the
    form, writes one row that names neither visitor nor text, and answers with an empty body and a cookie; what
    it reads is in its cache, and the project has four of Django's middlewares and no sessions. The insert
    checks nothing.
"""


if __name__ == "__main__":
    sys.exit(main())
