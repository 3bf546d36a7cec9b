"""Whether a goal is met, where chance has a say: the median of what was measured, and how sure it is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

SURE = 0.95


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A median, and between what two values it lies, as good as certainly."""

    median: float
    low: float
    high: float

    def is_met(self, limit: float) -> bool:
        """Whether the median is within it."""
        return self.median <= limit

    def is_missed(self, limit: float) -> bool:
        """Whether it is over it, and not by chance: all that it may lie between is."""
        return self.low > limit

    def told(self, limit: float) -> str:
        """In one word or two."""
        if self.is_met(limit):
            return "met"
        return "MISSED" if self.is_missed(limit) else "not met, by no more than chance may do"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Verdict:
    """Ours by theirs, turn by turn: what slows a turn slows both of a pair."""
    return of([one / other for one, other in zip(ours, theirs, strict=True)])


def of(values: Sequence[float]) -> Verdict:
    """The bounds are two of the values, counted from either end, as the sign test has them."""
    each = sorted(values)
    out = _left_out(len(each))
    return Verdict(median=statistics.median(each), low=each[out], high=each[-1 - out])


def _left_out(count: int) -> int:
    """How many of so many values may be left out at either end, the median being among the others all the same."""
    beyond = 0.0
    for out in range(count):
        beyond += 2 * math.comb(count, out) / 2**count
        if beyond > 1 - SURE:
            return max(out - 1, 0)
    return 0
