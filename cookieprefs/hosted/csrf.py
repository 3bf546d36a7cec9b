"""Peace with a host's CSRF protection: our posts have an origin check instead of a token (B-16)."""

from __future__ import annotations

from typing import Any

from flask import current_app


def exempt(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Exempt our blueprint, and nothing else, from Flask-WTF's `CSRFProtect`, if the host has it.

    Called as a preprocessor of our own addresses: before any hook of the host's, whoever came first.
    """
    protection = current_app.extensions.get("csrf")
    if protection is not None:
        protection.exempt(current_app.blueprints["cookieprefs"])
