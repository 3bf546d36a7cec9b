"""What is wrong where a YAML parser gives up: in the operator's words, and where the mistake was made."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from cookieprefs.sitefile.source import line_and_column

_INDENT = "indent it by as many spaces as the line that it belongs with"
_COLON = "put the text in quotes, or indent this line as the one that it belongs with"
_QUOTE = "close it, or put the whole text between two quotes"
# What the parser says, by a piece of its sentence, as an operator may want to hear it.
_SENTENCES = (
    ("'\\t'", "a tab stands here", "indent with spaces"),
    ("mapping values are not allowed", "a second colon stands here", _COLON),
    ("could not find expected ':'", "a key without a colon ends here", "write `key: value`"),
    ("while scanning a quoted scalar", "a quote is opened and never closed", _QUOTE),
    ("while parsing a flow", "a bracket is opened and never closed", "close it, and put a comma after each item"),
    ("expected <block end>", "this line does not fit the lines above it", _INDENT),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
)
_BEGAN_EARLIER = ("while scanning a quoted scalar", "while parsing a flow")
# A quote that begins a text.
_OPENS = re.compile(r"(?m)(?:^[ \t]*|[:,-][ \t]+|[\[{][ \t]*)([\"'])")
_FAR = 40  # characters; no more blanks than these stand before a quote
_LINE_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#.*$")


def syntax_fault(text: str, error: MarkedYAMLError) -> tuple[tuple[int, int], str, str]:
    """Where the mistake is, what it is, and what to write."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(piece in said for piece in _BEGAN_EARLIER):
        mark = error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if (quote := _unclosed_quote(text)) and quote <= place:
        return quote, "a quote is opened and never closed", _QUOTE
    for piece, problem, cure in _SENTENCES:
        if piece in said:
            return place, problem, cure
    return place, f"the YAML cannot be read from here on ({error.problem})", "put the text in quotes"


def _unclosed_quote(text: str) -> tuple[int, int] | None:
    """The first quote whose next of the kind looks like the beginning of another text, on a later line.

    A parser takes that one for the end, and only stumbles over what follows it.
    """
    bare = _LINE_COMMENT.sub(lambda found: " " * len(found[0]), text)
    end = -1
    while found := _OPENS.search(bare, end + 1):
        start = found.start(1)
        end = bare.find(found[1], start + 1)
        if end < 0 or ("\n" in bare[start:end] and _begins_a_text(bare, end)):
            return line_and_column(text, start)
    return None


def _begins_a_text(bare: str, quote: int) -> bool:
    """Whether a quote stands where the quote before a text stands."""
    line = bare[max(bare.rfind("\n", 0, quote) + 1, quote - _FAR) : quote]
    sign = line.rstrip(" \t")[-1:]
    return sign in ("", "[", "{") or (sign in ":,-" and not line.endswith(sign))
