"""The shape of the site file and of the library's files: which keys there are, and how each is read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from cookieprefs.core.catalogue import Kind, Party
from cookieprefs.core.policy import SIX_MONTHS, THREE_YEARS, FirstRefusal
from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.addresses import Domains, Email, Host, Languages, MaybeDomain, SecureUrl, Url
from cookieprefs.sitefile.fields import (
    Category,
    CookieName,
    Country,
    CountryRegime,
    DataWord,
    Day,
    DefaultRegime,
    Flag,
    KeptOfRefusal,
    Key,
    Length,
    Lifetime,
    MaybeCountry,
    MaybeText,
    OtherTool,
    StoredAs,
    Text,
    WhoseDomain,
)
from cookieprefs.sitefile.markup import Markup
from cookieprefs.sitefile.words import Links, PurposeSentence, PurposeTitle, Words

SITE_VENDOR = "site"
"""What a service names as its vendor when nobody but the site itself is behind it."""


class Entry(BaseModel):
    """A mapping of the file; a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FileEntry(Entry):
    """The whole file: its sections, each read by itself, so that a fault in one hides none in another."""

    site: dict[str, object]
    languages: Languages
    consent: dict[str, object] | None = None
    take_over: dict[str, object] | None = None
    markup: Markup | None = None
    theme: dict[str, object] | None = None
    purposes: list[object] = Field(min_length=1)
    vendors: list[object] | None = None
    services: list[object] | None = None


class ControllerEntry(Entry):
    """Who is answerable for the site."""

    name: Text
    address: Text
    email: Email
    country: MaybeCountry = None
    data_protection_officer: MaybeText = None


class AuthorityEntry(Entry):
    """Where a visitor may complain."""

    name: Text
    website: Url
    address: MaybeText = None


class SiteEntry(Entry):
    """The site itself."""

    key: Key = "site"
    name: Text
    domains: Domains
    cookie_domain: MaybeDomain = None
    privacy_policy: Links
    follow_browser: Flag = True
    controller: ControllerEntry
    authority: AuthorityEntry


class ConsentEntry(Entry):
    """How long decisions count and are kept, whether browsing on is one, who is not asked, what is counted."""

    lifetime: Length = SIX_MONTHS
    proof_kept: Length = THREE_YEARS
    first_refusal: KeptOfRefusal = FirstRefusal.WITHOUT_ID
    continued_navigation: Flag = False
    do_not_track: Flag = False
    hide_from_crawlers: Flag = False
    count_banner: Flag = False


class TakeOverEntry(Entry):
    """Whose cookie holds what visitors decided before, and which of their answers mean the same here."""

    tool: OtherTool
    cookie: CookieName | None = None
    changed_on: Day
    revision: Text | None = None
    same_meaning: dict[Key, Text] = Field(min_length=1)


class PurposeEntry(Entry):
    """Why data is stored or read."""

    key: Key
    title: PurposeTitle
    summary: PurposeSentence
    detail: PurposeSentence
    category: Category = "X"


class VendorEntry(Entry):
    """The organisation behind a service."""

    key: Key
    name: Text
    privacy_policy: SecureUrl
    address: MaybeText = None
    country: MaybeCountry = None


class SourceEntry(Entry):
    """Where a fact was read, and when."""

    address: Url
    read_on: Day | None = None


class CookieEntry(Entry):
    """One stored item."""

    name: CookieName
    lifetime: Lifetime
    holds: Words
    kind: StoredAs = Kind.COOKIE
    party: WhoseDomain = Party.FIRST
    shared: Flag = False
    domain: Host | None = None
    path: Text = "/"
    partitioned: Flag = False
    source: SourceEntry | None = None


class ExemptionEntry(Entry):
    """What is true of a service that runs without a yes in a country: ticked by the operator (L-41, L-42)."""

    publisher_only: Flag = False
    measurement_only: Flag = False
    anonymous_statistics: Flag = False
    no_cross_reference: Flag = False
    no_cross_site_identifier: Flag = False
    no_transfer: Flag = False
    own_site_statistics: Flag = False
    appearance_or_function: Flag = False
    no_other_use: Flag = False


class ServiceEntry(Entry):
    """One technology on the site, in the site file or in the library.

    Nothing is demanded here: in the site file the library may give what is not written (see `merge`).
    """

    use: Text | None = None
    key: Key | None = None
    name: Text | None = None
    purpose: Text | None = None
    vendor: Text | None = None
    description: Words | None = None
    data: tuple[DataWord, ...] | None = None
    recipients: tuple[Text, ...] | None = None
    countries: tuple[Country, ...] | None = None
    safeguard: Words | None = None
    retention: Lifetime | None = None
    opt_out: Url | None = None
    hosts: tuple[Host, ...] | None = None
    sale_or_share: Flag | None = None
    targeted_ads: Flag | None = None
    explicit_only: Flag | None = None
    regime: DefaultRegime | None = None
    regimes: dict[Country, CountryRegime] | None = None
    exemption: ExemptionEntry | None = None
    necessity_reason: Words | None = None
    cookies: tuple[CookieEntry, ...] | None = None
    sources: tuple[SourceEntry, ...] | None = None
    # How it is loaded: which of these a service takes is for its library entry to say (see `loaders`).
    url: Text | None = None
    site_id: Text | None = None
    measurement_id: Text | None = None
    conversion_id: Text | None = None
    container_id: Text | None = None
    tag_id: Text | None = None
    project_id: Text | None = None
    pixel_id: Text | None = None
    partner_id: Text | None = None
    app_id: Text | None = None
    hotjar_id: Text | None = None
    script: Text | None = None
    consent_mode: Text | None = None
    consent_types: tuple[Text, ...] | None = None


def regime_of(service: ServiceEntry) -> Regime:
    """What holds for it where the country is unknown; consent, where the file says nothing."""
    return service.regime or Regime.CONSENT
