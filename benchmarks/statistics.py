"""How long does it take to show statistics, once they were counted, and how long to count the ledger each time?

Both in one run, on one ledger of a year, in SQLite; how many records it has may be named: the default is 100,000.
The records are written straight into the tables, for nobody checks them here.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks import results, starter
from cookieprefs import actions
from cookieprefs.core import disclosure, statistics
from cookieprefs.core.consent import How
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.tally import Cell, sums_of
from cookieprefs.store import tally
from cookieprefs.store.tables import RecordPayloadRow, RecordRow

QUESTION = "How long does it take to show statistics?"
RECORDS = 100_000
YEAR, LAST = ("2025-01-01", "2025-12-31"), ("2025-12-02", "2025-12-31")
_AT_ONCE = 20_000
_ACTS = (How.ACCEPT_ALL, How.REFUSE_ALL, How.REFUSE_ALL, How.SAVE)


def main(records: int) -> None:
    """Fill a ledger, count it, show it, count it all once more, and tell."""
    with starter.published("https://maison-tilleul.example") as app, app.app_context():
        runtime = app.extensions["cookieprefs"]
        session, version = runtime.sessions(), runtime.version()
        site = version.policy.site.key
        fill(session, version, records)
        rolled_up, _ = timed(lambda: actions.roll_up(session, site, now=datetime.now(UTC)))
        month, _ = timed(lambda: shown(tally.sums(session, site, *LAST, by_month=False), *LAST))
        months, _ = timed(lambda: shown(tally.sums(session, site, *YEAR, by_month=True), *YEAR, by_month=True))
        days, by_day = timed(lambda: shown(tally.sums(session, site, *YEAR, by_month=False), *YEAR))
        direct, anew = timed(lambda: shown(counted(session, site), *YEAR))
    if anew.counts != by_day.counts:
        raise SystemExit("what was rolled up is not what the ledger says")
    rows = [
        ("the last 30 days, after a roll-up", f"{month * 1000:,.0f}", f"{direct / month:.0f}"),
        ("the year by month, after a roll-up", f"{months * 1000:,.0f}", f"{direct / months:.0f}"),
        ("the year by day, after a roll-up", f"{days * 1000:,.0f}", f"{direct / days:.0f}"),
        ("the year by day, counted anew", f"{direct * 1000:,.0f}", "1"),
    ]
    results.keep(
        QUESTION,
        f"{results.table(('what is shown', 'ms', 'times as fast'), rows)}\n"
        f"{records:,} records in SQLite, with small numbers kept back. The roll-up that came before took\n"
        f"{rolled_up:.1f} s for all of them, which is {records / rolled_up:,.0f} records a second; the next one\n"
        "counts what is new.\n",
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a work takes, and what it gives."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def shown(
    cells: Iterator[tuple[Cell, int]], first: str, last: str, *, by_month: bool = False
) -> statistics.Statistics:
    """The numbers, with what is to be kept back found out, as the command does it."""
    spans = statistics.periods(date.fromisoformat(first), date.fromisoformat(last), by_month=by_month)
    found = statistics.statistics(cells, [], spans, counts_banners=False)
    disclosure.marks(found.counts, found.sums)
    return found


def counted(session: Session, site: str) -> Iterator[tuple[Cell, int]]:
    """The same sums from the ledger itself, nothing of them being kept."""
    sums: Counter[Cell] = Counter()
    place = None
    while batch := tally.uncounted(session, site, place, datetime.now(UTC)):
        sums.update(sums_of(batch.counted))
        place = batch.end
    yield from sums.items()


def fill(session: Session, version: PolicyVersion, records: int) -> None:
    """Write so many first decisions, spread over the year."""
    draw = random.Random(records)  # noqa: S311  nothing is guarded by it
    for first in range(0, records, _AT_ONCE):
        rows = [row(version, number, records, draw) for number in range(first, min(records, first + _AT_ONCE))]
        for table in (RecordRow.__table__, RecordPayloadRow.__table__):
            names = [one.name for one in table.columns]
            session.execute(insert(table), [{name: one[name] for name in names} for one in rows])
        session.commit()


def row(version: PolicyVersion, number: int, records: int, draw: random.Random) -> dict[str, Any]:
    """A record with its link, in which only what is counted is as it would be."""
    name, act = f"{number:036d}", draw.choice(_ACTS)
    when = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=365) * (number / records)
    choices = {How.ACCEPT_ALL: ("given",), How.REFUSE_ALL: ("refused",)}.get(act, ("given", "refused"))
    return {
        **dict.fromkeys(("record_id", "receipt_id", "chain_id", "once"), name),
        **dict.fromkeys(("commitment", "chain", "snapshot"), "0" * 64),
        "site": version.policy.site.key,
        "seq": 1,
        "subject": None if act is How.REFUSE_ALL else name,
        "day": when.date().isoformat(),
        "decided_at": when,
        "until": when + timedelta(days=182),
        "how": act.value,
        "version": version.number,
        "consent_revision": 1,
        "language": draw.choice(("en", "fr")),
        "layer": "banner",
        "layout": "full",
        "domain": "",
        "answers": {one.key: (draw.choice(choices), 1) for one in version.catalogue.refusable()},
        "signals": {"gpc": False},
        "digest": "0" * 32,
        "key": bytes(32),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
