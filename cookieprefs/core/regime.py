"""What the law asks for, per service and country: consent, exempt, opt-out (L-40 to L-42)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Regime(StrEnum):
    """What holds for one service in one country."""

    CONSENT = "consent"
    EXEMPT_WITH_OPTOUT = "exempt_with_optout"
    EXEMPT = "exempt"
    STRICTLY_NECESSARY = "strictly_necessary"
    OPT_OUT_SALE = "opt_out_sale"

    @property
    def needs_consent(self) -> bool:
        """Whether nothing runs before a yes, so that the visitor has to be asked."""
        return self is Regime.CONSENT

    @property
    def can_be_refused(self) -> bool:
        """Whether the visitor has a switch for it: all but strictly necessary and plainly exempt."""
        return self not in (Regime.STRICTLY_NECESSARY, Regime.EXEMPT)


def regime_in(country: str | None, default: Regime, by_country: Mapping[str, Regime]) -> Regime:
    """The regime in `country` (ISO 3166-1 alpha-2): unlisted means `default`, unknown the strictest of all."""
    if default is Regime.STRICTLY_NECESSARY:
        return default
    if not country:
        return min((default, *by_country.values()), key=_leniency)
    return by_country.get(country.upper(), default)


def _leniency(regime: Regime) -> tuple[bool, bool]:
    return not regime.needs_consent, not regime.can_be_refused
