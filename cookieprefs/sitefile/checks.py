"""What the site file's entries mean together: keys, references, and what the law asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.core.policy import FirstRefusal
from cookieprefs.core.regime import Regime
from cookieprefs.core.state import LONGEST, longest_value
from cookieprefs.sitefile.faults import Fault, suggestion
from cookieprefs.sitefile.library import Library
from cookieprefs.sitefile.merge import Listed
from cookieprefs.sitefile.model import ConsentEntry, CookieEntry, ServiceEntry, SiteEntry, regime_of
from cookieprefs.sitefile.yaml_tree import Path, Tree

OURS = "cookieprefs"
"""The library's entry for the cookies that this program itself stores."""

_ONE_DAY = Lifetime(amount=1, unit=Unit.DAY)
_SHORT = Lifetime(amount=180, unit=Unit.DAY)
_LONG = Lifetime(amount=1, unit=Unit.YEAR)
_LONGEST_CONSENT = Lifetime(amount=13, unit=Unit.MONTH)


def keys_in(data: Mapping[str, object], section: str) -> tuple[tuple[Path, str], ...]:
    """The keys that the entries of a section bear, each with its place; a service may take it from the library."""
    entries = data.get(section)
    found: list[tuple[Path, str]] = []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            field = "key" if entry.get("key") is not None else "use"
            if isinstance(key := entry.get(field), str):
                found.append(((section, index, field), key))
    return tuple(found)


def repeated_keys(tree: Tree, section: str, keys: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """A fault for each key that an earlier entry of the section already bears."""
    first: dict[str, Path] = {}
    for path, key in keys:
        if (other := first.setdefault(key, path)) != path:
            problem = f"two {section} have the key `{key}`: the other stands in line {tree.place(other)[0]}"
            yield tree.fault(path, problem, "write another `key:` for one of them, or delete it")


def references(services: Iterable[Listed], purposes: tuple[str, ...], vendors: tuple[str, ...]) -> Iterator[Fault]:
    """A fault for each purpose and vendor that a service names and nobody knows."""
    for one in services:
        if one.whole.purpose is not None and one.whole.purpose not in purposes:
            problem = f"{one.name} is for the purpose `{one.whole.purpose}`, which is not among your purposes"
            yield one.fault("purpose", problem, _or_new(one.whole.purpose, purposes, "purposes"))
        if one.whole.vendor is not None and one.whole.vendor not in vendors:
            problem = f"{one.name} comes from the vendor `{one.whole.vendor}`, whom nobody knows"
            yield one.fault("vendor", problem, _or_new(one.whole.vendor, vendors, "vendors"))


def _or_new(word: str, known: tuple[str, ...], section: str) -> str:
    if not known:
        return f"write it under `{section}:`"
    return f"{suggestion(word, known).removesuffix('?')}, or add it under `{section}:`"


def necessary_trackers(services: Iterable[Listed], library: Library) -> Iterator[Fault]:
    """A warning for each service called strictly necessary that is known to need consent (L-08)."""
    for one in services:
        if regime_of(one.whole) is Regime.STRICTLY_NECESSARY and (known := _known_as(one, library)):
            problem = f"{one.name} is called strictly necessary, and {known} is known to need consent"
            yield one.fault("regime", problem, "write `regime: consent`, unless a lawyer said so", is_warning=True)


def _known_as(one: Listed, library: Library) -> str | None:
    if one.entry and regime_of(one.entry) is Regime.CONSENT:
        return one.entry.name or one.key
    for service, cookie in library.asked_cookies():
        if any(_is_same(mine, cookie) for mine in one.whole.cookies or ()):
            return f"`{cookie.name}` of {service.name}"
    return None


def _is_same(mine: CookieEntry, known: CookieEntry) -> bool:
    if mine.kind is not known.kind:
        return False
    return fnmatchcase(mine.name, known.name.replace("[", "[[]")) or mine.name == known.name


def unverified_facts(services: Iterable[Listed]) -> Iterator[Fault]:
    """A warning for each service of the library of which something could not be read at its source."""
    for one in services:
        unread = _unread(one.whole) if one.entry else 0
        if unread:
            facts = "1 fact" if unread == 1 else f"{unread} facts"
            problem = f"{facts} of {one.name} {'is' if unread == 1 else 'are'} unverified"
            cure = "compare its cookies with those that your site sets, and write them here where they differ"
            yield one.fault("use", problem, cure, is_warning=True)


def _unread(service: ServiceEntry) -> int:
    sources = [*(service.sources or ()), *(cookie.source for cookie in service.cookies or ())]
    return sum(source is not None and source.read_on is None for source in sources)


def unnamed_data(services: Iterable[Listed]) -> Iterator[Fault]:
    """A warning for each service that stores something and names no kind of data (L-21)."""
    for one in services:
        if one.whole.cookies and not one.whole.data and "data" not in one.failed:
            problem = f"{one.name} stores something, and no kind of data is named"
            yield one.fault("data", problem, "write such as `data: [online_identifier]`", is_warning=True)


def too_many_services(services: Iterable[Listed]) -> Iterator[Fault]:
    """A fault at the service with whose key the state cookie could pass what a browser keeps (B-04)."""
    keys: list[str] = []
    for one in services:
        if _can_be_refused(one.whole):
            keys.append(one.key)
            if longest_value(keys) > LONGEST:
                problem = f"with {one.name} the choices no longer fit in a cookie of {LONGEST} bytes"
                yield one.fault("key", problem, "shorten the keys of the services")
                return


def _can_be_refused(service: ServiceEntry) -> bool:
    return regime_of(service).can_be_refused or any(
        regime.can_be_refused for regime in (service.regimes or {}).values()
    )


def reach_of_decisions(tree: Tree, site: SiteEntry) -> Iterator[Fault]:
    """A fault for each domain that a shared cookie cannot reach, and where it would reach one unnamed (B-06)."""
    shared = site.cookie_domain
    if shared is None:
        return
    if shared not in site.domains:
        problem = f"`{shared}` would get the decision as well, and is not among `domains`"
        yield tree.fault(("site", "cookie_domain"), problem, "add it there, or delete this line")
    for index, domain in enumerate(site.domains):
        if domain != shared and not domain.endswith(f".{shared}"):
            problem = f"browsers keep `{domain}` apart from `{shared}`, which is your `cookie_domain`"
            cure = "delete this domain, whose visitors decide apart, or delete `cookie_domain`"
            yield tree.fault(("site", "domains", index), problem, cure)


def unused_purposes(
    tree: Tree, purposes: Iterable[tuple[Path, str]], services: Iterable[Listed]
) -> Iterator[Fault]:
    """A warning for each purpose that no service acts for."""
    used = {one.whole.purpose for one in services}
    for path, key in purposes:
        if key not in used:
            yield tree.fault(
                path, f"no service is for the purpose `{key}`", "delete it, or add one", is_warning=True
            )


def unlisted_own_cookies(tree: Tree, services: Iterable[Listed]) -> Iterator[Fault]:
    """A warning where the site's table would not name the cookies that we ourselves store."""
    if not any(OURS in (one.own.use, one.key) for one in services):
        problem = "the cookies that keep the visitor's choices are not listed"
        yield tree.fault(("services",), problem, f"add `- use: {OURS}` under `services:`", is_warning=True)


def consent_rules(tree: Tree, consent: ConsentEntry) -> Iterator[Fault]:
    """What authorities say of the rules that the operator chose (L-31, EDPB 05/2020 §86)."""
    lifetime = ("consent", "lifetime")
    if _ONE_DAY.outlives(consent.lifetime):
        yield tree.fault(lifetime, "decisions would count for less than a day", "write `6 months`")
    elif _SHORT.outlives(consent.lifetime):
        problem = "visitors would be asked again within 180 days, which authorities call too often"
        yield tree.fault(lifetime, problem, "write `6 months`", is_warning=True)
    elif consent.lifetime.outlives(_LONGEST_CONSENT):
        yield tree.fault(lifetime, "no decision may count for longer than 13 months", "write `6 months`")
    elif consent.lifetime.outlives(_LONG):
        problem = "decisions would count for more than a year, which few authorities accept"
        yield tree.fault(lifetime, problem, "write `6 months`", is_warning=True)
    if consent.continued_navigation:
        problem = "browsing on would count as consent, which EU law does not accept (EDPB Guidelines 05/2020 §86)"
        path = ("consent", "continued_navigation")
        yield tree.fault(path, problem, "write `false`, unless no visitor is in the EU", is_warning=True)


def opt_outs_only_counted(tree: Tree, consent: ConsentEntry, services: Iterable[Listed]) -> Iterator[Fault]:
    """A warning where a visitor's *Do not sell or share* could leave nothing but a count (R-23: 11 CCR 7101)."""
    sold = next((one for one in services if one.whole.sale_or_share or one.whole.targeted_ads), None)
    if consent.first_refusal is FirstRefusal.AGGREGATE and sold is not None:
        problem = (
            f"a first opt-out of {sold.name} is only counted, and California wants a record of it for 24 months"
        )
        cure = "write `without_id`, unless no visitor is in California"
        yield tree.fault(("consent", "first_refusal"), problem, cure, is_warning=True)
