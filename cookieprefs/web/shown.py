"""That a banner was shown: one more in the day's sum, and not a word of who saw it (R-25)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, request

from cookieprefs import actions
from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core import layout
from cookieprefs.core.tally import Cell, Kind, day_of
from cookieprefs.log import first_line
from cookieprefs.runtime import Runtime
from cookieprefs.web import bodies, current, origin
from cookieprefs.web.forms import ShownForm

BODY_LIMIT = 4 * 1024
"""Bytes that it takes at most to say which banner it was."""


def post() -> Response:
    """Count a banner that was shown. Nothing else of the request is read or kept, and no cookie is set."""
    here = current.runtime()
    origin.require_own(request, here.settings, here.version().policy.site)
    current.banner_limit().count(request)
    bodies.limit(request, BODY_LIMIT)
    cell = _cell(ShownForm(request.form), here)
    if cell is None:
        words = (
            "No such banner is counted: version, language and layout have to be those of one that was published.\n"
        )
        return Response(words, status=422, mimetype="text/plain")
    here.meter.shown()
    if due := current.unwritten().add(cell):
        _write(here, due)
    return Response(status=204)


def _cell(form: ShownForm, here: Runtime) -> Cell | None:
    """The sum that the banner belongs to; `None` for one that was never published, or that nobody counts."""
    serving = here.version().policy.rules.counts_banners
    version = here.numbered(int(form.version.data or 0)) if serving and form.validate() else None
    if version is None or not version.policy.rules.counts_banners:
        return None
    shown, spoken = form.layout.data or "", form.lang.data or ""
    if layout.services_in(version, shown) is None or spoken not in version.policy.site.languages:
        return None
    return Cell(day=day_of(here.clock()), kind=Kind.SHOWN, language=spoken, layout=shown, version=version.number)


def _write(here: Runtime, due: Mapping[Cell, int]) -> None:
    try:
        actions.count_shown(here.sessions(), here.version().policy.site.key, due)
    except LedgerUnavailableError as error:
        current.unwritten().put_back(due)
        current_app.logger.error("banners that were shown are not written yet: %s", first_line(str(error)))
