"""What is wrong with an operator's file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from cookieprefs.core.policy import Policy

_LONGEST_QUOTE = 60


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong at a place (both counted from 1); a warning stops nothing."""

    file: str
    line: int
    column: int
    problem: str
    cure: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.problem}; {self.cure}"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading a folder gave: the policy, unless an error stands against it, and all faults by place."""

    policy: Policy | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that stop publishing."""
        return tuple(one for one in self.faults if not one.is_warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The faults that stop nothing."""
        return tuple(one for one in self.faults if one.is_warning)


def quoted(value: object) -> str:
    """A value as it can be named in a sentence: on one line, shortened, in double quotes."""
    text = " ".join(str(value).split())
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{text}"'


def listed(words: Iterable[str]) -> str:
    """Words of a file's format in a row, as code."""
    return ", ".join(f"`{one}`" for one in words)


@lru_cache(maxsize=4096)
def near(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three of the `known` words that somebody may have meant by `word`."""
    if len(word) > _LONGEST_QUOTE:
        return ()
    lower = {one.lower(): one for one in known}
    return tuple(lower[one] for one in get_close_matches(word.lower(), lower, n=3, cutoff=0.6))


def suggestion(word: str, known: tuple[str, ...]) -> str:
    """What to write instead of an unknown `word`: the near ones, else all that are known."""
    if found := near(word, known):
        return f"did you mean {' or '.join(f'`{one}`' for one in found)}?"
    return f"write one of {listed(known)}" if known else "delete it"
