"""The places that an operator marks in the prose for what is generated: `[[services]]` on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from cookieprefs.sitefile.faults import suggestion
from cookieprefs.sitefile.sheet import Sheet

SERVICES, DOMAINS, HOW = "services", "domains", "how"
MARKERS = (SERVICES, DOMAINS, HOW)

_MARKER = re.compile(r"\[\[[ \t]*([^\[\]\n]{0,80}?)[ \t]*\]\](?!\()")
_DOMAINS = re.compile(r"\[\[[ \t]*domains[ \t]*\]\]", re.IGNORECASE)
_FENCE = re.compile(r"\s*(```|~~~)")


def add_marker_rule(parser: MarkdownIt) -> None:
    """Let the parser see a marker on a line of its own as a block, even right below a line of text."""
    interrupted = ["paragraph", "reference", "blockquote", "list", "table"]
    parser.block.ruler.before("fence", "marker", _marker_block, {"alt": interrupted})


def with_domains(text: str, words: str) -> str:
    """A sentence with the list of domains where it is marked."""
    return _DOMAINS.sub(lambda _: words, text)


def note_marker_faults(sheet: Sheet, placed: Collection[int]) -> None:
    """Note each marker that nobody knows, stands twice, or stands where nothing can be put.

    `placed` has the lines of those that the parser saw as blocks.
    """
    seen: set[str] = set()
    for line, column, name, is_alone in _markers(sheet.text):
        if name not in MARKERS:
            cure = f"{suggestion(name, MARKERS)} They are written in two pairs of brackets"
            sheet.note(line, column, f"`[[{name}]]` is no marker", cure)
        elif is_alone and line in placed:
            if name in seen:
                sheet.note(line, column, f"`[[{name}]]` stands here a second time", "delete it")
            seen.add(name)
        elif name != DOMAINS:
            cure = "write it on a line of its own, outside lists, quotations and tables"
            sheet.note(line, column, f"`[[{name}]]` stands within something else", cure)


def _markers(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Each marker outside code: line, column, name, and whether it has the line to itself."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        if fence:
            continue
        for marker in _MARKER.finditer(line):
            if line.count("`", 0, marker.start()) % 2 == 0:
                yield number, marker.start() + 1, marker[1].lower(), line.strip() == marker[0]


def _marker_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _MARKER.fullmatch(line.strip())
    if not found or found[1].lower() not in MARKERS:
        return False
    if silent:
        ends_a_table = state.parentType == "table"
        return state.level == 0 or ends_a_table or state.sCount[start] < state.blkIndent
    if state.level:
        return False
    token = state.push("marker", "", 0)
    token.info, token.map, token.hidden = found[1].lower(), [start, start + 1], True
    state.line = start + 1
    return True
