"""Whether the line stands on a page of the site, and leads to us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import PageLook
from cookieprefs.doctor.markup import Element, Page

_RUNS = ("", "text/javascript", "application/javascript")
_BLOCKED = frozenset(("cookie-policy", "cookies-policy", "cookie-consent", "cookie-manager", "cookie-banner"))
"""Parts of a path that lists of content blockers shut, with what is asked for below them."""


def ours(seen: PageLook, page: Page) -> Element | None:
    """The element of the line that leads to us, whatever its type."""
    wanted = _bare(seen.mount.at("embed.js"))
    return next((one for one in _scripts(page) if _bare(page.address(one.get("src"))) == wanted), None)


def present(seen: PageLook, page: Page) -> Iterator[Finding]:
    """The line is there, once written right."""
    line, told = ours(seen, page), {"page": seen.page.url, "script": _short(seen)}
    if line is None:
        other = next((one for one in _scripts(page) if _bare(one.get("src")).endswith("/embed.js")), None)
        if other:
            yield found("line-elsewhere", address=page.address(other.get("src")), **told)
        else:
            yield found("line-missing", **told)
    elif line.get("type").strip().lower() not in _RUNS:
        yield found("line-inert", type=line.get("type"), **told)


def name(seen: PageLook, page: Page) -> Iterator[Finding]:
    """The path of the mount is none that content blockers shut."""
    path = seen.mount.path
    for segment in re.findall("[^/]+", path.lower()):
        if segment in _BLOCKED:
            yield found("name-blocked", path=path, name=segment)


def link(seen: PageLook, page: Page) -> Iterator[Finding]:
    """A way back to the preferences that needs no JavaScript (L-27)."""
    if not any(one.get("data-cookieprefs") == "preferences" for one in page.elements):
        preferences = _short(seen).removesuffix("embed.js") + "preferences"
        yield found("link-missing", page=seen.page.url, preferences=preferences)


def ungated(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Scripts and frames of other hosts that nothing holds back."""
    known = {seen.mount.host, seen.host}
    hosts: dict[str, None] = {}
    for one in page.every("script", "iframe"):
        is_waiting = one.tag == "script" and one.get("type").strip().lower() not in (*_RUNS, "module")
        host = urlsplit(page.address(one.get("src"))).hostname if one.get("src") else None
        if host and host not in known and not is_waiting:
            hosts[host] = None
    if hosts:
        yield found("ungated", page=seen.page.url, hosts=", ".join(hosts))


def _scripts(page: Page) -> Iterator[Element]:
    return (one for one in page.every("script") if one.get("src"))


def _short(seen: PageLook) -> str:
    """How the line names its script: by path alone where the page is at our own origin."""
    return seen.mount.at("embed.js") if seen.is_elsewhere else f"{seen.mount.path}embed.js"


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]
