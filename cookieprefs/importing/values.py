"""What a foreign configuration is made of: plain values, patterns and code, and how to get at them unharmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

# What a site file may not hold: see `sitefile.source` and `sitefile.yaml_tree`.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z!]")


class NotReadableError(ValueError):
    """A file that cannot be read: what is wrong and what to do, with the place where there is one."""

    def __init__(self, problem: str, cure: str, *, place: tuple[int, int] | None = None) -> None:
        super().__init__(f"{problem}; {cure}")
        self.place = place


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A regular expression as JavaScript writes it."""

    source: str
    flags: str = ""

    def __str__(self) -> str:
        return f"/{self.source}/{self.flags}"


@dataclass(frozen=True, kw_only=True)
class Code:
    """Something that only running the script would tell: a function, a variable, a sum."""

    text: str

    def __str__(self) -> str:
        return self.text


def mapping(value: object) -> Mapping[str, object]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str:
    """The value as text, a number too; empty where it is something else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def plain(words: str) -> str:
    """Foreign words on one line, without markup and without what a site file may not hold."""
    if _TAG.search(words):
        reader = _Words()
        reader.feed(words)
        reader.close()
        words = "".join(reader.found)
    return tidied(words)


def tidied(words: str) -> str:
    """Words on one line, without what a site file may not hold."""
    return " ".join(_UNWRITABLE.sub(" ", words).split())


class _Words(HTMLParser):
    """The words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
