"""cookieprefs: a cookie policy page, a first-visit banner and per-service preferences with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from cookieprefs.extension import CookiePrefs

__all__ = ["CookiePrefs", "__version__", "create_app"]

__version__ = "0.1.0"


def create_app() -> Flask:
    """Build the app that stands alone, from `COOKIEPREFS_*` in the environment.

    Imported late, so that `import cookieprefs.core` loads no Flask. Raises `SettingsError`.
    """
    from cookieprefs.app import build_app
    from cookieprefs.settings import from_environment

    return build_app(from_environment())


def __getattr__(name: str) -> Any:
    """The extension for host apps, imported when it is first asked for."""
    if name == "CookiePrefs":
        from cookieprefs.extension import CookiePrefs

        return CookiePrefs
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
