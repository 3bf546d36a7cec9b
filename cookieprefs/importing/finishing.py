"""A draft made whole: keys once each, a purpose for every service, and nothing in it that `check` would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pydantic_core import PydanticCustomError

from cookieprefs.core.regime import Regime
from cookieprefs.importing.draft import Draft, FoundCookie, FoundPurpose, FoundService
from cookieprefs.importing.matching import not_in_library, owner
from cookieprefs.importing.purposes import KINDS, NECESSARY, Kind, kind_of
from cookieprefs.importing.remarks import in_a_row, untold_left
from cookieprefs.sitefile import addresses
from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.library import shipped
from cookieprefs.sitefile.loader_entry import FORMS, loader_entry
from cookieprefs.sitefile.model import regime_of

_RESERVED = frozenset(("cookieprefs",))
_COUNTING = "B"
_AD_TYPES = frozenset(("ad_storage", "ad_user_data", "ad_personalization"))
_KEPT_WORDS = 60


def finished(draft: Draft) -> Draft:
    """The draft as it can be written down; what had to be left is told in it."""
    domains, odd_domains = _sifted(addresses.domain, (one.lower() for one in draft.domains))
    policies = {
        code: address for code, address in draft.privacy_policy.items() if _is(addresses.secure_url, address)
    }
    odd = next((one for code, one in draft.privacy_policy.items() if code not in policies), "")
    services = _once(_merged(_whole(one, draft) for one in draft.services))
    purposes = _purposes(draft, services)
    unused = [one.there or one.key for one in draft.purposes if one.key not in {had.key for had in purposes}]
    return replace(
        draft,
        domains=domains,
        privacy_policy=policies if len(policies) == len(draft.languages) else {},
        unread_policy=odd,
        purposes=purposes,
        services=services,
        left=(
            *draft.left,
            *(untold_left("a domain that is none", one)[0] for one in odd_domains),
            *((f"purposes that no service is for: {in_a_row(unused)}",) if unused else ()),
        ),
    )


def category_of(purpose: FoundPurpose) -> Kind | None:
    """The kind of a purpose, by its key or by the source's own word; `None` where neither tells."""
    return KINDS.get(purpose.key) or kind_of(purpose.key) or kind_of(purpose.there)


def _whole(service: FoundService, draft: Draft) -> FoundService:
    service = replace(service, cookies=tuple(_cookie(one) for one in service.cookies))
    if not _is(addresses.secure_url, service.vendor_policy):
        service = replace(service, vendor_policy="")
    return _from_library(service, draft) if service.use else service


def _cookie(one: FoundCookie) -> FoundCookie:
    """The cookie; a host that is none is left out, and its path is a path."""
    host = one.domain.lstrip(".").lower()
    return replace(
        one,
        domain=host if _is(addresses.host, host) else "",
        path=one.path if one.path.startswith("/") else "/",
    )


def _from_library(service: FoundService, draft: Draft) -> FoundService:
    """A service of the library, with what the source says otherwise as remarks, and never laxer than it was."""
    use = service.use or ""
    entry = shipped().services[use]
    remarks = list(service.remarks)
    if extra := not_in_library(use, service.cookies):
        remarks.append(f"listed there and not in the library's entry: {in_a_row(extra)}")
        others = {owner(name) for name in extra} - {None, use}
        remarks += [f"some of these are of `{one}`: list it too, if your site uses it" for one in others if one]
    if service.is_required and regime_of(entry) is Regime.CONSENT:
        remarks.append("there it could not be refused; here it waits for a yes")
    purpose = service.purpose or _like(entry.purpose or "", draft)
    if _counts_only(purpose, draft) and _serves_ads(service):
        remarks.append(f"there it is for {quoted(purpose)}; a yes to it allows advertising too")
        purpose = ""
    options = {key: value for key, value in service.options.items() if _is_option(service, key, value)}
    for key in service.options.keys() - options.keys():
        remarks.append(f"`{key}` has not the form that is known here: {quoted(service.options[key])}")
    wanted = set(entry_options(service))
    if options and options.keys() != wanted:
        remarks += [f"`{key}: {value}` needs its fellow too" for key, value in sorted(options.items())]
        options = {}
    return replace(service, remarks=tuple(remarks), purpose=purpose, options=options)


def entry_options(service: FoundService) -> tuple[str, ...]:
    """The options that a service's loader takes, all or none."""
    loader = loader_entry(shipped().services[service.use]) if service.use else None
    return tuple(loader.options) if loader else ()


def _like(key: str, draft: Draft) -> str:
    """The draft's own purpose of the kind that the library names, else that one."""
    return next((one.key for one in draft.purposes if (kind := category_of(one)) and kind.key == key), key)


def _counts_only(purpose: str, draft: Draft) -> bool:
    found = next((one for one in draft.purposes if one.key == purpose), FoundPurpose(key=purpose))
    kind = category_of(found)
    return kind is not None and kind.category == _COUNTING


def _serves_ads(service: FoundService) -> bool:
    loader = loader_entry(shipped().services[service.use]) if service.use else None
    return loader is not None and bool(_AD_TYPES & set(loader.types))


def _is_option(service: FoundService, key: str, value: str) -> bool:
    loader = loader_entry(shipped().services[service.use]) if service.use else None
    return loader is not None and key in loader.options and _is(FORMS[loader.options[key]], value)


def _merged(services: Iterable[FoundService]) -> list[FoundService]:
    """The services, those of the library that are but one as one."""
    found: list[FoundService] = []
    for one in services:
        place = next((place for place, other in enumerate(found) if _are_one(other, one)), None)
        if place is None:
            found.append(one)
        else:
            found[place] = _both(found[place], one)
    return found


def _are_one(first: FoundService, second: FoundService) -> bool:
    """Whether two are of one entry and purpose, and no more than one of them has a name of the operator's."""
    if first.use is None or (first.use, first.purpose) != (second.use, second.purpose):
        return False
    return first.key == second.key or not (first.called and second.called)


def _both(first: FoundService, second: FoundService) -> FoundService:
    names = dict.fromkeys(one.there for one in (first, second) if one.there)
    return replace(
        first,
        key=second.key if second.called and not first.called else first.key,
        there=", ".join(names),
        called=tuple(dict.fromkeys((*first.called, *second.called))),
        options=first.options or second.options,
        remarks=tuple(dict.fromkeys((*first.remarks, *second.remarks))),
        could_be_refused=first.could_be_refused or second.could_be_refused,
    )


def _once(services: Iterable[FoundService]) -> tuple[FoundService, ...]:
    """The services, each under a key of its own."""
    taken = set(_RESERVED)
    found = []
    for one in services:
        key, number = one.key, 1
        while key in taken:
            number += 1
            key = f"{one.key[:36]}-{number}"
        taken.add(key)
        found.append(replace(one, key=key))
    return tuple(found)


def _purposes(draft: Draft, services: Iterable[FoundService]) -> tuple[FoundPurpose, ...]:
    """The purposes that services are for, what is necessary among them, and each once."""
    used = dict.fromkeys(one.purpose for one in services if one.purpose)
    known = {one.key: one for one in reversed(draft.purposes)}
    found = [one for key, one in reversed(known.items()) if key in used]
    if not any(category_of(one) is NECESSARY for one in found):
        # It is where the cookies belong that this program itself stores.
        own = next((one for one in draft.purposes if category_of(one) is NECESSARY), None)
        found.insert(0, own or FoundPurpose(key=NECESSARY.key))
    had = {one.key for one in found}
    return (*found, *(FoundPurpose(key=key) for key in used if key not in had))


def _is(read: Callable[[object], object], value: str) -> bool:
    try:
        read(value)
    except PydanticCustomError:
        return False
    return True


def _sifted(read: Callable[[object], str], values: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """The values that can be read, each once, and those that cannot."""
    given = list(dict.fromkeys(values))
    return tuple(one for one in given if _is(read, one)), [one for one in given if not _is(read, one)]
