"""Settings inside a host app: what its code says, else its config, else the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask
from flask.helpers import get_debug_flag

from cookieprefs.settings import PREFIX, SETTINGS, Settings, SettingsError, from_environment

FOREIGN = {
    "PROXY_HOPS": "how many proxies are believed is the affair of the app itself: wrap it in Werkzeug's ProxyFix",
    "SECRET_KEY": "the app's own SECRET_KEY counts",
    "DATABASE_URL": "the database is the one that CookiePrefs(db=…) was given",
    "PREVIEW": "the sample page is there only where cookieprefs runs by itself",
    "METRICS": "the app's own metrics count its requests; decisions are told by the signals of cookieprefs.events",
    "LOG": "the app writes its own log",
}
"""The settings that mean nothing inside a host app, and why."""

_PREFIX = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+", re.ASCII)


def read(app: Flask, prefix: str, given: Mapping[str, object]) -> Settings:
    """The settings for `app`, our pages being below `prefix`. Raises `SettingsError`."""
    _check_prefix(prefix)
    written = _merged(
        {f"{PREFIX}INSTANCE": str(Path(app.instance_path) / "cookieprefs")},
        {name: value for name, value in os.environ.items() if name.startswith(PREFIX)},
        {name: str(one) for name, one in app.config.items() if name.startswith(PREFIX) and one is not None},
        {f"{PREFIX}{name.upper()}": str(one) for name, one in given.items() if one is not None},
    )
    _refuse_foreign(written)
    settings = replace(from_environment(written), prefix=prefix)
    _check_public_url(app, settings)
    return settings


def _merged(*layers: Mapping[str, str]) -> Mapping[str, str]:
    """All that is written, what comes later going before; `X` in one goes before `X_FILE` in another."""
    found: dict[str, str] = {}
    for layer in layers:
        named = {one.variable for one in SETTINGS if {one.variable, f"{one.variable}_FILE"} & layer.keys()}
        found = {name: one for name, one in found.items() if name.removesuffix("_FILE") not in named}
        found.update(layer)
    return found


def _refuse_foreign(written: Mapping[str, str]) -> None:
    for name, reason in FOREIGN.items():
        for variable in (f"{PREFIX}{name}", f"{PREFIX}{name}_FILE"):
            if variable in written:
                raise SettingsError(f"{variable} has no meaning inside a Flask app, so leave it out: {reason}")


def _check_prefix(prefix: str) -> None:
    if not _PREFIX.fullmatch(prefix):
        raise SettingsError(f"url_prefix is {prefix!r}; write a path below the app's root, such as '/cookies'")


def _check_public_url(app: Flask, settings: Settings) -> None:
    is_local = app.debug or app.testing or get_debug_flag() or click.get_current_context(silent=True)
    if not is_local and settings.public_url is None:
        raise SettingsError(
            f"{PREFIX}PUBLIC_URL is demanded in production: write the address of our pages as visitors see it, "
            f"such as https://shop.example{settings.prefix}/; under test, set TESTING before init_app"
        )
    if settings.public_url and not settings.public_url.endswith(f"{settings.prefix}/"):
        raise SettingsError(
            f"{PREFIX}PUBLIC_URL: {settings.public_url} does not end in {settings.prefix}/, where our pages are; "
            "write the address of those pages as visitors see it, or another url_prefix"
        )
