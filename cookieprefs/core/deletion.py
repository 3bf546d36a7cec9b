"""A no with effect: which declared cookies it deletes, how each is deleted, and what is left (L-28, B-09)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cookieprefs.core.catalogue import Cookie, Party, Service, Vendor
from cookieprefs.core.consent import Choice, Decision, standing_answer
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.core.policy import PolicyVersion

BUDGET = 2_400
"""Bytes of one answer that may go to deletions: a proxy takes 4,096 for all headers, unless told otherwise."""

_OWN = re.compile(r"(?:__Host-|__Secure-)?(cookieprefs(?:_id)?)", re.ASCII)
_WRITABLE = re.compile(r"[!-:<>-~]+", re.ASCII)  # neither blank nor control, nor what ends a cookie's name
_PATH = re.compile(r"/[!-:<-~]*", re.ASCII)
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*", re.ASCII)  # no address in numbers, no single label


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """One variant of a cookie to delete: no `domain` means the one that its host alone was given."""

    name: str
    domain: str | None = None
    path: str = "/"
    is_secure: bool = False
    is_partitioned: bool = False

    @property
    def header(self) -> str:
        """The value of the `Set-Cookie` header that deletes it."""
        written = [f"{self.name}=", f"Path={self.path}", "Max-Age=0"]
        written += [f"Domain={self.domain}"] if self.domain else []
        written += ["Secure"] if self.is_secure else []
        written += ["Partitioned"] if self.is_partitioned else []
        return "; ".join(written)


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a browser holds of a service, as far as its request tells.

    `is_off` says that the visitor's no stands, `may_run` that its cookies stay. `names` are those that arrived
    all the same; `is_elsewhere` says that others may be on domains where nobody but the vendor sees them.
    """

    service: Service
    vendor: Vendor
    is_off: bool
    may_run: bool
    names: tuple[str, ...]
    is_elsewhere: bool


def matches(pattern: str, name: str) -> bool:
    """Whether a declared name, in which a `*` stands for any characters, means this one. A bare `*` means none."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    *middle, last = rest
    if not pattern.strip("*") or not name.startswith(first):
        return False
    place = len(first)
    for part in middle:
        found = name.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(name) - place >= len(last) and name.endswith(last)


def is_ours(name: str) -> bool:
    """Whether it is one of our own two cookies, which no declaration deletes."""
    return bool(_OWN.fullmatch(name))


def arrived(service: Service, names: Iterable[str]) -> tuple[Cookie, ...]:
    """Those of a service's cookies that are among the `names` that arrived."""
    known = [_known_as(name) for name in names]
    return tuple(one for one in service.own_cookies if any(matches(one.name, name) for name in known))


def may_be_declared(version: PolicyVersion, name: str) -> bool:
    """Whether any service of the site has declared a cookie of this name under the site's own domain."""
    known = _known_as(name)
    return any(matches(one.name, known) for service in version.catalogue.services for one in service.own_cookies)


def deletions(
    version: PolicyVersion, decision: Decision | None, names: Iterable[str], *, host: str, now: datetime
) -> tuple[Deletion, ...]:
    """Every variant to delete of the cookies that arrived though their service has a standing no.

    Stays: what a service that may run has declared too, and our own.
    """
    found = _to_delete(version, decision, names, now)
    return tuple(dict.fromkeys(one for _, cookie, name in found for one in _variants(cookie, name, host)))


def unseen_deletions(
    version: PolicyVersion, decision: Decision | None, *, host: str, now: datetime
) -> tuple[Deletion, ...]:
    """The same for what never arrives here: cookies with a path of their own, where their name is known whole."""
    names = {
        cookie.name
        for service in version.catalogue.services
        for cookie in service.own_cookies
        if cookie.path != "/" and "*" not in cookie.name
    }
    return deletions(version, decision, sorted(names), host=host, now=now)


def of_cookie(name: str, *, host: str, mount: str = "") -> tuple[Deletion, ...]:
    """Every variant to delete of a cookie that no service declares: that of a tool which the site gave up.

    It arrives below `mount` by any path above it, with a slash at its end or without one.
    """
    above = [mount[:place] for place, sign in enumerate(mount) if sign == "/" and place]
    paths = ["/", *(path for one in above for path in (one, f"{one}/"))]
    once = Cookie(name=name, lifetime=Lifetime(amount=0, unit=Unit.SESSION), holds={})
    found = (one for path in paths for one in _variants(replace(once, path=path), name, host))
    return tuple(dict.fromkeys(found))


def fitting(found: Sequence[Deletion], *, turn: int, budget: int = BUDGET) -> tuple[Deletion, ...]:
    """As many as go into one answer, counted from another one at each `turn`, so that all have theirs."""
    start = turn % len(found) if found else 0
    kept: list[Deletion] = []
    for one in (*found[start:], *found[:start]):
        budget -= len(f"Set-Cookie: {one.header}\r\n")
        if budget < 0:
            return tuple(kept)
        kept.append(one)
    return tuple(found)


def held(
    version: PolicyVersion, decision: Decision | None, names: Iterable[str], *, now: datetime
) -> tuple[Held, ...]:
    """What the browser holds of each service that stores something, in the operator's order."""
    left = [(service.key, name) for service, _, name in _to_delete(version, decision, names, now)]
    return tuple(
        Held(
            service=one,
            vendor=version.catalogue.vendor(one.vendor),
            is_off=_is_off(version, decision, one, now),
            may_run=_may_run(version, decision, one, now),
            names=tuple(dict.fromkeys(name for key, name in left if key == one.key)),
            is_elsewhere=_is_elsewhere(version, decision, one, now),
        )
        for one in version.catalogue.services
        if one.cookies
    )


def not_yet_tried(
    version: PolicyVersion, before: Decision | None, after: Decision | None, names: Iterable[str], *, now: datetime
) -> frozenset[str]:
    """The names that an answer deletes for the first time, as their service was off only `after` a decision."""
    arriving = tuple(names)
    was, is_now = (
        {name for _, _, name in _to_delete(version, decision, arriving, now)} for decision in (before, after)
    )
    return frozenset(is_now - was)


def _to_delete(
    version: PolicyVersion, decision: Decision | None, names: Iterable[str], now: datetime
) -> list[tuple[Service, Cookie, str]]:
    meant = [name for name in names if not is_ours(name)]
    if decision is None or not meant:
        return []
    services = version.catalogue.services
    off = [one for one in services if _is_off(version, decision, one, now)]
    staying = [
        cookie.name for one in services if _may_run(version, decision, one, now) for cookie in one.own_cookies
    ]
    return [
        (service, cookie, name)
        for name in meant
        if not any(matches(one, name) for one in staying)
        for service in off
        for cookie in service.own_cookies
        if matches(cookie.name, name)
    ]


def _known_as(name: str) -> str:
    """The name as it is declared: ours get a prefix over https."""
    own = _OWN.fullmatch(name)
    return own[1] if own else name


def _is_off(version: PolicyVersion, decision: Decision | None, service: Service, now: datetime) -> bool:
    choice = standing_answer(version, decision, service.key, now)
    return service.regime_in().can_be_refused and choice in (Choice.REFUSED, Choice.WITHDRAWN)


def _may_run(version: PolicyVersion, decision: Decision | None, service: Service, now: datetime) -> bool:
    """Whether it runs in any country as things stand: where this visitor is matters less than what they lose."""
    choice = standing_answer(version, decision, service.key, now)
    if choice is None or not service.regime_in().can_be_refused:
        return service.may_run_unasked
    return choice is Choice.GIVEN


def _is_elsewhere(version: PolicyVersion, decision: Decision | None, service: Service, now: datetime) -> bool:
    """Whether it ran once and keeps cookies on other domains: a service that never ran has left none there."""
    has_run = standing_answer(version, decision, service.key, now) is Choice.WITHDRAWN
    return has_run and any(one.party is Party.THIRD for one in service.cookies)


def _variants(cookie: Cookie, name: str, host: str) -> Iterator[Deletion]:
    if not _WRITABLE.fullmatch(name):
        return
    prefix = name.lower()
    is_tied = prefix.startswith("__host-")
    is_secure = is_tied or prefix.startswith("__secure-")
    paths = dict.fromkeys(("/", cookie.path)) if _PATH.fullmatch(cookie.path) and not is_tied else ("/",)
    for domain in (None,) if is_tied else (None, *_domains(host.lower(), cookie.domain)):
        for path in paths:
            yield Deletion(name=name, domain=domain, path=path, is_secure=is_secure)
            if cookie.is_partitioned:
                yield Deletion(name=name, domain=domain, path=path, is_secure=True, is_partitioned=True)


def _domains(host: str, declared: str | None) -> Iterator[str]:
    """The domains that a cookie on `host` can bear, itself first: never a single label, which is nobody's own."""
    if not _HOST.fullmatch(host):
        return
    labels = host.split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    meant = (declared or "").lstrip(".").lower()
    yield from sorted(parents, key=lambda one: one != meant)
