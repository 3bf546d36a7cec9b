"""Whether caches keep what is everybody's, and nothing that is one visitor's (B-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look
from cookieprefs.doctor.markup import Page

LONGEST = 3600
"""Seconds for which a copy of the line's script may be used without asking us: beyond, a change comes too late."""

_SIGNS = ("X-Cache", "X-Cache-Status", "X-Proxy-Cache", "CF-Cache-Status", "X-Varnish-Cache", "Cache-Status")
_BIG = 1000  # bytes below which compressing saves nothing


def personal(look: Look) -> Iterator[Finding]:
    """Nobody but the visitor's browser may hold what shows their decision."""
    for one in look.personal:
        if one.is_page and "no-store" not in one.tokens("Cache-Control"):
            found_there = one.header("Cache-Control") or "missing"
            yield found("personal-cacheable", url=one.url, found=found_there, mount=look.mount.url)
    for one in (*look.personal, look.preferences_again):
        if sign := _sign(one):
            yield found("personal-cached", url=one.url, sign=sign, mount=look.mount.url)
            return
    if _is_same_render(look.preferences, look.preferences_again):
        told = "asked twice, it came with the same token that each page draws anew"
        yield found("personal-cached", url=look.preferences.url, sign=told, mount=look.mount.url)


def shared(look: Look) -> Iterator[Finding]:
    """The line's scripts are kept for a while, not for ever."""
    for one in look.shared:
        if not one.is_page:
            continue
        told = one.header("Cache-Control") or "missing"
        kept = _seconds(one)
        if kept > LONGEST or "immutable" in one.tokens("Cache-Control"):
            yield found("script-stale", url=one.url, seconds=kept, found=told, mount=look.mount.url)
        elif not kept:
            yield found("script-uncached", url=one.url, found=told, mount=look.mount.url)


def validators(look: Look) -> Iterator[Finding]:
    """Who has the script already is told so in a few bytes."""
    if not look.embed.is_page:
        return
    if look.embed.header("ETag") is None:
        yield found("etag-dropped", url=look.embed.url, reason="it has no ETag")
    elif look.embed_again.status != 304:
        told = look.embed_again.status or look.embed_again.failure
        yield found("etag-dropped", url=look.embed.url, reason=f"asked with its ETag it answers {told}, not 304")


def vary(look: Look) -> Iterator[Finding]:
    """The same address answers htmx with a fragment."""
    for one in look.pages:
        if one.is_page and not {"hx-request", "*"} & one.tokens("Vary"):
            yield found("vary-dropped", url=one.url)


def compression(look: Look) -> Iterator[Finding]:
    """What is downloaded by everybody should be small. Pages are the proxy's to compress, scripts ours as well."""
    for one in (look.policy, look.embed):
        if one.is_page and len(one.body) > _BIG and one.header("Content-Encoding") is None:
            yield found("not-compressed", url=one.url, bytes=len(one.body))


def _sign(answer: Answer) -> str | None:
    if (answer.header("Age") or "0").strip() not in ("", "0"):
        return f"Age: {answer.header('Age')}"
    for name in _SIGNS:
        value = answer.header(name) or ""
        if re.search(r"\bhit\b", value, re.IGNORECASE):
            return f"{name}: {value}"
    return None


def _is_same_render(one: Answer, other: Answer) -> bool:
    drawn = _once(one)
    return bool(drawn) and drawn == _once(other)


def _once(answer: Answer) -> str:
    inputs = Page(answer.url, answer.text).every("input")
    return next((one.get("value") for one in inputs if one.get("name") == "once"), "")


def _seconds(answer: Answer) -> int:
    """For how long a browser may use it; what says nothing is asked for again."""
    said = answer.tokens("Cache-Control")
    if said & {"no-store", "no-cache"}:
        return 0
    ages = (re.fullmatch(r"max-age=\"?(\d{1,9})\"?", one) for one in said)
    return max((int(one[1]) for one in ages if one), default=0)
