"""What lets a service run unasked in a country: conditions that the operator ticks one by one (L-41, L-42)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.faults import Fault, listed
from cookieprefs.sitefile.merge import Listed
from cookieprefs.sitefile.model import ExemptionEntry, ServiceEntry

FRANCE, UNITED_KINGDOM = "FR", "GB"
EXEMPT = (Regime.EXEMPT, Regime.EXEMPT_WITH_OPTOUT)

CONDITIONS = {
    FRANCE: (
        "publisher_only",
        "measurement_only",
        "anonymous_statistics",
        "no_cross_reference",
        "no_cross_site_identifier",
        "no_transfer",
    ),
    UNITED_KINGDOM: ("no_other_use",),
}
"""What each country demands, all of it. France: the CNIL's terms for audience measurement."""

PURPOSES = {UNITED_KINGDOM: ("own_site_statistics", "appearance_or_function")}
"""Of these one has to hold besides (PECR as amended in 2025)."""

_LONGEST_COOKIE = Lifetime(amount=13, unit=Unit.MONTH)
_LONGEST_RETENTION = Lifetime(amount=25, unit=Unit.MONTH)


def faults_of_exemptions(services: Iterable[Listed]) -> Iterator[Fault]:
    """What is wrong where a service is to run without a yes: conditions not ticked, or contradicted elsewhere."""
    for one in services:
        for country, regime in (one.whole.regimes or {}).items():
            if regime in EXEMPT:
                yield from _faults(one, country, regime)


def _faults(one: Listed, country: str, regime: Regime) -> Iterator[Fault]:
    if country not in CONDITIONS:
        problem = f"{one.name} would run without a yes in {country}, where no such exemption is known to us"
        yield one.fault("regimes", problem, "write `consent`, unless a lawyer said so", is_warning=True)
        return
    if country == UNITED_KINGDOM and regime is Regime.EXEMPT:
        problem = f"{one.name} would have no way out in GB, where the law demands one"
        yield one.fault("regimes", problem, "write `GB: exempt_with_optout`")
    if "exemption" not in one.failed:
        yield from _unticked(one, country)
    yield from _contradicted(one, country)
    if country == FRANCE:
        yield from _kept_too_long(one)


def _unticked(one: Listed, country: str) -> Iterator[Fault]:
    ticked = one.whole.exemption or ExemptionEntry()
    if lacking := [name for name in CONDITIONS[country] if not getattr(ticked, name)]:
        problem = f"{one.name} may run without a yes in {country} only where {_are(lacking)} true of it"
        cure = f"write `exemption: {{{', '.join(f'{name}: true' for name in lacking)}}}` if so, else `consent`"
        yield one.fault(_where(one), problem, cure)
    either = PURPOSES.get(country, ())
    if either and not any(getattr(ticked, name) for name in either):
        problem = f"{one.name} may run without a yes in {country} only for {' or '.join(f'`{n}`' for n in either)}"
        cure = f"write such as `exemption: {{{either[0]}: true}}` if so, else `consent`"
        yield one.fault(_where(one), problem, cure)


def _where(one: Listed) -> str:
    return "exemption" if one.own.exemption else "regimes"


def _are(names: list[str]) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'}"


def _contradicted(one: Listed, country: str) -> Iterator[Fault]:
    """What the file itself says that no such exemption bears."""
    for flag in ("sale_or_share", "targeted_ads"):
        if getattr(one.whole, flag):
            problem = f"{one.name} cannot run without a yes in {country} while `{flag}` is true"
            yield one.fault("regimes", problem, f"write `{country}: consent`")
    if country == FRANCE and one.whole.recipients:
        names = ", ".join(one.whole.recipients)
        problem = f"{one.name} cannot run without a yes in FR while others get its data: {names}"
        yield one.fault("regimes", problem, "write `FR: consent`, or correct `recipients`")


def _kept_too_long(one: Listed) -> Iterator[Fault]:
    """What the CNIL recommends: cookies for 13 months at most, what was collected for 25."""
    for cookie in one.whole.cookies or ():
        if cookie.lifetime.outlives(_LONGEST_COOKIE):
            problem = f"`{cookie.name}` of {one.name} stays for longer than the 13 months that the CNIL recommends"
            yield one.fault("cookies", problem, "shorten it, or write `FR: consent`", is_warning=True)
    if _outlasts(one.whole):
        problem = f"{one.name} keeps data for longer than the 25 months that the CNIL recommends"
        yield one.fault("retention", problem, "shorten it, or write `FR: consent`", is_warning=True)


def _outlasts(service: ServiceEntry) -> bool:
    return service.retention is not None and service.retention.outlives(_LONGEST_RETENTION)
