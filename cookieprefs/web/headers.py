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

# The panel is opened by the site's own pages in a frame, and there it answers to its own posts; nothing else is.
_FRAMED = {f"cookieprefs.{name}" for name in ("preferences", "save", "switch_service", "switch_purpose")}
_UNLISTED = {f"cookieprefs.{name}" for name in ("banner", "consent", "receipt", "receipt_json")}


def add(response: Response) -> Response:
    """Add them; what a view has set stays."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(request.endpoint))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint in _UNLISTED or "HX-Request" in request.headers:
        headers["X-Robots-Tag"] = "noindex"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = PERSONAL
    if headers["Cache-Control"] == PERSONAL:
        response.vary.add("HX-Request")
    return response


def _policy(endpoint: str | None) -> str:
    ancestors = "'self'" if endpoint in _FRAMED else "'none'"
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, "frame-ancestors": ancestors}.items())
