"""Who may post a decision: our own pages and the site's, told apart without any cookie (B-16)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from cookieprefs.settings import Settings


class ForeignOriginError(Exception):
    """A post that another site sent."""


def require_own(request: Request, settings: Settings) -> None:
    """Let a post pass that came from our own origin. Raises `ForeignOriginError` on any other.

    `Sec-Fetch-Site` decides where the browser sends it; else the `Origin` must be ours, so no header means no.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise ForeignOriginError(f"Sec-Fetch-Site says {site!r}")
        return
    origin = request.headers.get("Origin")
    if origin is None or _normal(origin) != _normal(settings.origin or request.host_url.rstrip("/")):
        raise ForeignOriginError(f"the post came from {origin or 'an unknown origin'}")


def _normal(origin: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, the usual one filled in; of what is no address, values that no origin has."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return "", "", -1
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port or default
