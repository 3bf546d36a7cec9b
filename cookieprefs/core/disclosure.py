"""Small numbers kept back, and whatever would give them away (R-27).

Leaving a small number out is not enough: the total less all that stands beside it is the number that was left out.
So what a reader can work out is worked out here first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain

Key = tuple[str, ...]

LEAST = 5
"""Numbers below this one are small, unless somebody sets it otherwise."""

LOWEST = 3
"""The lowest that it may be set to: of two numbers below 2 whose sum is known, both are known too often."""

_ANY = 10**15
"""More than anybody counts: the upper end of what has none."""


class Mark(Enum):
    """How a number is shown: as it is, as a small one, or not at all though it is none."""

    SHOWN = "shown"
    SMALL = "small"
    WITHHELD = "withheld"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sum:
    """A number that is the sum of others, as whoever reads it knows."""

    whole: Key
    parts: tuple[Key, ...]

    @cached_property
    def members(self) -> frozenset[Key]:
        """The whole and its parts."""
        return frozenset((self.whole, *self.parts))


def marks(counts: Mapping[Key, int], sums: Sequence[Sum], *, least: int = LEAST) -> dict[Key, Mark]:
    """How each number is to be shown, so that no small one can be told exactly from those that are.

    What is withheld beside a small one is the smallest number that stands in a sum with it. Raises `ValueError`
    where `least` is below `LOWEST`, and where a sum is none.
    """
    if least < LOWEST:
        raise ValueError(f"{least} is too low a limit for small numbers; write {LOWEST} or more")
    for one in sums:
        if counts[one.whole] != sum(counts[part] for part in one.parts):
            raise ValueError(f"{one.whole} is not the sum of its parts")
    return _Reader(counts, sums, least).marks()


class _Reader:
    """Whoever sees what is shown, knows the sums, and works out what they can of the rest."""

    def __init__(self, counts: Mapping[Key, int], sums: Sequence[Sum], least: int) -> None:
        self._counts, self._sums = counts, sums
        self._found = {key: Mark.SMALL if number < least else Mark.SHOWN for key, number in counts.items()}
        self._told = {Mark.SMALL: (0, least - 1), Mark.WITHHELD: (least, _ANY)}
        self._sums_with: dict[Key, list[Sum]] = {key: [] for key in counts}
        for one in sums:
            for key in one.members:
                self._sums_with[key].append(one)

    def marks(self) -> dict[Key, Mark]:
        """What is to be shown, once nothing small can be worked out, or nothing is left that could be withheld."""
        while companions := set(self._companions()):
            self._found |= dict.fromkeys(companions, Mark.WITHHELD)
        return self._found

    def _companions(self) -> Iterator[Key]:
        """What is to be withheld next, for small numbers that can still be told."""
        bounds, reasons = self._worked_out()
        helped: set[Key] = set()
        for key, (lowest, highest) in bounds.items():
            if lowest < highest or self._found[key] is not Mark.SMALL or key in helped:
                continue
            one = self._telling(key, reasons)
            if one is not None:
                yield min(self._shown(one), key=lambda member: (self._counts[member], member))
                # It may do for all of them.
                helped |= one.members

    def _telling(self, key: Key, reasons: Mapping[Key, Sum]) -> Sum | None:
        """The sum where working it out begins, all others in it being shown; else any that shows something."""
        way = list(self._around(key, lambda near: [reasons[near]] if near in reasons else []))
        begins = (one for one in way if len(self._shown(one)) == len(one.members) - 1)
        others = chain(way, self._around(key, lambda near: self._sums_with[near]))
        return next(chain(begins, (one for one in others if self._shown(one))), None)

    def _around(self, key: Key, follow: Callable[[Key], list[Sum]]) -> Iterator[Sum]:
        """Sums that lead from one hidden number to the next."""
        reached, waiting = {key}, [key]
        for near in waiting:
            for one in follow(near):
                yield one
                further = sorted(one.members - reached - set(self._shown(one)))
                reached.update(further)
                waiting += further

    def _shown(self, one: Sum) -> list[Key]:
        return [key for key in one.members if self._found[key] is Mark.SHOWN]

    def _worked_out(self) -> tuple[dict[Key, tuple[int, int]], dict[Key, Sum]]:
        """Between which numbers each one must lie, and the sum that last said so of those that are hidden."""
        bounds = {key: self._told.get(self._found[key], (number, number)) for key, number in self._counts.items()}
        reasons: dict[Key, Sum] = {}
        waiting = dict.fromkeys(one for one in self._sums if len(self._shown(one)) < len(one.members))
        while waiting:
            one = next(iter(waiting))
            del waiting[one]
            for key in _narrowed(bounds, one):
                reasons[key] = one
                waiting |= dict.fromkeys(other for other in self._sums_with[key] if other is not one)
        return bounds, reasons


def _narrowed(bounds: dict[Key, tuple[int, int]], one: Sum) -> list[Key]:
    """Draw what follows from one sum; answers which numbers are known better by it."""
    lowest = sum(bounds[part][0] for part in one.parts)
    highest = sum(bounds[part][1] for part in one.parts)
    whole_lowest, whole_highest = bounds[one.whole]
    better = {one.whole: (max(whole_lowest, lowest), min(whole_highest, highest))}
    for part in one.parts:
        low, high = bounds[part]
        better[part] = (max(low, whole_lowest - highest + high), min(high, whole_highest - lowest + low))
    known = [key for key, found in better.items() if found != bounds[key]]
    bounds.update(better)
    return known
