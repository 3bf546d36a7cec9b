"""What was measured on a small and on a large ledger, and how it is told."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks import results

GOAL = 1.2
"""How many times as long a decision may take on the large ledger as on the small one."""


@dataclass(kw_only=True)
class Measured:
    """What was found on one ledger: seconds a decision took, and records a second; 0 for what was not measured."""

    records: int
    bytes: int
    written: float = 0
    first: list[float] = field(default_factory=list)
    switch: list[float] = field(default_factory=list)
    sealed: float = 0
    next_seal: float = 0
    verified: float = 0
    verified_in_kilobytes: int = 0
    counted: float = 0
    stats: float = 0


def told(small: Measured, large: Measured) -> str:
    """What was measured, as a table and some sentences."""
    rows = [
        _row("a first decision, median, ms", small.first, large.first, statistics.median),
        _row("a first decision, 95 of 100, ms", small.first, large.first, _late),
        _row("a known visitor's switch, median, ms", small.switch, large.switch, statistics.median),
        _row("a known visitor's switch, 95 of 100, ms", small.switch, large.switch, _late),
        *_about_seals(small, large),
        _rate("`ledger verify`, records a second", small.verified, large.verified),
        _rate("`stats` for the first time, records a second", small.counted, large.counted),
        (
            "`stats` from then on, three years by month, ms",
            *(f"{1000 * one.stats:.0f}" for one in (small, large)),
            "",
        ),
    ]
    head = ("", f"{small.records:,} records", f"{large.records:,} records", "ratio")
    within = "within" if slower(small, large) <= GOAL else "OVER"
    each = large.bytes / large.records
    past = f"; it was written past the app, at {large.written:,.0f} records a second" if large.written else ""
    memory, before = (f"{one.verified_in_kilobytes / 1024:.0f} MiB" for one in (large, small))
    return f"""{results.table(head, rows)}
A decision on the large ledger takes {slower(small, large):.2f} times as long as on the small one,
{within} the goal of {GOAL}: {len(large.first)} of each kind on each by turns, each committed with
`synchronous = FULL`. `ledger verify` took {memory} of memory on the large ledger, and {before} on the small one.
The start of a command is taken off the last row alone. The large ledger's file had {large.bytes / 1e9:.1f} GB
before it was sealed, {each:.0f} bytes a record{past}.
"""


def _about_seals(small: Measured, large: Measured) -> Iterator[tuple[str, ...]]:
    if large.sealed:
        yield _rate("sealed for the first time, records a second", small.sealed, large.sealed)
        yield _rate(f"the next seal, over {len(large.first)}, ms", 1000 * small.next_seal, 1000 * large.next_seal)


def slower(small: Measured, large: Measured) -> float:
    """How many times as long a decision takes on the large ledger, whichever kind is worse."""
    pairs = ((small.first, large.first), (small.switch, large.switch))
    return max(statistics.median(of_large) / statistics.median(of_small) for of_small, of_large in pairs)


def _row(what: str, small: list[float], large: list[float], of: Callable[[list[float]], float]) -> tuple[str, ...]:
    return what, f"{1000 * of(small):.2f}", f"{1000 * of(large):.2f}", f"{of(large) / of(small):.2f}"


def _rate(what: str, small: float, large: float) -> tuple[str, ...]:
    return what, f"{small:,.0f}", f"{large:,.0f}", f"{large / small:.2f}"


def _late(spans: list[float]) -> float:
    return statistics.quantiles(spans, n=20)[-1]
