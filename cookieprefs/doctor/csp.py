"""Content security policies: which directive of which policy stands in the way of an address of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

Policy = Mapping[str, tuple[str, ...]]

_FALLBACK = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
    "img-src": ("img-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "form-action": ("form-action",),
}
_PORTS = {"http": 80, "https": 443}


def policies(written: Iterable[str]) -> tuple[Policy, ...]:
    """Every policy in these header values or `<meta>` contents; a comma separates policies."""
    apart = (one for value in written for one in value.split(","))
    return tuple(found for one in apart if (found := _policy(one)))


def _policy(written: str) -> Policy:
    found: dict[str, tuple[str, ...]] = {}
    for directive in written.split(";"):
        name, *values = directive.split() or [""]
        if name:
            # The first of two directives of one name counts.
            found.setdefault(name.lower(), tuple(values))
    return found


def obstacle(policy: Policy, wanted: str, url: str, page: str, *, nonce: str = "") -> str | None:
    """The name of the directive that keeps `page` from using `url` for what is wanted; `None` where none does."""
    name = next((one for one in _FALLBACK[wanted] if one in policy), None)
    if name is None or _allows(policy[name], url, page, nonce, is_script=wanted == "script-src"):
        return None
    return name


def is_listed(sources: Iterable[str], url: str, page: str) -> bool:
    """Whether an address is among the sources of a directive, such as the origins of `frame-ancestors`."""
    return _allows(sources, url, page, "", is_script=False)


def _allows(sources: Iterable[str], url: str, page: str, nonce: str, *, is_script: bool) -> bool:
    given = tuple(sources)
    if is_script and nonce and f"'nonce-{nonce}'" in given:
        return True
    if is_script and "'strict-dynamic'" in given:
        return False
    return any(_matches(one.lower(), urlsplit(url), urlsplit(page)) for one in given)


def _matches(source: str, url: SplitResult, page: SplitResult) -> bool:
    if source == "'self'":
        is_upgraded = (page.scheme, url.scheme) == ("http", "https")
        return url.hostname == page.hostname and (_port(url) == _port(page) or is_upgraded)
    if source == "*":
        return url.scheme in ("http", "https")
    if re.fullmatch("[a-z][a-z0-9+.-]*:", source):
        return url.scheme == source[:-1] or (source, url.scheme) == ("http:", "https")
    return not source.startswith("'") and _matches_host(source, url, page)


def _matches_host(source: str, url: SplitResult, page: SplitResult) -> bool:
    scheme, separator, rest = source.rpartition("://")
    host, slash, path = rest.partition("/")
    name, colon, port = host.rpartition(":") if re.search(r":(\d+|\*)$", host) else (host, "", "")
    wanted = scheme if separator else page.scheme
    if url.scheme not in (wanted, "https"):
        return False
    is_same = (url.hostname or "").endswith(name[1:]) if name.startswith("*.") else url.hostname == name
    is_port = port == "*" or _port(url) == (int(port) if colon else _PORTS.get(url.scheme))
    return is_same and is_port and _matches_path(slash + path, url.path)


def _matches_path(written: str, path: str) -> bool:
    if written in ("", "/"):
        return True
    return path.startswith(written) if written.endswith("/") else path == written


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)
