"""What is counted of decisions while they are made. A leaf: nothing is counted here, which costs nothing."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What became of an act of a visitor."""

    RECORDED = "recorded"
    COUNTED = "counted"
    """A first refusal that the site only counts (R-25)."""
    REPEATED = "repeated"
    """The same post came before, and its record is the answer again."""
    STALE = "stale"
    """Its form was older than what the visitor decided since, so its yeses were left out (DESIGN 5)."""
    LIMITED = "limited"
    """Its yeses were left out, for too many came from one address."""
    UNRECORDED = "unrecorded"
    """The ledger was out of reach: no yes was granted, each no holds in the browser alone (R-10)."""


class Meter:
    """Hears what happens, and does nothing with it; `cookieprefs.metrics` has one that counts."""

    def decided(self, how: str, fate: Fate) -> None:
        """A visitor decided."""

    def shown(self) -> None:
        """A banner was shown, where the site counts that."""
