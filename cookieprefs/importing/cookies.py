"""A cookie as other tools write it into a list: a name, an expression, or either with a path and a domain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cookieprefs.importing.draft import FoundCookie
from cookieprefs.importing.patterns import names_for, regex_in
from cookieprefs.importing.values import Pattern, items, mapping, plain, text

_NO_NAME = re.compile(r"[;,\s]|^\**$")
_LOST = "an expression that JSON cannot hold"


def cookies_in(listed: object, *, caret_is_regex: bool = False) -> tuple[FoundCookie, ...]:
    """The cookies of a list, each entry a name, an expression, a list (name, path, domain) or a mapping of them.

    `caret_is_regex` says that a name which begins with `^` is an expression there.
    """
    found: dict[tuple[str, str, str, str], FoundCookie] = {}
    for one in items(listed):
        name, path, domain = _parts(one)
        for cookie in named(name, caret_is_regex=caret_is_regex):
            found[(cookie.name, cookie.there, path, domain)] = replace(cookie, path=path or "/", domain=domain)
    return tuple(found.values())


def named(written: object, *, caret_is_regex: bool = False) -> Iterable[FoundCookie]:
    """The cookies that a name or an expression stands for; one unnamed where that cannot be said."""
    if isinstance(written, str):
        is_regex = caret_is_regex and written.startswith("^")
        pattern = Pattern(source=written) if is_regex else regex_in(written)
        return _by_pattern(pattern) if pattern else _by_name(written)
    if isinstance(written, Pattern):
        return _by_pattern(written)
    if written in (None, ""):
        return ()
    return (FoundCookie(name="", there=_LOST if written == {} else plain(str(written))),)


def _parts(one: object) -> tuple[object, str, str]:
    """Name, path and domain of one entry."""
    if isinstance(one, list):
        name, path, domain, *_ = [*one, None, None, None]
        return name, text(path), text(domain)
    if isinstance(one, dict) and one:
        given = mapping(one)
        name = next((given[key] for key in ("pattern", "name") if key in given), None)
        return name, text(given.get("path")), text(given.get("domain"))
    return one, "", ""


def _by_name(written: str) -> Iterable[FoundCookie]:
    name = plain(written)
    if not name:
        return ()
    return (FoundCookie(name="", there=name) if _NO_NAME.search(name) else FoundCookie(name=name),)


def _by_pattern(pattern: Pattern) -> Iterable[FoundCookie]:
    names = [one for one in names_for(pattern) if not _NO_NAME.search(one)]
    return [FoundCookie(name=one) for one in names] or (FoundCookie(name="", there=plain(str(pattern))),)
