"""Telling the host's listeners what was committed. None of them can break a visitor's answer."""

from __future__ import annotations

from flask import Flask

from cookieprefs.events import SIGNALS, Announce, Event


def announcer(app: Flask) -> Announce:
    """What sends an event to the listeners of `app`; one that raises is logged, and the others hear it."""

    def announce(event: Event) -> None:
        for listener in SIGNALS[type(event)].receivers_for(app):
            try:
                listener(app, event=event)
            except Exception:
                app.logger.exception("a listener failed; what it was told of is recorded: %s", event)

    return announce
