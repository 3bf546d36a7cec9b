"""Turns metrics on in a process that serves."""

from __future__ import annotations

from flask import Flask

from cookieprefs.actions import WATCHERS
from cookieprefs.metrics.listener import listen
from cookieprefs.metrics.meters import Meters
from cookieprefs.metrics.shared import folder_for
from cookieprefs.runtime import Runtime
from cookieprefs.settings import SettingsError
from cookieprefs.watch import Observer


def begin(app: Flask, address: str) -> Observer:
    """Count, listen, and have the app and whoever writes tell of themselves. Raises `SettingsError`."""
    host, _, port = address.rpartition(":")
    folder = folder_for(int(port))
    try:
        meters = Meters(folder)
    except OSError as error:
        raise SettingsError(f"COOKIEPREFS_METRICS: {folder} cannot be written: {error.strerror}") from error
    listen(app, folder, host.strip("[]"), int(port))
    runtime: Runtime = app.extensions["cookieprefs"]
    runtime.meter = meters
    WATCHERS.append(meters.wrote)
    return meters.answered
