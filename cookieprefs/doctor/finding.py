"""What a check found: a key, how grave it is, a sentence, and what to change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_LONGEST = 200


class Severity(Enum):
    """How grave a finding is."""

    UNSEEN = "unseen"
    """It could not be looked at."""
    FAULT = "fault"
    """To be mended."""
    REMARK = "remark"
    """Worth knowing; nothing has to be done."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that an operator should know of their mount."""

    key: str
    severity: Severity
    sentence: str
    cure: str


@dataclass(frozen=True)
class Kind:
    """What is said of every finding of one key; both texts name values in braces."""

    severity: Severity
    sentence: str
    cure: str

    def about(self, key: str, values: dict[str, object]) -> Finding:
        """The finding with its values filled in."""
        told = {name: _plain(str(value)) for name, value in values.items()}
        return Finding(
            key=key,
            severity=self.severity,
            sentence=self.sentence.format_map(told),
            cure=self.cure.format_map(told),
        )


def _plain(value: str) -> str:
    """What another machine wrote, fit for a terminal: no control characters, and no more than a line or two."""
    cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in cut)
