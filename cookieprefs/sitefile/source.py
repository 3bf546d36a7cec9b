"""A file of the operator's as text, whatever its bytes are."""

from __future__ import annotations

import re
from pathlib import Path

from cookieprefs.sitefile.faults import Fault

LARGEST = 512 * 1024
"""Bytes that a file may have: ten times the longest that was ever seen, and read within seconds."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Control characters, and the separators that some readers count as line ends and others do not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")


def load(path: Path, *, missing: str, vertical_breaks: bool = False) -> str | Fault:
    """The text of a file with plain line ends and no byte order mark, or the fault that keeps it from being read.

    `missing` says what to write where there is no file. `vertical_breaks` turns the line and page breaks that a
    word processor leaves in pasted prose into spaces.
    """
    try:
        if not path.is_file():
            return at(path, 1, 1, "there is no such file", missing)
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        return at(path, 1, 1, f"the file cannot be read ({error.strerror})", "let this process read it")
    if len(content) > LARGEST:
        return at(path, 1, 1, f"the file is larger than {LARGEST // 1024} kB", "shorten it")
    return _decoded(path, content, vertical_breaks)


def at(path: Path, line: int, column: int, problem: str, cure: str) -> Fault:
    """A fault in the file at `path`."""
    return Fault(file=str(path), line=line, column=column, problem=problem, cure=cure)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where a character stands, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _decoded(path: Path, content: bytes, vertical_breaks: bool) -> str | Fault:
    if content.startswith(_UTF16):
        return at(path, 1, 1, "the file is written in UTF-16", "save it as UTF-8")
    try:
        text = _plain_ends(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = _plain_ends(content[: error.start].decode("utf-8-sig", "replace"))
        place = line_and_column(before, len(before))
        return at(path, *place, "this character is not UTF-8", "save the file as UTF-8")
    if vertical_breaks:
        text = re.sub("[\x0b\x0c\x85\u2028\u2029\ufeff]", " ", text)
    if found := _UNWRITABLE.search(text):
        place = line_and_column(text, found.start())
        return at(path, *place, f"an invisible character stands here (U+{ord(found[0]):04X})", "delete it")
    return text


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
