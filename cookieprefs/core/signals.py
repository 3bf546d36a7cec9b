"""What a browser says of its visitor by itself: Global Privacy Control and Do Not Track (G-01 to G-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cookieprefs.core.catalogue import Catalogue, Service
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.regime import Regime


@dataclass(frozen=True, kw_only=True)
class Signals:
    """The signals of one request. `dnt` is `None` where the site does not heed it (G-10)."""

    gpc: bool = False
    dnt: bool | None = None

    def recorded(self) -> dict[str, bool]:
        """What a record says of them: only the signals that count on this site."""
        return {"gpc": self.gpc} if self.dnt is None else {"gpc": self.gpc, "dnt": self.dnt}


SILENT = Signals()
"""A browser that says nothing. Silence is never a yes."""


def is_sold(service: Service) -> bool:
    """Whether *Do not sell or share* is about a service: by its flags, or by the law of some country."""
    regimes = (service.regime, *service.regimes.values())
    return service.sale_or_share or service.targeted_ads or Regime.OPT_OUT_SALE in regimes


def sold(catalogue: Catalogue) -> tuple[Service, ...]:
    """All services of a site that GPC and *Do not sell or share* switch off."""
    return tuple(one for one in catalogue.refusable() if is_sold(one))


def says_no(signals: Signals, service: Service) -> bool:
    """Whether a signal is the visitor's no to a service, unless they say otherwise themselves (G-02, G-10)."""
    if service.is_necessary:
        return False
    return bool(signals.dnt) or (signals.gpc and is_sold(service))


def outweighs_a_yes(signals: Signals, service: Service, country: str | None) -> bool:
    """Whether not even an explicit yes goes before the signal: GPC where the law is an opt-out of sale (G-03)."""
    return signals.gpc and is_sold(service) and service.regime_in(country) is Regime.OPT_OUT_SALE


def support(version: PolicyVersion) -> Mapping[str, bool | str]:
    """What `/.well-known/gpc.json` says: that GPC is honoured, and since which version of the policy (G-05)."""
    return {"gpc": True, "lastUpdate": version.published_at.date().isoformat()}
