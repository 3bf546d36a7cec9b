"""Where a plain browser goes once its post is answered: back to where it was, never to another site (B-15).

Hosts that share our cookie are of the site, so an address on one of them is good too (DESIGN 7, subdomain mode).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from cookieprefs.web import current, origin

NOTED = "noted"
"""Names, in the address of the next page, the receipt of a refusal that got no id."""

COUNTED = "counted"
"""Stands there in a receipt's place where the refusal was counted, and not recorded (R-25)."""

_TELLING = {f"cookieprefs.{name}" for name in ("policy", "preferences", "receipt", "do_not_sell")}


def address(wanted: str | None, *, language: str, noted: str | None) -> str:
    """The form's `next`, else the page that posted, else the preferences; with the receipt to tell of, if any.

    The receipt's number never goes to a page of the site, only to one of ours that tells it.
    """
    preferences = url_for("cookieprefs.preferences", lang=language)
    found = _of_site(wanted) or _page(_of_site(_referrer())) or preferences
    endpoint = _endpoint(found)
    if endpoint is None:
        return found
    return _telling(found if not noted or endpoint in _TELLING else preferences, noted)


def _telling(found: str, noted: str | None) -> str:
    """The address with this receipt in it, and with no other that an earlier post left there."""
    parts = urlsplit(found)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != NOTED]
    return parts._replace(query=urlencode([*query, (NOTED, noted)] if noted else query)).geturl()


def _of_site(written: str | None) -> str | None:
    """A path of this origin, or an address on a host that shares our cookie; else nothing."""
    return _own_path(written) or _neighbours(written)


def _neighbours(written: str | None) -> str | None:
    """An address on a host that shares our cookie. What a browser might read in another way is none."""
    if not written or "\\" in written or any(ord(one) <= 32 or ord(one) == 127 for one in written):
        return None
    here = current.runtime()
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    theirs = f"{parts.scheme}://{parts.netloc}"
    return written if origin.is_neighbour(theirs, here.settings, here.version().policy.site) else None


def _own_path(written: str | None) -> str | None:
    """A path of this origin, or nothing: browsers read `//` and `\\` as another host."""
    if not written or not written.startswith("/") or written.startswith("//"):
        return None
    if "\\" in written or any(ord(one) <= 32 or ord(one) == 127 for one in written):
        return None
    return written


def _referrer() -> str | None:
    """The path of the page that posted, if it was one of this origin; else its address, whoever's it is."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != (current.runtime().settings.origin or request.host_url.rstrip("/")):
        return request.referrer
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _page(path: str | None) -> str | None:
    """The path, unless it takes posts alone: what it answered with is a page, but going there finds none."""
    try:
        _match(path or "")
    except MethodNotAllowed:
        return None
    except HTTPException:
        pass
    return path


def _endpoint(path: str) -> str | None:
    """The endpoint of ours behind a path; `None` for a page of the site."""
    try:
        found = _match(path)
    except HTTPException:
        return None
    return found if found.startswith("cookieprefs.") else None


def _match(path: str) -> str:
    """The endpoint that answers a path under our mount. Raises `HTTPException` where there is none.

    None answers on another host, whatever the path there: it may well be that of a page of ours.
    """
    adapter, mount = current_app.create_url_adapter(request), current.mount()
    inside = urlsplit(path).path if _own_path(path) else ""
    if adapter is None or not inside.startswith(f"{mount}/"):
        return ""
    return str(adapter.match(inside.removeprefix(request.script_root), method="GET")[0])
