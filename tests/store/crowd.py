"""Many threads that decide at once, here or in a process of their own: `python -m tests.store.crowd`.

That process reads what to do as a line of JSON. Before each round of switches it says "ready" and waits for a
line; in the end it says what became of it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask

from cookieprefs.actions import LedgerUnavailableError, Visitor, writing
from cookieprefs.core.record import answers_as_json
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests.actions.desk import Desk, wish
from tests.clock import Clock
from tests.databases import built

SERVICES = ("matomo", "hotjar", "youtube")


@dataclass(frozen=True, kw_only=True)
class Job:
    """Who decides: a thread for each entry, which switches services of that visitor so many times."""

    name: str
    subjects: list[str]
    times: int


@dataclass(kw_only=True)
class Outcome:
    """What was answered, by the `once` of each act, and how often which SQLSTATE made a write begin anew."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    given_up: int = 0


def decide(app: Flask, job: Job, meet: Callable[[], None]) -> Outcome:
    """Do a job: in each round all threads switch at one moment, when `meet` says that the other process will."""
    outcome, states = Outcome(), Counter()
    judge = writing._may_pass_again

    def counted(error: Exception) -> bool:
        states[str(getattr(getattr(error, "orig", None), "sqlstate", None))] += 1
        return judge(error)  # type: ignore[arg-type]

    writing._may_pass_again = counted  # type: ignore[assignment]
    try:
        start = Barrier(len(job.subjects), action=meet, timeout=60)
        with ThreadPoolExecutor(len(job.subjects)) as pool:
            threads = [
                pool.submit(_visit, app, start, job, number, outcome) for number in range(len(job.subjects))
            ]
            for one in threads:
                one.result(timeout=240)
    finally:
        writing._may_pass_again = judge
    outcome.again = dict(states)
    return outcome


def _visit(app: Flask, start: Barrier, job: Job, number: int, outcome: Outcome) -> None:
    desk = Desk(app, Clock())
    with app.app_context():
        # A connection of its own is opened before the start, so that all are as quick.
        db.session.connection()
        db.session.remove()
    for turn in range(job.times):
        start.wait()
        key, is_on = SERVICES[number % len(SERVICES)], turn % 2 == 1
        once = f"{job.name}-{number:03}-{turn:05}-{key}-{'on' if is_on else 'off'}"
        act = desk.act(wish(key if is_on else "", "" if is_on else key), once=once)
        while once not in outcome.answers:
            try:
                record = desk.send(act, Visitor(subject=job.subjects[number])).record
            except LedgerUnavailableError:
                # What a browser does that was told "not recorded": the visitor presses once more.
                outcome.given_up += 1
            else:
                outcome.answers[once] = {
                    "record_id": record.record_id,
                    "subject": record.subject,
                    "seq": record.seq,
                    "answers": answers_as_json(record.answers),
                }


def main() -> None:
    """The process of its own: `python -m tests.store.crowd INSTANCE DATABASE_URL`."""
    instance, url = sys.argv[1:]
    app = built(Settings(instance=Path(instance), secret_key="a secret of the tests", database_url=url))
    job = Job(**json.loads(sys.stdin.readline()))

    def meet() -> None:
        say("ready")
        sys.stdin.readline()

    say(json.dumps(asdict(decide(app, job, meet))))


def say(line: str) -> None:
    """Tell whoever started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
