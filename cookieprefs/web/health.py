"""Whether this process lives, and whether it can serve."""

from __future__ import annotations

from flask import Response, make_response

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.store import versions
from cookieprefs.web import current


def live() -> Response:
    """200 as long as the process answers."""
    return _text("ok", 200)


def ready() -> Response:
    """200 when the database answers and something is published, else 503 and why."""
    here = current.runtime()
    try:
        site = here.version().policy.site.key
        here.reading(lambda session: versions.newest_number(session, site))
    except (LedgerUnavailableError, NothingPublishedError) as error:
        return _text("no database" if isinstance(error, LedgerUnavailableError) else "nothing published", 503)
    return _text("ok", 200)


def _text(words: str, status: int) -> Response:
    response = make_response(words + "\n", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response
