"""cookieprefs: a cookie policy page, a first-visit banner and per-service preferences with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app() -> Flask:
    """Build the app that stands alone, from `COOKIEPREFS_*` in the environment.

    Imported late, so that `import cookieprefs.core` loads no Flask. Raises `SettingsError`.
    """
    from cookieprefs.app import build_app
    from cookieprefs.settings import from_environment

    return build_app(from_environment())
