"""Many threads of two processes write to PostgreSQL at once: nothing is lost, and retries are why (R-08, R-09)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import text

from cookieprefs.actions import writing
from tests.actions.desk import SITE, Desk
from tests.store import crowd
from tests.store.crowd import Job, Outcome

THREADS, TIMES = 5, 8
AGAIN = {"40001", "40P01", "23505"}
"""Serialization failure, deadlock, and a number in a chain that another took first."""
WISHED = {"on": {"given"}, "off": {"withdrawn", "refused"}}


@pytest.fixture
def desk(make_app, clock, postgresql_url):
    """A desk on PostgreSQL."""
    return Desk(make_app(database_url=postgresql_url), clock)


@pytest.fixture
def both(desk, postgresql_url):
    """Has two processes decide at once for these visitors, a thread for each; gives what became of both."""

    def run(subjects):
        command = [sys.executable, "-m", "tests.store.crowd", desk.runtime.settings.instance, postgresql_url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            job = {"name": "other", "subjects": subjects, "times": TIMES}
            other.stdin.write(f"{json.dumps(job)}\n")
            other.stdin.flush()

            def meet():
                assert other.stdout.readline() == "ready\n"
                other.stdin.write("\n")
                other.stdin.flush()

            here = crowd.decide(desk.app, Job(name="here", subjects=subjects, times=TIMES), meet)
            there = Outcome(**json.loads(other.stdout.readline()))
        assert other.returncode == 0
        return here, there

    return run


def added(history):
    """The decisions of a history by the `once` of their act, but for the first, which was there before."""
    return {one.once: one for one in history[1:]}


def follows(before, after):
    """Whether a decision is the one before it with the one switch turned that its act turned."""
    key, to = after.once.split("-")[-2:]
    changed = {name: one.choice.value for name, one in after.answers.items() if one != before.answers.get(name)}
    # Who asks for what stands already changes nothing, and is recorded as well.
    return changed.keys() <= {key} and after.answers[key].choice.value in WISHED[to]


@pytest.mark.parametrize(
    ("visitors", "because"), [(1, "23505"), (THREADS, "40001")], ids=["the same visitor", "several visitors"]
)
def test_every_answer_of_two_processes_is_in_the_ledger_once_and_without_a_gap(desk, both, visitors, because):
    subjects = [desk.accept_all(once=f"the-first-of-{number:04}").record.subject for number in range(visitors)]
    here, there = both([subjects[number % visitors] for number in range(THREADS)])
    answers = here.answers | there.answers
    assert len(answers) == 2 * THREADS * TIMES
    histories = [desk.history(one) for one in subjects]
    recorded = {once: one for history in histories for once, one in added(history).items()}
    assert {once: one.record_id for once, one in recorded.items()} == {
        once: one["record_id"] for once, one in answers.items()
    }
    for history in histories:
        assert [one.seq for one in history] == list(range(1, len(history) + 1))
        assert all(follows(before, after) for before, after in pairwise(history))
    assert sum(len(one) - 1 for one in histories) == len(answers)
    assert desk.is_whole()
    again = Counter(here.again) + Counter(there.again)
    assert again.keys() <= AGAIN
    assert again[because], "nobody was in anybody's way, so this showed nothing"
    if visitors == 1:
        turns = [one.once.split("-")[0] for one in histories[0][1:]]
        assert sum(one != other for one, other in pairwise(turns)) > 2, "one process came after the other"


def test_a_deadlock_is_begun_anew_and_both_pass(desk):
    """40P01: each of two writes holds the row that the other wants."""
    rows = ("one", "other")
    add = text(f"INSERT INTO cookieprefs_roll_up VALUES ('{SITE}-' || :row, now(), '0')")
    change = text(f"UPDATE cookieprefs_roll_up SET record_id = record_id || '+' WHERE site = '{SITE}-' || :row")
    with desk.session() as session:
        writing.in_one_write(session, lambda: session.execute(add, [{"row": row} for row in rows]))
    both_hold_one, tries = threading.Barrier(2, timeout=20), Counter()

    def work(first, second):
        with desk.session() as session:

            def turn():
                tries[first] += 1
                session.execute(change, {"row": first})
                if tries[first] == 1:
                    both_hold_one.wait()
                session.execute(change, {"row": second})

            writing.in_one_write(session, turn)

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(work, *rows), pool.submit(work, *reversed(rows))]:
            one.result(timeout=40)
    found = desk.read(lambda session: session.scalars(text("SELECT record_id FROM cookieprefs_roll_up")).all())
    assert found == ["0++", "0++"]
    assert sum(tries.values()) > 2
