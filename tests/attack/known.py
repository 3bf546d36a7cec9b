"""What programs say again and again and is none: the table in docs/attacks.md, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.attack.tools.run import Finding

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
HEADING = "## What programs say, and why it is none"


@dataclass(frozen=True, kw_only=True)
class Known:
    """One line of the table: `where` may hold `*`."""

    tool: str
    what: str
    where: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is this one."""
        return (self.tool, self.what) == (finding.tool, finding.what) and fnmatchcase(finding.where, self.where)


def read(page: Path = PAGE) -> list[Known]:
    """All lines of the table. Raises `ValueError` where one has no reason."""
    _, _, below = page.read_text(encoding="utf-8").partition(f"{HEADING}\n")
    found = []
    for line in below.partition("\n## ")[0].splitlines():
        cells = [one.strip().replace("`", "") for one in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 4 or cells[0] in ("program", "---"):
            continue
        if not cells[3]:
            raise ValueError(f"{page}: a line without a reason: {line}")
        found.append(Known(tool=cells[0], what=cells[1], where=cells[2], reason=cells[3]))
    return found


def unknown(findings: Sequence[Finding], known: Sequence[Known]) -> list[Finding]:
    """The findings that no line covers."""
    return [one for one in findings if not any(each.covers(one) for each in known)]
