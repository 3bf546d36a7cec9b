"""Metrics for Prometheus, on a listener of their own: never below the mount, so no proxy of the site serves them.

Needs the extra `metrics`, which is loaded only when they start. `listener.Metrics` is the WSGI app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cookieprefs.settings import SettingsError

if TYPE_CHECKING:
    from flask import Flask

    from cookieprefs.watch import Observer


def start(app: Flask, address: str) -> Observer:
    """Count what `app` does, and answer Prometheus on an address; gives what hears of requests.

    Raises `SettingsError` where the extra is missing, or where the address or a place for the counters is.
    """
    try:
        from cookieprefs.metrics.starting import begin
    except ImportError as error:
        raise SettingsError(
            "COOKIEPREFS_METRICS needs a package that is not there: pip install 'cookieprefs[metrics]'"
        ) from error
    return begin(app, address)
