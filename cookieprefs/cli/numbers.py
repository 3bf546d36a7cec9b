"""Statistics for people and for programs, without the numbers that are kept back (R-27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cookieprefs.cli.output import Json
from cookieprefs.core.disclosure import Key, Mark
from cookieprefs.core.statistics import ALL, ANSWERS, FACETS, Statistics

_TITLES = {
    "decisions": "decisions",
    "answered": "in the banner",
    "shown": "banner shown",
    "unanswered": "unanswered",
    "given": "yes",
    "refused": "no",
    "withdrawn": "withdrawn",
    "browsing_on": "yes by browsing on",
    "taken_over": "taken over",
}


@dataclass(frozen=True, kw_only=True)
class Printable:
    """Statistics, and how each of their numbers may be shown."""

    found: Statistics
    marks: Mapping[Key, Mark]
    least: int

    def number(self, *key: str) -> int | None:
        """A number, unless it is kept back."""
        return self.found.counts[key] if self.marks[key] is Mark.SHOWN else None

    def cell(self, *key: str) -> str:
        """The same for people."""
        mark = self.marks[key]
        words = {Mark.SMALL: f"<{self.least}", Mark.WITHHELD: "-"}
        return words.get(mark, f"{self.found.counts[key]:,}")


def as_values(found: Printable | None) -> Json:
    """All numbers as values that JSON can hold; what is kept back is null."""
    if found is None:
        return {"periods": [], "all": None}
    periods = [{"period": span, **_numbers(found, span)} for span in found.found.periods]
    return {"periods": periods, "all": _numbers(found, ALL)}


def _numbers(found: Printable, span: str) -> Json:
    told: Json = {}
    for key in sorted(key for key in found.found.counts if key[0] == span):
        at = told
        for word in key[1:-1]:
            at = at.setdefault({"service": "services"}.get(word, word), {})
        at[key[-1]] = found.number(*key)
    return told


def lines(found: Printable, by: str) -> Iterator[str]:
    """All that a person reads: by period, by service, by what decisions have in common; and what marks mean."""
    spans = found.found.periods
    yield f"Decisions by {by}, {spans[0]} to {spans[-1]}, in UTC"
    yield ""
    yield from _table(*_by_period(found, by))
    for head, rows in (_by_service(found), _by_facet(found)):
        if rows:
            yield ""
            yield from _table(head, rows)
    yield from _explained(found)


def _by_period(found: Printable, by: str) -> tuple[list[str], list[list[str]]]:
    whole = [(name,) for name in _TITLES if (ALL, name) in found.found.counts]
    names = [*whole, *(("how", name) for name in found.found.names("how"))]
    spans = found.found.periods if len(found.found.periods) == 1 else (*found.found.periods, ALL)
    head = [by, *(_TITLES.get(name[-1], name[-1].replace("_", " ")) for name in names)]
    return head, [[span, *(found.cell(span, *name) for name in names)] for span in spans]


def _by_service(found: Printable) -> tuple[list[str], list[list[str]]]:
    services = found.found.names("service")
    names = [one for one in ANSWERS if services and (ALL, "service", services[0], one) in found.found.counts]
    head = ["service", *(_TITLES[one] for one in names), "share of yes"]
    rows = [
        [key, *(found.cell(ALL, "service", key, one) for one in names), _share(found, key)] for key in services
    ]
    return head, rows


def _share(found: Printable, key: str) -> str:
    """How many of those who answered by a button or a switch said yes, where both numbers may be shown."""
    yes, no = (found.number(ALL, "service", key, one) for one in ("given", "refused"))
    return f"{round(100 * yes / (yes + no))} %" if yes is not None and no is not None else ""


def _by_facet(found: Printable) -> tuple[list[str], list[list[str]]]:
    values = [(facet, value) for facet in FACETS[1:] for value in found.found.names(facet)]
    return ["by", "decisions"], [[f"{facet} {value}", found.cell(ALL, facet, value)] for facet, value in values]


def _explained(found: Printable) -> Iterator[str]:
    marks = set(found.marks.values())
    if Mark.SMALL in marks:
        yield ""
        yield f"<{found.least}: fewer than {found.least}, so that nobody is told by it."
    if Mark.WITHHELD in marks:
        yield f"-: left out, for with it a number below {found.least} could be worked out."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side: the first to the left, all others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    for first, *others in lines:
        cells = [
            first.ljust(widths[0]),
            *(one.rjust(width) for one, width in zip(others, widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()
