"""The tools whose banner is measured, each set up as its manual says, in French, for the same services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import peers, starter
from benchmarks.peers import Peer
from cookieprefs.core.catalogue import Service
from cookieprefs.core.policy import Policy

Markup = tuple[str, str]
"""What a site writes into its head, and at the end of its body."""


class Site:
    """What a visitor of the site is asked about, as the tools' settings want it."""

    def __init__(self, policy: Policy) -> None:
        self.privacy = policy.site.privacy_policy["fr"]
        self.services = [one for one in policy.catalogue.services if one.regime.can_be_refused]
        asking = {one.purpose for one in self.services}
        self.purposes = [one for one in policy.catalogue.purposes if one.key in asking]
        titles = ", ".join(one.title["fr"] for one in self.purposes)
        self.text = (
            f"{policy.site.name} souhaite utiliser des cookies pour les finalités suivantes : {titles}. "
            "Rien de facultatif n’est activé sans votre accord."
        )

    def of(self, purpose: str) -> list[Service]:
        """The services of one purpose."""
        return [one for one in self.services if one.purpose == purpose]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool: its pages' path, where its files come from, and what of its banner is looked for and pressed."""

    name: str
    path: str
    banner: str
    accept: str
    refuse: str
    markup: Callable[[Site], Markup]
    peer: Peer | None = None


def _literal(settings: dict[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False)


def _cookies(services: list[Service]) -> list[str]:
    return [cookie.name for one in services for cookie in one.cookies]


def _ours(_: Site) -> Markup:
    return f'<script src="{starter.MOUNT}/embed.js?lang=fr" async></script>', ""


def _orejime(site: Site) -> Markup:
    settings = {
        "privacyPolicyUrl": site.privacy,
        "purposes": [
            {
                "id": one.key,
                "title": one.title["fr"],
                "description": one.summary["fr"],
                "cookies": _cookies(site.of(one.key)),
            }
            for one in site.purposes
        ],
    }
    return (
        f"<script>window.orejimeConfig = {_literal(settings)}</script>"
        '<script src="/orejime/dist/orejime-standard-fr.js"></script>'
        '<link href="/orejime/dist/orejime-standard.css" rel="stylesheet">'
    ), ""


def _osano(site: Site) -> Markup:
    settings = {
        "type": "opt-in",
        "palette": {
            "popup": {"background": "#fff", "text": "#000"},
            "button": {"background": "#000", "text": "#fff"},
        },
        "content": {
            "message": site.text,
            "allow": "Tout accepter",
            "deny": "Tout refuser",
            "link": "En savoir plus",
            "href": site.privacy,
            "policy": "Préférences de cookies",
        },
    }
    return '<link rel="stylesheet" href="/osano/build/cookieconsent.min.css">', (
        '<script src="/osano/build/cookieconsent.min.js"></script>'
        f"<script>window.cookieconsent.initialise({_literal(settings)})</script>"
    )


def _vanilla(site: Site) -> Markup:
    buttons = {"acceptAllBtn": "Tout accepter", "acceptNecessaryBtn": "Tout refuser"}
    sections = [
        {"title": one.title["fr"], "description": one.summary["fr"], "linkedCategory": one.key}
        for one in site.purposes
    ]
    settings = {
        "hideFromBots": False,  # a browser that is driven by a program says so
        "categories": {
            one.key: {"services": {service.key: {"label": service.name} for service in site.of(one.key)}}
            for one in site.purposes
        },
        "language": {
            "default": "fr",
            "translations": {
                "fr": {
                    "consentModal": {
                        "title": "Cookies : à vous de choisir",
                        "description": site.text,
                        **buttons,
                        "showPreferencesBtn": "Choisir",
                    },
                    "preferencesModal": {
                        "title": "Préférences de cookies",
                        **buttons,
                        "savePreferencesBtn": "Enregistrer",
                        "closeIconLabel": "Fermer",
                        "sections": sections,
                    },
                }
            },
        },
    }
    return (
        '<link rel="stylesheet" href="/vanilla/dist/cookieconsent.css">'
        '<script type="module">import "/vanilla/dist/cookieconsent.umd.js"; '
        f"CookieConsent.run({_literal(settings)})</script>"
    ), ""


def _klaro(site: Site) -> Markup:
    settings = {
        "version": 1,
        "lang": "fr",
        "acceptAll": True,
        "translations": {
            "fr": {
                "privacyPolicyUrl": site.privacy,
                "purposes": {
                    one.key: {"title": one.title["fr"], "description": one.summary["fr"]} for one in site.purposes
                },
            }
        },
        "services": [
            {"name": one.key, "title": one.name, "purposes": [one.purpose], "cookies": _cookies([one])}
            for one in site.services
        ],
    }
    return (
        f"<script>var klaroConfig = {_literal(settings)}</script>"
        '<script defer src="/klaro/dist/klaro.js"></script>'
    ), ""


_TARTEAUCITRON = {
    "matomo": "matomocloud",
    "google-analytics": "gtag",
    "hotjar": "hotjar",
    "youtube": "youtube",
    "vimeo": "vimeo",
    "google-maps": "googlemaps",
    "intercom": "intercomChat",
    "google-ads": "googleads",
    "meta-pixel": "facebookpixel",
    "linkedin-insight": "linkedininsighttag",
}
"""Our services' names in tarteaucitron.js."""


def _tarteaucitron(site: Site) -> Markup:
    settings = {
        "privacyUrl": site.privacy,
        "bodyPosition": "top",
        "orientation": "bottom",
        "showIcon": True,
        "DenyAllCta": True,
        "AcceptAllCta": True,
        "highPrivacy": True,
        "useExternalCss": False,
        "useExternalJs": False,
        "mandatory": True,
        "googleConsentMode": True,
    }
    jobs = "".join(f"tarteaucitron.job.push({json.dumps(_TARTEAUCITRON[one.key])});" for one in site.services)
    return (
        '<script src="/tarteaucitron/tarteaucitron.min.js"></script>'
        f"<script>tarteaucitronForceLanguage = 'fr'; tarteaucitron.init({_literal(settings)})</script>"
    ), f"<script>tarteaucitron.job = tarteaucitron.job || [];{jobs}</script>"


def _tool(package: str, markup: Callable[[Site], Markup], **places: str) -> Tool:
    (peer,) = (one for one in peers.PEERS if one.package.rpartition("@")[0] == package)
    return Tool(name=peer.name, markup=markup, peer=peer, **places)


OURS = Tool(
    name="**cookieprefs**",
    markup=_ours,
    path="ours",
    banner="#cookieprefs-banner",
    accept="#cookieprefs-banner [value=accept_all]",
    refuse="#cookieprefs-banner [value=refuse_all]",
)
OREJIME = _tool(
    "orejime",
    _orejime,
    path="orejime",
    banner=".orejime-Banner",
    accept=".orejime-Banner-saveButton",
    refuse=".orejime-Banner-declineButton",
)
TOOLS = (
    OURS,
    OREJIME,
    _tool(
        "cookieconsent",
        _osano,
        path="osano",
        banner=".cc-window",
        accept=".cc-allow",
        refuse=".cc-deny",
    ),
    _tool(
        "vanilla-cookieconsent",
        _vanilla,
        path="vanilla",
        banner="#cc-main .cm",
        accept="[data-role=all]",
        refuse="[data-role=necessary]",
    ),
    _tool(
        "klaro",
        _klaro,
        path="klaro",
        banner=".klaro .cookie-notice",
        accept=".cm-btn-success",
        refuse=".cn-decline",
    ),
    _tool(
        "tarteaucitronjs",
        _tarteaucitron,
        path="tarteaucitron",
        banner="#tarteaucitronAlertBig",
        accept="#tarteaucitronPersonalize2",
        refuse="#tarteaucitronAllDenied2",
    ),
)
