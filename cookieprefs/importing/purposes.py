"""What other tools call their purposes, and what such a purpose is called here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cookieprefs.core.catalogue import KEY
from cookieprefs.sitefile.folding import folded


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of purpose: the key and category that it has in the starter's file, and a title of ours."""

    key: str
    category: str
    title: Mapping[str, str] = field(hash=False)


def _kind(key: str, category: str, **title: str) -> Kind:
    return Kind(key=key, category=category, title=title)


NECESSARY = _kind(
    "necessary",
    "D",
    en="Strictly necessary",
    fr="Strictement nécessaire",
    de="Unbedingt erforderlich",
    es="Estrictamente necesario",
    it="Strettamente necessario",
)
PREFERENCES = _kind(
    "preferences",
    "A",
    en="Your settings",
    fr="Vos réglages",
    de="Ihre Einstellungen",
    es="Sus ajustes",
    it="Le tue impostazioni",
)
AUDIENCE = _kind(
    "audience",
    "B",
    en="Audience measurement",
    fr="Mesure d’audience",
    de="Reichweitenmessung",
    es="Medición de la audiencia",
    it="Misurazione del pubblico",
)
MEDIA = _kind(
    "media",
    "E",
    en="Videos and maps",
    fr="Vidéos et cartes",
    de="Videos und Karten",
    es="Vídeos y mapas",
    it="Video e mappe",
)
SUPPORT = _kind(
    "support",
    "E",
    en="Chat with us",
    fr="Discussion en ligne",
    de="Chat mit uns",
    es="Chat con nosotros",
    it="Chat con noi",
)
ADVERTISING = _kind(
    "advertising",
    "F",
    en="Advertising",
    fr="Publicité",
    de="Werbung",
    es="Publicidad",
    it="Pubblicità",
)
SOCIAL = _kind(
    "social",
    "X",
    en="Social networks",
    fr="Réseaux sociaux",
    de="Soziale Netzwerke",
    es="Redes sociales",
    it="Reti sociali",
)
SECURITY = _kind(
    "security",
    "X",
    en="Security",
    fr="Sécurité",
    de="Sicherheit",
    es="Seguridad",
    it="Sicurezza",
)

KINDS = {one.key: one for one in (NECESSARY, PREFERENCES, AUDIENCE, MEDIA, SUPPORT, ADVERTISING, SOCIAL, SECURITY)}
_WORDS = {
    NECESSARY: "necessary required essential strictlynecessary needed technical functionalrequired system",
    PREFERENCES: "preferences preference functional functionality personalization personalisation settings",
    AUDIENCE: "audience analytics analytic statistics statistic stats performance measurement tracking",
    MEDIA: "media video videos maps map embeds embed externalmedia multimedia thirdpartycontent",
    SUPPORT: "support chat livechat helpdesk",
    ADVERTISING: "advertising ads ad advertisement advertisements marketing targeting retargeting remarketing",
    SOCIAL: "social socialmedia socialnetworks socialnetwork comment comments",
    SECURITY: "security captcha spamprotection",
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def kind_of(word: str) -> Kind | None:
    """The kind of purpose that a tool's word names; `None` where that is not sure."""
    return _BY_WORD.get(re.sub(r"[^a-z0-9]", "", folded(word)))


def key_of(name: str, *, other: str = "") -> str:
    """A key of ours as near to a foreign name as can be; `other` where nothing of it is left."""
    if KEY.fullmatch(name):
        return name
    found = re.sub(r"[^a-z0-9_-]+", "-", folded(name).strip()).strip("-_")[:40].strip("-_")
    return found or other
