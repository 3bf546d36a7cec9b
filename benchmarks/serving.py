"""How many requests a second does one process answer, against a bare Flask app on the same server?

Each page, and one switch stored, in turns with a Flask app that says hello: the same server, the same settings, a
process each. Each run stands between two of the bare app, and is divided by the mean of both.
"""

from __future__ import annotations

import argparse
import statistics
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks import results, servers, site, wrk
from benchmarks.figures import Ratio, between, ratio, within
from benchmarks.servers import Process
from benchmarks.site import Site
from benchmarks.wrk import Asked
from tests.cluster import server_of_its_own

QUESTION = "How many requests a second does one process answer?"
CONNECTIONS = 4
VISITORS = 100
DURABLE = {"synchronous_commit": "on"}


@dataclass(kw_only=True)
class Case:
    """One thing that is asked, and what came of it: answers a second, and processor time an answer."""

    name: str
    goal: float
    asked: Asked
    process: Process
    site: Site | None = None
    rates: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    bare_times: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> Ratio:
        """Its answers a second, divided by those of the bare app."""
        return ratio(self.rates, self.bare)

    @property
    def row(self) -> tuple[str, ...]:
        """Its line of the table."""
        processor = ratio(self.bare_times, self.times)
        found = f"{self.ratio}", within(self.ratio.median, self.goal), f"{processor.median:.2f}"
        return self.name, *found, f"{statistics.median(self.rates):,.0f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in turns, and keep what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--server", choices=[*servers.SERVERS], default="gunicorn")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="of one run")
    parser.add_argument("--only", default="", help="what a case's name begins with: 'policy', 'switch' ...")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one; else both")
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        bare, cases = everything(stack, asked.server, asked.database)
        chosen = [one for one in cases if one.name.startswith(asked.only)]
        for one in chosen:
            warm(one, asked.seconds)
        for _ in range(asked.rounds):
            turn(bare, chosen, asked.seconds)
    results.keep(QUESTION, told(chosen, asked.server, asked.rounds, asked.seconds))


def everything(stack: ExitStack, server: str, database: str | None) -> tuple[Process, list[Case]]:
    """The bare app, and all that is asked of ours, as long as the stack stands."""
    command = servers.SERVERS[server]
    ours = command(site.APPLICATION, 1)
    bare = stack.enter_context(servers.running(command("benchmarks.bare:create_app", 1)))
    cases: list[Case] = []
    if database != "postgresql":
        small = stack.enter_context(site.served(ours))
        cases += [*pages(small), *switches(small, "SQLite", 0.30)]
    if database != "sqlite":
        url = stack.enter_context(server_of_its_own(options=DURABLE)).new_database()
        cases += switches(stack.enter_context(site.served(ours, database_url=url)), "PostgreSQL", 0.20)
    return bare, cases


def pages(ours: Site) -> Iterator[Case]:
    """What is asked for without deciding anything."""
    script = "/embed.js?lang=fr"
    known = {"If-None-Match": tag(ours.process.url(script))}
    for name, goal, asked in (
        ("policy page", 0.60, ours.get("/?lang=fr")),
        ("banner", 0.90, ours.get("/banner?lang=fr")),
        ("embed.js", 0.90, ours.get(script)),
        ("embed.js, unchanged since (304)", 0.90, ours.get(script, **known)),
    ):
        urllib.request.urlopen(asked.url).close()  # noqa: S310  what is made once is made now
        yield Case(name=name, goal=goal, asked=asked, process=ours.process)


def switches(ours: Site, database: str, goal: float) -> Iterator[Case]:
    """One switch stored: by visitors whom the ledger knows, and by those who are new."""
    for who, asked in (("known", ours.switch(visitors=VISITORS)), ("new", ours.switch())):
        name = f"switch stored, {who} visitors, {database}"
        yield Case(name=name, goal=goal, asked=asked, process=ours.process, site=ours)


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


def warm(case: Case, seconds: int) -> None:
    """Have it asked once before anything counts; and see that all that was answered is in the ledger."""
    before = case.site.records() if case.site else 0
    load = wrk.run(case.asked, seconds=seconds, connections=CONNECTIONS)
    if case.site and case.site.records() - before < load.requests:
        raise SystemExit(f"{case.name}: {load.requests} were answered, and fewer are in the ledger")


def turn(bare: Process, cases: Sequence[Case], seconds: int) -> None:
    """One round: the bare app before and after each case."""
    hello = Asked(url=bare.url("/"), headers=site.BROWSER)
    runs = [measured(hello, bare, seconds)]
    for one in cases:
        rate, spent = measured(one.asked, one.process, seconds)
        one.rates.append(rate)
        one.times.append(spent)
        runs.append(measured(hello, bare, seconds))
    rates, times = (between(found) for found in zip(*runs, strict=True))
    for one, rate, spent in zip(cases, rates, times, strict=True):
        one.bare.append(rate)
        one.bare_times.append(spent)


def measured(asked: Asked, process: Process, seconds: int) -> tuple[float, float]:
    """Answers a second, and the seconds of processor time that each took."""
    before = process.processor_time
    load = wrk.run(asked, seconds=seconds, connections=CONNECTIONS)
    return load.rate, (process.processor_time - before) / load.requests


def told(cases: Sequence[Case], server: str, rounds: int, seconds: int) -> str:
    """The table, and how it was measured."""
    head = ("", "÷ bare, median (least to most)", "goal", "÷ bare, processor time alone", "a second")
    bare = statistics.median(rate for one in cases for rate in one.bare)
    spent = statistics.median(time for one in cases for time in one.bare_times)
    return f"""{results.table(head, (one.row for one in cases))}
The bare app answered {bare:,.0f} a second, with {spent * 1e6:,.0f} µs of processor time each.
{rounds} rounds of {seconds} s each; {server} with one process, wrk with {CONNECTIONS} connections on the same machine.
A switch is posted as our panel posts it: its origin checked, its form read, a record appended and committed
(SQLite with `synchronous = FULL`, PostgreSQL with `synchronous_commit = on`), answered by a fragment and two
cookies. {VISITORS} known visitors take turns; each new one gets an id. Every answer was a success. What else the
machine does meanwhile is in the rates, and hardly in the processor time, which leaves out the wait for the disk
and what PostgreSQL does by itself.
"""


if __name__ == "__main__":
    main()
