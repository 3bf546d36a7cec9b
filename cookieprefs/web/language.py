"""Which language a page is in: what the address asks for, what the browser prefers, the site's default."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from babel.core import negotiate_locale
from flask import request

from cookieprefs.core.policy import Site


def chosen(site: Site, written: str | None) -> str | None:
    """The site's language that `written` names; `None` where it names none of them."""
    return written if written in site.languages else None


def asked_for(site: Site) -> str | None:
    """The language that the address asks for by `?lang=`, if the site has it."""
    return chosen(site, request.args.get("lang"))


def of_request(site: Site) -> str:
    """The language to answer in. No cookie has a part in it."""
    return asked_for(site) or preferred(site.languages) or site.default_language


def preferred(offered: Iterable[str]) -> str | None:
    """The first of the browser's languages that is on offer, `fr` standing in for `fr-FR`; `None` if none is."""
    wanted = [code for code, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, list(offered), sep="-")


def switched(path: str, code: str) -> str:
    """The address of the page at hand in another language, with all else that was asked for."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{path}?{urlencode([*others, ('lang', code)])}"


def of_address(site: Site) -> str:
    """The language of what may be cached: it depends on the address alone (DESIGN 7)."""
    return asked_for(site) or site.default_language
