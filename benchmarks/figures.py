"""Ratios of what was measured by turns, and how they are told."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf


@dataclass(frozen=True)
class Ratio:
    """One ratio for each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The one in the middle: what is told, and held against a goal."""
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        """The median, with the least and the most of all rounds."""
        return f"{self.median:.2f} ({min(self.rounds):.2f} to {max(self.rounds):.2f})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Ours divided by theirs, round by round. Raises `ValueError` where a round has no ratio."""
    if not ours or len(ours) != len(theirs):
        raise ValueError(
            f"{len(ours)} rounds of ours and {len(theirs)} of theirs; as many of each are wanted, and one"
        )
    if not all(0 < one < inf for one in theirs) or not all(0 <= one < inf for one in ours):
        raise ValueError("a round without an answer has no ratio; let the rounds be longer")
    return Ratio(tuple(one / other for one, other in zip(ours, theirs, strict=True)))


def between(runs: Sequence[float]) -> list[float]:
    """The mean of each run and the next one: what a run in between is held against."""
    return [(before + after) / 2 for before, after in pairwise(runs)]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is to be reached: so much at least, or at most."""

    value: float
    at_most: bool = False

    def is_met(self, found: float) -> bool:
        """Whether what was found reaches it."""
        return found <= self.value if self.at_most else found >= self.value

    def told(self, found: float) -> str:
        """The goal, and in capitals that it is missed."""
        return f"{'≤' if self.at_most else '≥'} {self.value:g}{'' if self.is_met(found) else ' MISSED'}"
