"""Lines of a site file: values in quotes wherever they need them, and the marks of what is yet to be written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from cookieprefs.importing.values import tidied

MARK = "WRITE"
"""The word that stands at everything which the source does not say."""

_BARE = re.compile(r"[^\W\d](?:[\w./+’ -]*[\w./+-])?|[0-9]+ [a-z]+|https://[\w./?=&%+-]+")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


class Lines:
    """The lines written so far, and how many marks are among them."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.marks = 0

    def line(self, depth: int, words: str = "", comment: str = "") -> None:
        """One line, indented by twice `depth`, with a comment behind it."""
        before = f"{'  ' * depth}{words}"
        told = plain_comment(comment)
        self.written.append(f"{before}{'  ' if before.strip() and told else ''}{told}".rstrip())

    def blank(self, number: int = 1) -> None:
        """Empty lines."""
        self.written += [""] * number

    def comment(self, depth: int, *sentences: str) -> None:
        """Comments on lines of their own."""
        for one in sentences:
            self.line(depth, comment=one)

    def value(self, depth: int, key: str, value: str, comment: str = "") -> None:
        """A key and its value."""
        self.line(depth, f"{key}: {scalar(value)}", comment)

    def mark(self, depth: int, key: str, what: str, *, empty: str = '""') -> None:
        """A key whose value the operator has to write: `check` names its line for as long as it is empty."""
        self.marks += 1
        self.line(depth, f"{key}: {empty}", f"{MARK}: {what}")

    def text(self, depth: int, key: str, words: Mapping[str, str], languages: tuple[str, ...], what: str) -> None:
        """A text for visitors in every language of the site; what is missing is marked."""
        if len(languages) == 1 and words.get(languages[0]):
            self.value(depth, key, words[languages[0]])
        elif len(languages) == 1:
            self.mark(depth, key, what)
        else:
            self.line(depth, f"{key}:")
            for code in languages:
                if words.get(code):
                    self.value(depth + 1, code, words[code])
                else:
                    self.mark(depth + 1, code, what)

    def whole(self) -> str:
        """The text of the file."""
        return "\n".join(self.written) + "\n"


def scalar(value: str) -> str:
    """A text as YAML: bare where nothing in it has a meaning there, else in double quotes."""
    value = tidied(value)
    if _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def plain_comment(words: str) -> str:
    """Words as a comment; nothing for none."""
    return f"# {tidied(words)}" if words else ""


def bare_key(key: str) -> str:
    """A key in a line: in quotes where YAML would read it as something else."""
    return f'"{key}"' if key in ("true", "false", "null") or key.startswith("-") else key
