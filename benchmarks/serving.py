"""How many requests a second does one process answer, against a bare Flask app on the same server?

Each page, and one switch stored, in turns with a Flask app that says hello: the same server, the same settings, a
process each. Each run stands between two of the bare app, and is divided by the mean of both.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from benchmarks import results, servers, site, turns, wrk
from benchmarks.figures import Goal
from benchmarks.site import Site
from benchmarks.turns import Case
from benchmarks.wrk import Asked
from tests.cluster import INSTALL, binaries, server_of_its_own

QUESTION = "How many requests a second does one process answer?"
VISITORS = 100
DURABLE = {"synchronous_commit": "on"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in turns, and keep what came of it; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--server", choices=[*servers.SERVERS], default=servers.DEFAULT)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="of one run")
    parser.add_argument("--only", default="", help="what a case's name begins with: 'policy', 'switch' ...")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one; else both")
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        bare, cases = everything(stack, asked.server, asked.database)
        chosen = [one for one in cases if one.name.startswith(asked.only)]
        turns.take(bare, chosen, rounds=asked.rounds, seconds=asked.seconds)
    results.keep(QUESTION, told(chosen, asked.server, asked.rounds, asked.seconds))
    return int(not all(one.goal.is_met(one.ratio.median) for one in chosen if one.goal))


def everything(stack: ExitStack, server: str, database: str | None) -> tuple[Case, list[Case]]:
    """The bare app, and all that is asked of ours, as long as the stack stands."""
    command = servers.SERVERS[server]
    bare = stack.enter_context(servers.running(command("benchmarks.bare:create_app", 1)))
    cases: list[Case] = []
    if database != "postgresql":
        small = stack.enter_context(site.served(command(servers.OURS, 1)))
        cases += [*pages(small), *switches(small, "SQLite", 0.30)]
    if database != "sqlite" and binaries():
        url = stack.enter_context(server_of_its_own(options=DURABLE)).new_database()
        large = stack.enter_context(site.served(command(servers.OURS, 1), database_url=url))
        cases += switches(large, "PostgreSQL", 0.20)
    hello = Asked(url=bare.url("/"), headers=site.BROWSER)
    return Case(name="bare", asked=hello, process=bare), cases


def pages(ours: Site) -> Iterator[Case]:
    """What is asked for without deciding anything."""
    known = {"If-None-Match": tag(ours.process.url(site.FIRST))}
    most, nearly_all = Goal(value=0.60), Goal(value=0.90)
    for name, goal, asked in (
        ("policy page", most, ours.get("/?lang=fr")),
        ("policy page, visitors who have decided", None, ours.get("/?lang=fr", visitors=VISITORS)),
        ("banner", nearly_all, ours.get("/banner?lang=fr")),
        ("embed.js", nearly_all, ours.get(site.FIRST)),
        ("embed.js, unchanged since (304)", nearly_all, ours.get(site.FIRST, **known)),
    ):
        wrk.once(asked)
        yield Case(name=name, goal=goal, asked=asked, process=ours.process)


def switches(ours: Site, database: str, goal: float) -> Iterator[Case]:
    """One switch stored: by visitors whom the ledger knows, and by those who are new."""
    for who, asked in (("known", ours.switch(visitors=VISITORS)), ("new", ours.switch())):
        name = f"switch stored, {who} visitors, {database}"
        see_stored(ours, asked, name)
        yield Case(name=name, goal=Goal(value=goal), asked=asked, process=ours.process)


def see_stored(ours: Site, asked: Asked, name: str) -> None:
    """See that there is a record for each answer. Raises `SystemExit` where one lacks."""
    wrk.once(asked)
    before = ours.records()
    answered = wrk.run(asked, seconds=1, connections=turns.CONNECTIONS).requests
    if (stored := ours.records() - before) < answered:
        raise SystemExit(f"{name}: {answered} were answered, and {stored} are in the ledger")


def tag(url: str) -> str:
    """The ETag of an address. Raises `SystemExit` where it has none, or does not answer 304 to it."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310  it is our own
        found = str(answer.headers["ETag"])
    try:
        urllib.request.urlopen(urllib.request.Request(url, headers={"If-None-Match": found})).close()  # noqa: S310
    except urllib.error.HTTPError as answer:
        answer.close()
        if answer.code == 304:
            return found
    raise SystemExit(f"{url} is sent again to a browser that has it")


def row(case: Case) -> tuple[str, ...]:
    """One line of the table."""
    goal = case.goal.told(case.ratio.median) if case.goal else ""
    return (
        case.name,
        f"{case.ratio}",
        goal,
        f"{case.processor_ratio.median:.2f}",
        f"{statistics.median(case.rates):,.0f}",
    )


def told(cases: Sequence[Case], server: str, rounds: int, seconds: int) -> str:
    """The table, and how it was measured."""
    head = ("", "÷ bare, median (least to most)", "goal", "÷ bare, processor time alone", "a second")
    bare = statistics.median(rate for one in cases for rate in one.rates_beside)
    spent = statistics.median(time for one in cases for time in one.times_beside)
    words = results.prose(f"""
        The bare app answered {bare:,.0f} a second, with {spent * 1e6:,.0f} µs of processor time each. {rounds}
        rounds of {seconds} s each, {servers.named(server)} with one process, asked by wrk over
        {turns.CONNECTIONS} connections on the same machine. The page of a visitor who has decided is made for
        them alone, without a goal of its own. A switch is posted as our panel posts it: its origin checked, its
        form read, a record appended and committed (SQLite with `synchronous = FULL`, PostgreSQL with
        `synchronous_commit = on`), answered by a fragment and two cookies. {VISITORS} known visitors take
        turns; each new one gets an id. PostgreSQL has no statistics of its tables yet, as on the first day.
        Every answer was a success, and a first run of each switch left as many records as answers. What else
        the machine does is in the rates, and hardly in the processor time, which leaves out the wait for the
        disk and what PostgreSQL does by itself. A first visit's policy page, the banner and the script are
        answered from memory, as docs/performance.md says.
    """)
    lacking = "" if binaries() else f"\nPostgreSQL was not measured, for its binaries are missing; {INSTALL}.\n"
    return f"{results.table(head, map(row, cases))}\n{words}{lacking}"


if __name__ == "__main__":
    sys.exit(main())
