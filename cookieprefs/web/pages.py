"""The policy page, today's and earlier ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core.policy import FirstRefusal, PolicyText, PolicyVersion
from cookieprefs.store import ledger
from cookieprefs.store.versions import Publication
from cookieprefs.web import onward, panel, pieces, visitor
from cookieprefs.web.view import View, open_view

RECEIPT = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
"""What a receipt's number may look like."""


def show() -> Response:
    """The policy page: *Cookie Preferences* at its top, the visitor's state, the prose, the services."""
    view = open_view()
    return _policy(view, view.version, noted=noted_receipt(view))


def show_version(number: int) -> Response:
    """A policy version as it was published, and what changed with it (L-24)."""
    view = open_view()
    earlier = view.runtime.numbered(number)
    if earlier is None:
        raise NotFound
    return _policy(view, earlier, noted=None)


def noted_receipt(view: View) -> str | None:
    """The receipt of a refusal that got no id, or that it was counted alone: told once, in its answer."""
    asked, site = request.args.get(onward.NOTED, ""), view.version.policy.site.key
    if asked == onward.COUNTED:
        return asked if _may_be_counted(view) else None
    if not RECEIPT.fullmatch(asked):
        return None
    try:
        kept = view.runtime.reading(lambda session: ledger.with_receipt(session, site, asked))
    except LedgerUnavailableError:
        return None
    return asked if kept and kept.record.subject is None else None


def _may_be_counted(view: View) -> bool:
    """Whether a visitor who refused, and left no record, is told so by an address that says it."""
    present, rules = view.present, view.version.policy.rules
    return present.record is None and present.has_decided and rules.first_refusal is FirstRefusal.AGGREGATE


def _policy(view: View, shown: PolicyVersion, noted: str | None) -> Response:
    history = _history(view)

    def values() -> Mapping[str, Any]:
        return {
            "shown": shown,
            "text": _text(shown, view.language),
            "purposes": panel.purposes(visitor.undecided(shown, view.present.now)),
            "history": history,
        }

    own = {
        "summary": pieces.summary(view, noted=noted, oob=False),
        "left_over": pieces.left_over(view, oob=False),
    }
    return view.kept_page("policy.html", (shown.number, len(history)), values, own)


def _history(view: View) -> tuple[Publication, ...]:
    """All versions, the newest first; none while the ledger is down, for the policy itself must stay readable."""
    try:
        return view.runtime.history(view.version)
    except LedgerUnavailableError:
        return ()


def _text(version: PolicyVersion, language: str) -> tuple[str, PolicyText]:
    """The prose in `language`, else in the version's default one, with the language that it is in."""
    policy = version.policy
    found = language if language in policy.texts else policy.site.default_language
    return found, policy.texts[found]
