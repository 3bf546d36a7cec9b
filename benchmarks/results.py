"""Keeps what was measured, in results.md or elsewhere: a heading a question, its answer replaced by each run."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).resolve().parent / "results.md"
TOP = "# Results\n\nWritten by `make bench`. Compare only what stands in one table: it was measured in one run.\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table that a terminal shows well too: the first column to the left, all others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    pads = [str.ljust, *[str.rjust] * (len(head) - 1)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    written = [[pad(cell, width) for pad, cell, width in zip(pads, line, widths, strict=True)] for line in lines]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (written[0], rule, *written[1:]))


def prose(words: str) -> str:
    """The words as a paragraph in lines of one width, however they were written."""
    return f"{textwrap.fill(' '.join(words.split()), 115, break_long_words=False, break_on_hyphens=False)}\n"


def keep(question: str, answer: str, *, file: Path = FILE, top: str = TOP) -> None:
    """Print the answer, and put it below its question in a file, in the place of an earlier one."""
    print(f"{question}\n\n{answer}")
    before = file.read_text(encoding="utf-8") if file.exists() else top
    section = f"\n## {question}\n\n{answer}\n{_when_and_where()}\n"
    old = re.compile(rf"\n## {re.escape(question)}\n.*?(?=\n## |\Z)", re.DOTALL)
    after = old.sub(lambda _: section, before) if old.search(before) else before + section
    file.write_text(after, encoding="utf-8")


def _when_and_where() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB of memory"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {os.getloadavg()[0]:.0f} processes at work meanwhile."
