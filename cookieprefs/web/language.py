"""Which language a page is in: what the address asks for, what the site says, the browser's, the site's default.

No cookie has a part in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import request

from cookieprefs.core.policy import Policy, Site

_LONGEST = 35
"""No language's code is longer (RFC 5646, 4.4.1); what is, is none."""


def matching(written: str | None, offered: Iterable[str]) -> str | None:
    """The language on offer that `written` names, in whatever case: `fr` for `fr-FR` or `fr_FR` (RFC 4647).

    Where only a region's own is on offer, it stands in for the language: `pt-BR` for `pt`. `None` if none fits.
    """
    known = {one.lower(): one for one in offered}
    parts = (written or "")[:_LONGEST].strip().lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        if found := known.get("-".join(parts[:length])):
            return found
    return next((one for code, one in known.items() if code.split("-")[0] == parts[0]), None)


def asked_for(site: Site) -> str | None:
    """The language that the address asks for by `?lang=`, if the site has it."""
    return matching(request.args.get("lang"), site.languages)


def of_request(policy: Policy) -> str:
    """The language to answer in."""
    site = policy.site
    followed = preferred(site.languages) if policy.rules.follows_browser else None
    return asked_for(site) or followed or site.default_language


def preferred(offered: Iterable[str]) -> str | None:
    """The first of the browser's languages that is on offer; `None` if none is."""
    known = tuple(offered)
    wanted = (code for code, quality in request.accept_languages if quality > 0)
    return next((found for code in wanted if (found := matching(code, known))), None)


def switched(path: str, code: str) -> str:
    """The address of the page at hand in another language, with all else that was asked for."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{path}?{urlencode([*others, ('lang', code)])}"


def of_address(site: Site) -> str:
    """The language of what may be cached: it depends on the address alone (DESIGN 7)."""
    return asked_for(site) or site.default_language
