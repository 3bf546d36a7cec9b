"""One file of the policy's prose: its text, and faults by the place in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from cookieprefs.sitefile.faults import Fault
from cookieprefs.sitefile.source import line_and_column

_HARD_BLANK = "\N{NO-BREAK SPACE}"
_LEADING = re.compile(rf"^[ \t]*{_HARD_BLANK}[ \t{_HARD_BLANK}]*", re.MULTILINE)
_TRAILING = re.compile(rf"[ \t{_HARD_BLANK}]*{_HARD_BLANK}[ \t{_HARD_BLANK}]*$", re.MULTILINE)
_AFTER_SIGN = re.compile(rf"^( {{0,3}}(?:#{{1,6}}|[-*+]|\d{{1,9}}[.)])){_HARD_BLANK}", re.MULTILINE)
_BETWEEN_WORDS = re.compile(rf"(?<=[^\W\d_]){_HARD_BLANK}(?=[^\W\d_])")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The text of `policy.<language>.md`, and what must be known of the site to read it."""

    file: str
    text: str
    language: str
    domains: tuple[str, ...] = ()
    continued_navigation: bool = False
    faults: list[Fault] = field(default_factory=list)

    def note(self, line: int, column: int, problem: str, cure: str, *, is_warning: bool = False) -> None:
        """Keep a fault of this file."""
        self.faults.append(
            Fault(file=self.file, line=line, column=column, problem=problem, cure=cure, is_warning=is_warning)
        )

    def note_at(self, offset: int, problem: str, cure: str, *, is_warning: bool = False) -> None:
        """Keep a fault of the character that stands at `offset`."""
        line, column = line_and_column(self.text, offset)
        self.note(line, column, problem, cure, is_warning=is_warning)


def tidied(pasted: str) -> str:
    """Pasted prose with its lines kept, and without the hard blanks that a word processor sows between words.

    Those that hold a sign to its word, as French typography wants before a colon, stay.
    """
    text = unicodedata.normalize("NFC", pasted)
    text = _TRAILING.sub("", _AFTER_SIGN.sub(r"\1 ", text))
    return _BETWEEN_WORDS.sub(" ", _LEADING.sub("", text))
