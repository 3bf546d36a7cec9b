"""What the scripts on the site's pages are told of the site, in one language and for one country."""

from __future__ import annotations

from typing import Any

from flask import request
from markupsafe import Markup, escape

from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core import layout, signals, takeover
from cookieprefs.core.catalogue import Cookie, Service
from cookieprefs.core.consent import Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.regime import Regime
from cookieprefs.web import cookies, country, current, firstlayer, language, translations

Json = dict[str, Any]


def _(sentence: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is told."""
    return sentence


WORDS = {
    "signal": _("Your browser’s request not to sell or share your data is honoured."),
    "preferences": _("Cookie Preferences"),
    "close": _("Close"),
    "saved": _("Your choice is saved."),
    "failed": _("Your choice could not be saved. Nothing was switched on."),
    "running": _("Still running on this page, until you reload it: {services}."),
    "reload": _("Reload the page"),
    "continued": _("You went on to a second page, so all services are on."),
    "undo": _("Undo"),
}


def first(version: PolicyVersion, *, effects: str) -> Json:
    """What embed.js has to know on a first visit, and not a word more: it is downloaded by everybody."""
    site, rules = version.policy.site, version.policy.rules
    spoken, where = language.of_address(site), country.named(request.args.get("country", ""))
    flags = {
        "isEager": bool(version.policy.markup)
        or _takes_over(version)
        or any(_runs_early(one, where) for one in version.catalogue.services),
        "continues": _continues(version),
        "dnt": rules.heeds_dnt,
        "hidesFromCrawlers": rules.hides_from_crawlers,
        "counts": rules.counts_banners,
    }
    return {
        "cookie": cookies.state_name(current.runtime().settings, site),
        "language": spoken,
        "mount": current.mount(),
        **(
            {}
            if language.asked_for(site)
            else {"others": [one.lower() for one in site.languages if one != spoken]}
        ),
        "effects": effects,
        **{name: True for name, value in flags.items() if value},
        "services": {one.key: _gate(version, one, where) for one in version.catalogue.services},
        "link": _said(WORDS, spoken)["preferences"],
        "placeholder": str(_layer(version, spoken, Layer.PLACEHOLDER)),
        "banner": str(_layer(version, spoken, Layer.BANNER)),
    }


def following(version: PolicyVersion) -> Json:
    """What effects.js has to know besides: names, vendors, cookies, how each service is loaded and told."""
    site, rules = version.policy.site, version.policy.rules
    spoken = language.of_address(site)
    return {
        "mount": current.mount(),
        "version": version.number,
        "language": spoken,
        "direction": translations.direction(spoken),
        "languages": list(site.languages),
        "isAsked": language.asked_for(site) is not None,
        "layouts": list(layout.layouts(version)),
        "privacy": list(site.privacy_policy.values()),
        "continues": _continues(version),
        **_old_tool(version),
        "dnt": rules.heeds_dnt,
        "hidesFromCrawlers": rules.hides_from_crawlers,
        "services": {one.key: _service(version, one) for one in version.catalogue.services},
        **({"markup": version.policy.markup} if version.policy.markup else {}),
        "words": _said(WORDS, spoken),
        "placeholder": str(_layer(version, spoken, Layer.PLACEHOLDER)),
    }


def _continues(version: PolicyVersion) -> bool:
    """Whether opening a second page would switch anything on."""
    services = version.catalogue.refusable()
    return version.policy.rules.continued_navigation and not all(one.explicit_only for one in services)


def _takes_over(version: PolicyVersion) -> bool:
    """Whether what visitors decided in another tool may still count."""
    return not takeover.is_over(version.policy.rules, current.runtime().clock())


def _old_tool(version: PolicyVersion) -> Json:
    """The cookie to look for before the server is asked to take it over; no name where scripts cannot see it."""
    take_over = version.policy.rules.take_over
    if take_over is None or not _takes_over(version):
        return {}
    return {"takeOver": {"cookie": None if take_over.tool.is_hidden else take_over.cookie}}


def _runs_early(service: Service, where: str | None) -> bool:
    """Whether any of it may run before a choice: by the country's law, or in its vendor's advanced mode."""
    regime = service.regime_in(where)
    is_advanced = service.loader is not None and service.loader.is_advanced
    is_loaded = service.loader is not None and bool(service.loader.options)
    return (
        is_advanced
        or (regime.can_be_refused and not regime.needs_consent)
        or (not regime.can_be_refused and is_loaded)
    )


def _gate(version: PolicyVersion, service: Service, where: str | None) -> Json:
    """What decides about a gate. Where no regime is named, consent is needed."""
    regime = service.regime_in(where)
    if not regime.can_be_refused:
        return {"regime": "always"}
    unasked = {} if regime is Regime.CONSENT else {"regime": regime.value}
    flagged = {"flagged": True} if signals.is_sold(service) else {}
    return {"since": version.since[service.key], **unasked, **flagged, **_framed(version, service)}


def _framed(version: PolicyVersion, service: Service) -> Json:
    """The words of a placeholder, for services that come without a script of their own: as a rule, in a frame."""
    if service.loader:
        return {}
    return {"name": escape(service.name), "vendor": escape(version.catalogue.vendor(service.vendor).name)}


def _service(version: PolicyVersion, service: Service) -> Json:
    loader = service.loader
    return {
        "name": service.name,
        "purpose": service.purpose,
        "vendor": version.catalogue.vendor(service.vendor).name,
        "adapter": loader.adapter if loader else None,
        "options": dict(loader.options) if loader else {},
        "types": list(loader.types) if loader else [],
        "advanced": loader is not None and loader.is_advanced,
        "cookies": [_stored(one) for one in service.cookies],
    }


def _stored(cookie: Cookie) -> Json:
    return {
        "name": cookie.name,
        "kind": cookie.kind.value,
        "domain": cookie.domain,
        "path": cookie.path,
        "partitioned": cookie.is_partitioned,
        "party": cookie.party.value,
    }


def _layer(version: PolicyVersion, spoken: str, layer: Layer) -> Markup:
    """The very bytes that were kept for proof (R-02); made anew while the ledger is out of reach."""
    try:
        layers = current.runtime().layers(version, current.mount())
    except LedgerUnavailableError:
        if layer is Layer.PLACEHOLDER:
            return firstlayer.placeholder(spoken)
        return firstlayer.banner(version, spoken, layout.FULL)
    return Markup(layers[spoken, layer.value, layout.FULL])  # noqa: S704


def _said(sentences: dict[str, str], spoken: str) -> dict[str, str]:
    with translations.speaking(spoken):
        return {name: translations.say(sentence) for name, sentence in sentences.items()}
