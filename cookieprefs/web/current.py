"""The runtime behind the request at hand."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from cookieprefs.runtime import Runtime
from cookieprefs.web.kept import Kept
from cookieprefs.web.limits import AddressLimit, YesLimit
from cookieprefs.web.unwritten import Unwritten


def runtime() -> Runtime:
    """What the running app holds."""
    return cast("Runtime", current_app.extensions["cookieprefs"])


def yes_limit() -> YesLimit:
    """What counts the yeses of each address."""
    return cast("YesLimit", current_app.extensions["cookieprefs_yes_limit"])


def banner_limit() -> AddressLimit:
    """What counts how often each address tells that a banner was shown."""
    return cast("AddressLimit", current_app.extensions["cookieprefs_banner_limit"])


def unwritten() -> Unwritten:
    """The banners that this process has counted and not written yet."""
    return cast("Unwritten", current_app.extensions["cookieprefs_unwritten"])


def kept() -> Kept:
    """The pieces of HTML that are alike for many visitors."""
    return cast("Kept", current_app.extensions["cookieprefs_kept"])


def wants_fragment() -> bool:
    """Whether htmx asks, who wants the piece that changed and not a page (DESIGN 7)."""
    return request.headers.get("HX-Request") == "true"


def mount() -> str:
    """The path under which this request finds our pages, without a slash at its end."""
    return f"{request.script_root}{runtime().settings.prefix}"
