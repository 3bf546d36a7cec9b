"""The visitor's state for scripts and back ends of the site."""

from __future__ import annotations

from flask import Response, jsonify, request

from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core.record import moment
from cookieprefs.web import deletions
from cookieprefs.web.view import open_view


def show() -> Response:
    """What this visitor decided, per service: true, false, or null where nothing was answered.

    Raises `LedgerUnavailableError` where nothing but the browser's own word stands behind it.
    """
    view = open_view()
    if not view.present.is_readable:
        raise LedgerUnavailableError("a decision cannot be vouched for")
    present = view.present
    decision = present.decision if present.has_decided else None
    response = jsonify(
        site=view.version.policy.site.key,
        version=view.version.number,
        consent_revision=view.version.consent_revision,
        decided=present.has_decided,
        until=moment(decision.until) if decision else None,
        services=dict(present.is_on),
        ask=[one.key for one in present.asked],
    )
    deletions.add(request, response, present)
    return response
