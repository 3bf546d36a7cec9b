"""What a site uses and why: purposes, vendors, services and the cookies they store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from cookieprefs.core.lifetime import Lifetime
from cookieprefs.core.regime import Regime, regime_in

Words = Mapping[str, str]
"""One text in several languages: language code to words."""

KEY = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
"""The form of every key of a service or purpose: safe in a cookie, a URL, an id and a query string."""


def words_in(words: Words, language: str, default: str) -> tuple[str, str]:
    """The text in `language`, else in `default`, else in any: as (language it is in, text)."""
    for code in (language, default):
        if code in words:
            return code, words[code]
    return next(iter(words.items()))


class Kind(StrEnum):
    """Where the browser keeps a stored item."""

    COOKIE = "cookie"
    LOCAL_STORAGE = "localStorage"
    SESSION_STORAGE = "sessionStorage"
    INDEXED_DB = "indexedDB"
    CACHE_STORAGE = "cacheStorage"


class Party(StrEnum):
    """Whose domain an item is stored under: the site's (`first`) or another's (`third`)."""

    FIRST = "first"
    THIRD = "third"


class DataKind(StrEnum):
    """What sort of data a service reads or keeps (L-21), from a closed list so that widening shows."""

    ONLINE_IDENTIFIER = "online_identifier"
    IP_ADDRESS = "ip_address"
    DEVICE = "device"
    USAGE = "usage"
    LOCATION = "location"
    PREFERENCES = "preferences"
    CONTACT = "contact"
    MESSAGES = "messages"
    PURCHASES = "purchases"
    PAYMENT = "payment"
    CHOICES = "choices"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a fact was read: `address`, and the day it was read; no day means it could not be read."""

    address: str
    read_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """One stored item, whatever its kind (L-21). A `*` in `name` stands for any characters."""

    name: str
    lifetime: Lifetime
    holds: Words
    kind: Kind = Kind.COOKIE
    party: Party = Party.FIRST
    shared: bool = False
    domain: str | None = None
    path: str = "/"
    is_partitioned: bool = False
    source: Source | None = None

    @property
    def is_verified(self) -> bool:
        """Whether its facts were read at a named source; the operator's own need none."""
        return self.source is None or self.source.read_on is not None


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """The organisation behind a service."""

    key: str
    name: str
    privacy_policy: str
    address: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why data is stored or read: a short title, one sentence, and the long text (L-10)."""

    key: str
    title: Words
    summary: Words
    detail: Words
    category: str = "X"


@dataclass(frozen=True, kw_only=True)
class Loader:
    """How a browser loads a service and tells its vendor of consent (V-01 to V-09).

    `adapter` names the script of ours that speaks the vendor's protocol. `options` are the operator's values, such
    as a number of theirs; without any, the service is loaded by gates in the site's own markup alone. `types` are
    the vendor's consent types that the service's yes grants (V-03). `is_advanced` says that the vendor's script
    may load before a choice, told that everything is denied (V-02).
    """

    adapter: str
    options: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    is_advanced: bool = False


@dataclass(frozen=True, kw_only=True)
class Service:
    """One technology on the site that acts for a purpose."""

    key: str
    name: str
    purpose: str
    vendor: str
    description: Words
    cookies: tuple[Cookie, ...] = ()
    data: tuple[DataKind, ...] = ()
    regime: Regime = Regime.CONSENT
    regimes: Mapping[str, Regime] = field(default_factory=dict)
    necessity_reason: Words = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    safeguard: Words = field(default_factory=dict)
    retention: Lifetime | None = None
    opt_out: str | None = None
    hosts: tuple[str, ...] = ()
    sale_or_share: bool = False
    targeted_ads: bool = False
    explicit_only: bool = False
    loader: Loader | None = None
    sources: tuple[Source, ...] = ()

    def regime_in(self, country: str | None = None) -> Regime:
        """What holds for this service in `country`; unknown means the strictest that it can be (L-40)."""
        return regime_in(country, self.regime, self.regimes) if country else self._strictest

    @cached_property
    def _strictest(self) -> Regime:
        return regime_in(None, self.regime, self.regimes)

    @cached_property
    def may_run_unasked(self) -> bool:
        """Whether somewhere it runs until the visitor says no."""
        return any(not one.needs_consent for one in (self.regime, *self.regimes.values()))

    @cached_property
    def own_cookies(self) -> tuple[Cookie, ...]:
        """What it keeps as a cookie under the site's own domain."""
        return tuple(one for one in self.cookies if one.kind is Kind.COOKIE and one.party is Party.FIRST)

    @property
    def is_necessary(self) -> bool:
        """Whether it needs no consent anywhere."""
        return self.regime is Regime.STRICTLY_NECESSARY


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All purposes, vendors and services of a site, in the operator's order; keys are unique."""

    purposes: tuple[Purpose, ...]
    vendors: tuple[Vendor, ...]
    services: tuple[Service, ...]

    def service(self, key: str) -> Service | None:
        """The service with this key, if there is one."""
        return self._services.get(key)

    def purpose(self, key: str) -> Purpose | None:
        """The purpose with this key, if there is one."""
        return next((one for one in self.purposes if one.key == key), None)

    def vendor(self, key: str) -> Vendor:
        """The vendor with this key; raises `KeyError` when the catalogue is not whole."""
        return self._vendors[key]

    def services_for(self, purpose: str) -> tuple[Service, ...]:
        """The services that act for a purpose."""
        return tuple(one for one in self.services if one.purpose == purpose)

    def by_purpose(self) -> Iterator[tuple[Purpose, tuple[Service, ...]]]:
        """Each purpose that has services, with them."""
        for purpose in self.purposes:
            if services := self.services_for(purpose.key):
                yield purpose, services

    def refusable(self, country: str | None = None) -> tuple[Service, ...]:
        """The services that the visitor has a switch for."""
        return self._refusable if country is None else self._refusable_in(country)

    def _refusable_in(self, country: str | None) -> tuple[Service, ...]:
        return tuple(one for one in self.services if one.regime_in(country).can_be_refused)

    # Asked many times for each answer of ours, and never another: a catalogue is not edited.
    @cached_property
    def _refusable(self) -> tuple[Service, ...]:
        return self._refusable_in(None)

    @cached_property
    def _services(self) -> Mapping[str, Service]:
        return {one.key: one for one in reversed(self.services)}

    @cached_property
    def _vendors(self) -> Mapping[str, Vendor]:
        return {one.key: one for one in self.vendors}
