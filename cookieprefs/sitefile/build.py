"""Checked entries of the site file as the core's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cookieprefs.core.catalogue import Catalogue, Cookie, Purpose, Service, Source, Vendor, Words, words_in
from cookieprefs.core.policy import Authority, Controller, Policy, PolicyText, Rules, Site
from cookieprefs.sitefile.loader_entry import loader_of
from cookieprefs.sitefile.markup import Names
from cookieprefs.sitefile.model import (
    SITE_VENDOR,
    ConsentEntry,
    CookieEntry,
    PurposeEntry,
    ServiceEntry,
    SiteEntry,
    SourceEntry,
    TakeOverEntry,
    VendorEntry,
    regime_of,
)
from cookieprefs.sitefile.takeover import take_over_of
from cookieprefs.sitefile.theme import theme_of
from cookieprefs.sitefile.theme_entry import ThemeEntry


@dataclass(frozen=True, kw_only=True)
class Entries:
    """All that a site file without errors holds; `vendors` has the library's too."""

    site: SiteEntry
    languages: tuple[str, ...]
    consent: ConsentEntry
    markup: Names
    purposes: tuple[PurposeEntry, ...]
    vendors: Mapping[str, VendorEntry]
    services: tuple[ServiceEntry, ...]
    take_over: TakeOverEntry | None = None
    theme: ThemeEntry | None = None


def policy(entries: Entries, texts: Mapping[str, PolicyText]) -> Policy:
    """The policy that the operator's files state."""
    site = _site(entries.site, entries.languages)
    services = tuple(_service(one) for one in entries.services)
    catalogue = Catalogue(
        purposes=tuple(_purpose(one) for one in entries.purposes),
        vendors=tuple(_vendors(site, services, entries.vendors)),
        services=services,
    )
    rules = Rules(
        lifetime=entries.consent.lifetime,
        proof_kept=entries.consent.proof_kept,
        first_refusal=entries.consent.first_refusal,
        continued_navigation=entries.consent.continued_navigation,
        heeds_dnt=entries.consent.do_not_track,
        hides_from_crawlers=entries.consent.hide_from_crawlers,
        counts_banners=entries.consent.count_banner,
        follows_browser=entries.site.follow_browser,
        take_over=take_over_of(entries.take_over),
    )
    return Policy(
        site=site,
        catalogue=catalogue,
        rules=rules,
        texts=texts,
        markup=entries.markup,
        theme=theme_of(entries.theme or ThemeEntry()),
    )


def _site(entry: SiteEntry, languages: tuple[str, ...]) -> Site:
    controller, authority = entry.controller, entry.authority
    return Site(
        key=entry.key,
        name=entry.name,
        domains=entry.domains,
        cookie_domain=entry.cookie_domain or "",
        privacy_policy=entry.privacy_policy,
        languages=languages,
        controller=Controller(
            name=controller.name,
            address=controller.address,
            email=controller.email,
            country=controller.country or "",
            data_protection_officer=controller.data_protection_officer or "",
        ),
        authority=Authority(name=authority.name, website=authority.website, address=authority.address or ""),
    )


def _purpose(entry: PurposeEntry) -> Purpose:
    return Purpose(
        key=entry.key, title=entry.title, summary=entry.summary, detail=entry.detail, category=entry.category
    )


def _vendors(site: Site, services: Iterable[Service], known: Mapping[str, VendorEntry]) -> Iterable[Vendor]:
    """The vendors that services name, each once, in the order of the services."""
    for key in dict.fromkeys(one.vendor for one in services):
        yield _site_itself(site) if key == SITE_VENDOR else _vendor(known[key])


def _site_itself(site: Site) -> Vendor:
    controller = site.controller
    _, privacy_policy = words_in(site.privacy_policy, site.default_language, site.default_language)
    return Vendor(
        key=SITE_VENDOR,
        name=controller.name,
        privacy_policy=privacy_policy,
        address=controller.address,
        country=controller.country,
    )


def _vendor(entry: VendorEntry) -> Vendor:
    return Vendor(
        key=entry.key,
        name=entry.name,
        privacy_policy=entry.privacy_policy,
        address=entry.address or "",
        country=entry.country or "",
    )


def _service(entry: ServiceEntry) -> Service:
    return Service(
        key=entry.key or "",
        name=entry.name or "",
        purpose=entry.purpose or "",
        vendor=entry.vendor or "",
        description=_words(entry.description),
        cookies=tuple(_cookie(one) for one in entry.cookies or ()),
        data=entry.data or (),
        regime=regime_of(entry),
        regimes=entry.regimes or {},
        necessity_reason=_words(entry.necessity_reason),
        countries=entry.countries or (),
        recipients=entry.recipients or (),
        safeguard=_words(entry.safeguard),
        retention=entry.retention,
        opt_out=entry.opt_out,
        hosts=entry.hosts or (),
        sale_or_share=bool(entry.sale_or_share),
        targeted_ads=bool(entry.targeted_ads),
        explicit_only=bool(entry.explicit_only),
        loader=loader_of(entry),
        sources=tuple(_source(one) for one in entry.sources or ()),
    )


def _cookie(entry: CookieEntry) -> Cookie:
    return Cookie(
        name=entry.name,
        lifetime=entry.lifetime,
        holds=entry.holds,
        kind=entry.kind,
        party=entry.party,
        shared=entry.shared,
        domain=entry.domain,
        path=entry.path,
        is_partitioned=entry.partitioned,
        source=_source(entry.source) if entry.source else None,
    )


def _source(entry: SourceEntry) -> Source:
    return Source(address=entry.address, read_on=entry.read_on)


def _words(found: Words | None) -> Words:
    return found or {}
