"""The headers that every answer of ours bears."""

from __future__ import annotations

from functools import lru_cache

from flask import Response, request

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.web import current, origin, sharing

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""No inline script or style, nothing from elsewhere (B-17)."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

PERSONAL = "private, no-store"
SHARED = "public, max-age=600, stale-while-revalidate=3600"

# The panel is opened by the site's own pages in a frame, and there it answers to its own posts; nothing else is.
_FRAMED = {f"cookieprefs.{name}" for name in ("preferences", "save", "switch_service", "switch_purpose")}
# What embed.js fetches from pages of the site, which may be on another host than we are.
_READ_BY_SCRIPTS = {
    f"cookieprefs.{name}"
    for name in ("save", "switch_service", "switch_purpose", "take_over", "banner", "effects", "consent")
}
_UNLISTED = {
    f"cookieprefs.{name}"
    for name in ("banner", "consent", "receipt", "receipt_json", "proof", "proof_json", "words")
}


def add(response: Response) -> Response:
    """Add them; what a view has set stays."""
    headers = response.headers
    neighbours = _neighbours()
    headers.setdefault("Content-Security-Policy", _policy(request.endpoint, neighbours))
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if request.endpoint in _UNLISTED or "HX-Request" in request.headers:
        headers["X-Robots-Tag"] = "noindex"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = PERSONAL
    if headers["Cache-Control"] == PERSONAL:
        response.vary.add("HX-Request")
    if neighbours and request.endpoint in _READ_BY_SCRIPTS:
        _allow_reading(response, neighbours)
    return response


def of_files() -> dict[str, str]:
    """The same for a static file that is answered with before the app."""
    return {"Content-Security-Policy": _policy("cookieprefs.static", ()), **_ALWAYS}


def _neighbours() -> tuple[str, ...]:
    """The origins of the site's hosts, where one decision counts on all of them (DESIGN 7, subdomain mode)."""
    here = current.runtime()
    try:
        return sharing.origins(here.settings, here.version().policy.site)
    except (NothingPublishedError, LedgerUnavailableError):
        return ()


def _allow_reading(response: Response, neighbours: tuple[str, ...]) -> None:
    """Let scripts on the site's other hosts read the answer; with the visitor's cookies only what is personal."""
    response.vary.add("Origin")
    asking = request.headers.get("Origin")
    if any(origin.is_same(asking, one) for one in neighbours):
        response.headers["Access-Control-Allow-Origin"] = str(asking)
        if response.headers["Cache-Control"] == PERSONAL:
            response.headers["Access-Control-Allow-Credentials"] = "true"


@lru_cache(maxsize=100)
def _policy(endpoint: str | None, neighbours: tuple[str, ...]) -> str:
    ancestors = " ".join(("'self'", *neighbours)) if endpoint in _FRAMED else "'none'"
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, "frame-ancestors": ancestors}.items())
