"""What a decision counts as in the daily sums, which name nobody (R-27)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from cookieprefs.core.consent import Answer, Choice, How, Layer
from cookieprefs.core.layout import FULL

_FOR_ALL = frozenset((How.ACCEPT_ALL, How.REFUSE_ALL, How.WITHDRAW_ALL, How.SAVE))
"""The acts that answer everything that is asked, also where nothing changes by it."""


class Kind(StrEnum):
    """What a sum counts.

    A decision made in the banner is in two of them, so that what was answered there can be set against what was
    shown. A `REFUSED` is a refusal on first sight that the operator has counted and not recorded (R-25).
    """

    DECISION = "decision"
    ANSWERED = "answered"
    CHOICE = "choice"
    SHOWN = "shown"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One of the sums: its day (UTC) and kind, and those of the others that its kind has."""

    day: str
    kind: Kind
    service: str = ""
    choice: str = ""
    how: str = ""
    language: str = ""
    layout: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Countable:
    """What of a decision is counted; `before` holds the answers of the same visitor that still counted then."""

    day: str
    how: How
    layer: Layer
    language: str
    layout: str
    version: int
    answers: Mapping[str, Answer]
    before: Mapping[str, Answer]


def day_of(when: datetime) -> str:
    """The day of a moment, in UTC."""
    return when.astimezone(UTC).date().isoformat()


def cells_of(one: Countable) -> Iterator[Cell]:
    """The sums that a decision is part of."""
    decision = Cell(
        day=one.day,
        kind=Kind.DECISION,
        how=one.how.value,
        language=one.language,
        layout=one.layout,
        version=one.version,
    )
    yield decision
    if one.layer is Layer.BANNER:
        yield replace(decision, kind=Kind.ANSWERED, how="")
    for key, answer in one.answers.items():
        if _is_made(one, key, answer):
            choice, how = answer.choice.value, one.how.value
            yield Cell(day=one.day, kind=Kind.CHOICE, service=key, choice=choice, how=how)


def sums_of(counted: Iterable[tuple[Countable, int]]) -> Counter[Cell]:
    """The sums of decisions, each given with how many were alike."""
    sums: Counter[Cell] = Counter()
    for one, times in counted:
        for cell in cells_of(one):
            sums[cell] += times
    return sums


def _is_made(one: Countable, key: str, answer: Answer) -> bool:
    """Whether the act made an answer, and did not just carry it on. Only what was given can be withdrawn."""
    earlier = one.before.get(key)
    if answer.choice is Choice.WITHDRAWN and earlier is not None:
        return earlier.choice is Choice.GIVEN
    return answer != earlier or (one.how in _FOR_ALL and one.layout == FULL)
