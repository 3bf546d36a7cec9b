"""Who may post a decision: our own pages and the site's, told apart without any cookie (B-16)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from cookieprefs.core.policy import Site
from cookieprefs.settings import Settings
from cookieprefs.web import sharing


class ForeignOriginError(Exception):
    """A post that another site sent."""


def require_own(request: Request, settings: Settings, site: Site) -> None:
    """Let a post pass that came from our own origin, or from a host that shares our cookie.

    `Sec-Fetch-Site` decides where the browser sends it; else the `Origin` must be ours, so no header means no.
    A neighbour's post names its `Origin` in either case, and must be of the same site.

    Raises `ForeignOriginError` on any other.
    """
    said, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if said not in (None, "same-origin", "same-site"):
        raise ForeignOriginError(f"Sec-Fetch-Site says {said!r}")
    if said == "same-origin" or (said is None and is_same(origin, _own(request, settings))):
        return
    if not is_neighbour(origin, settings, site):
        raise ForeignOriginError(f"the post came from {origin or 'an unknown origin'}")


def is_neighbour(origin: str | None, settings: Settings, site: Site) -> bool:
    """Whether this is the origin of the site's pages on a host that shares our cookie (B-06)."""
    return any(is_same(origin, one) for one in sharing.origins(settings, site))


def is_same(origin: str | None, other: str) -> bool:
    """Whether both name one scheme, host and port."""
    return origin is not None and _normal(origin) == _normal(other)


def host_of(origin: str) -> str:
    """The host that an origin names; empty where it is none."""
    return _normal(origin)[1]


def _own(request: Request, settings: Settings) -> str:
    return settings.origin or request.host_url.rstrip("/")


def _normal(origin: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, the usual one filled in; of what is no address, values that no origin has."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return "", "", -1
    if "@" in parts.netloc:
        return "", "", -1
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port or default
