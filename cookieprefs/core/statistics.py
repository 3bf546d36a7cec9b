"""The daily sums as what an operator reads: by period, and by what decisions have in common (R-27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cookieprefs.core.consent import How
from cookieprefs.core.disclosure import Key, Sum
from cookieprefs.core.tally import Cell, Kind

ALL = "all"
"""The period that is all of them."""

FACETS = ("how", "language", "layout", "version")
"""What decisions have in common: each of these parts them all."""

ANSWERS = ("given", "refused", "withdrawn", "browsing_on", "taken_over")
"""What is counted of a service. The last two, which no button or switch of ours gave, are counted apart."""

_APART = {How.CONTINUED_NAVIGATION.value: "browsing_on", How.TAKEN_OVER.value: "taken_over"}


@dataclass(frozen=True, kw_only=True)
class Banners:
    """What happened to the banner on a day: how often it was shown, and how often it was answered in its place."""

    day: str
    shown: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Numbers by period and name, such as `("2026-11", "how", "save")`, and which of them are sums of others."""

    periods: tuple[str, ...]
    counts: Mapping[Key, int]
    sums: tuple[Sum, ...]

    def names(self, *first: str) -> tuple[str, ...]:
        """What follows these words in the names of numbers: the ways of deciding after "how"."""
        at = len(first)
        found = {key[1 + at] for key in self.counts if key[1 : 1 + at] == first and len(key) > 1 + at}
        return tuple(sorted(found))


def periods(first: date, last: date, *, by_month: bool) -> tuple[str, ...]:
    """Every day, or every month, from the one that holds `first` to the one that holds `last`."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(dict.fromkeys(day.isoformat()[: 7 if by_month else 10] for day in days))


def statistics(
    cells: Iterable[tuple[Cell, int]], banners: Iterable[Banners], spans: Sequence[str], *, counts_banners: bool
) -> Statistics:
    """The numbers of these periods, and of all together; `cells` bear a period in place of a day.

    A banner is unanswered that was shown and not answered on the same day; where fewer were shown than answered,
    for some are not counted, none is.
    """
    counts: dict[Key, int] = defaultdict(int)
    for cell, number in cells:
        for name in _names(cell):
            counts[cell.day, *name] += number
    for one in banners:
        span = one.day[: len(spans[0])]
        counts[span, "answered"] += one.answered
        if counts_banners:
            counts[span, "shown"] += one.shown
            counts[span, "unanswered"] += max(0, one.shown - one.answered)
    return _whole(counts, spans, counts_banners=counts_banners)


def _names(cell: Cell) -> Iterator[tuple[str, ...]]:
    """The numbers that a sum of decisions or choices is part of."""
    if cell.kind in (Kind.DECISION, Kind.REFUSED):
        yield ("decisions",)
        for facet in FACETS:
            yield facet, str(getattr(cell, facet))
    elif cell.kind is Kind.CHOICE:
        yield "service", cell.service, _APART.get(cell.how, cell.choice)


def _whole(counts: Mapping[Key, int], spans: Sequence[str], *, counts_banners: bool) -> Statistics:
    """All numbers that there are: what nobody added to is zero, and a total is the sum of its parts."""
    named: set[Key] = {key[1:] for key in counts} | {("decisions",), ("answered",)}
    if counts_banners:
        named |= {("shown",), ("unanswered",)}
    services = {name[1] for name in named if name[0] == "service"}
    answers = [one for one in ANSWERS if one in ANSWERS[:3] or any(name[-1] == one for name in named)]
    named |= {("service", key, one) for key in services for one in answers}
    whole = {(span, *name): counts.get((span, *name), 0) for span in spans for name in named}
    for name in {key[1:] for key in whole}:
        whole[ALL, *name] = sum(whole[span, *name] for span in spans)
    return Statistics(periods=tuple(spans), counts=whole, sums=tuple(_sums(whole, spans)))


def _sums(counts: Mapping[Key, int], spans: Sequence[str]) -> Iterator[Sum]:
    """What whoever reads the numbers knows to be sums of others."""
    names = sorted({key[1:] for key in counts})
    for name in names:
        yield Sum(whole=(ALL, *name), parts=tuple((span, *name) for span in spans))
    for span in (*spans, ALL):
        if ("shown",) in names and counts[span, "shown"] == counts[span, "answered"] + counts[span, "unanswered"]:
            yield Sum(whole=(span, "shown"), parts=((span, "answered"), (span, "unanswered")))
        for facet in FACETS:
            if parts := tuple((span, *name) for name in names if name[0] == facet):
                yield Sum(whole=(span, "decisions"), parts=parts)
