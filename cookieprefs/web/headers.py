"""The headers that every answer of ours bears."""

from __future__ import annotations

from flask import Response, request

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

PERSONAL = "private, no-store"
SHARED = "public, max-age=600, stale-while-revalidate=3600"

# The panel is opened by the site's own pages in a frame; nothing else of ours is.
_FRAMED = {"cookieprefs.preferences", "cookieprefs.save"}


def add(response: Response) -> Response:
    """Add them; what a view has set stays."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(request.endpoint))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = PERSONAL
    if headers["Cache-Control"] == PERSONAL:
        response.vary.add("HX-Request")
    return response


def _policy(endpoint: str | None) -> str:
    ancestors = "'self'" if endpoint in _FRAMED else "'none'"
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, "frame-ancestors": ancestors}.items())
