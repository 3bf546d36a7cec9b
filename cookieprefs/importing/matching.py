"""Which entry of the library a foreign service surely is: by its name, else by the cookies that only it stores."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from cookieprefs.importing.draft import FoundCookie, FoundService
from cookieprefs.sitefile.checks import OURS
from cookieprefs.sitefile.folding import folded
from cookieprefs.sitefile.library import shipped

# What people call a service besides its name in the library.
_ALSO_CALLED = {
    "google-analytics": "ga ga4 gtag googleanalytics googleanalytics4 googleanalyticsga4",
    "google-tag-manager": "gtm googletagmanager",
    "google-ads": "googleads googleadwords adwords googleadsconversion googleadsremarketing",
    "google-maps": "googlemaps googlemap gmaps",
    "meta-pixel": "facebookpixel fbpixel metapixel",
    "linkedin-insight": "linkedininsight linkedininsighttag linkedininsights linkedinpixel",
    "microsoft-advertising": "bingads microsoftads microsoftadvertising bingadsuet",
    "microsoft-clarity": "clarity microsoftclarity msclarity",
    "tiktok-pixel": "tiktokpixel",
    "matomo": "matomopiwik piwikmatomo",
    "youtube": "youtubevideo youtubevideos youtubeembed youtubeplayer",
    "vimeo": "vimeovideo vimeovideos vimeoplayer",
    "intercom": "intercomchat intercommessenger",
}
# Cookies that are of a service and not in its entry, since it stores them no more, or its own and others' share a
# pattern that everybody writes for it.
_ALSO_STORES = {"google-analytics": ("_ga", "_ga*", "_gid", "_gat", "_gat_*", "_gat*", "_dc_gtm_*")}
_TELLING = 4
"""How many letters a cookie's name has to have to tell one service from another."""


def library_key(*names: str) -> str | None:
    """The entry that bears one of these names; `None` where none does."""
    known = _known_names()
    return next((known[word] for one in names if (word := _word(one)) in known), None)


def recognised(service: FoundService) -> FoundService:
    """The service with its entry of the library, where its name or its cookies tell it surely."""
    if service.use:
        return service
    owners = {owner(one.name) for one in service.cookies} - {None}
    use = library_key(service.key, service.there, service.name) or (owners.pop() if len(owners) == 1 else None)
    return replace(service, use=use)


def sorted_out(service: FoundService) -> list[FoundService]:
    """One service for each entry of the library that its cookies tell, and itself with the rest of them.

    For a tool that knows groups of cookies and no services: what such a group holds may be of several.
    """
    named = recognised(replace(service, cookies=()))
    if named.use:
        return [replace(service, use=named.use)]
    by_owner: dict[str | None, list[FoundCookie]] = {}
    for one in service.cookies:
        by_owner.setdefault(owner(one.name), []).append(one)
    rest = by_owner.pop(None, [])
    known = [
        replace(service, key=use, name="", use=use, cookies=tuple(cookies))
        for use, cookies in by_owner.items()
        if use is not None
    ]
    return [*known, replace(service, cookies=tuple(rest))] if rest or not known else known


def not_in_library(use: str, cookies: Iterable[FoundCookie]) -> tuple[str, ...]:
    """The names of these that the library's entry does not list."""
    listed = [one.name for one in shipped().services[use].cookies or ()]
    return tuple(
        one.name or one.there
        for one in cookies
        if not any(_covers(theirs, one.name) or _covers(one.name, theirs) for theirs in listed)
    )


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(name))


@cache
def _known_names() -> dict[str, str]:
    known = {_word(name): key for key, one in shipped().services.items() for name in (key, one.name or key)}
    known |= {word: key for key, words in _ALSO_CALLED.items() for word in words.split()}
    return {word: key for word, key in known.items() if key != OURS}


@lru_cache(maxsize=4096)
def owner(name: str) -> str | None:
    """The only entry of the library that stores something under this name; `None` where there is not just one."""
    for key, names in _ALSO_STORES.items():
        if name in names:
            return key
    if len(name.replace("*", "")) < _TELLING:
        return None
    found = {
        key
        for key, one in shipped().services.items()
        if any(_covers(cookie.name, name) or _covers(name, cookie.name) for cookie in one.cookies or ())
    }
    return found.pop() if len(found) == 1 else None


def _covers(pattern: str, name: str) -> bool:
    return bool(name) and fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
