"""Every address of ours, in one table."""

from __future__ import annotations

from flask import Blueprint, request

from cookieprefs.web import (
    banner,
    bodies,
    embed,
    errors,
    headers,
    health,
    operator,
    optout,
    pages,
    preferences,
    proofs,
    receipts,
    shown,
    state,
    static,
    takeover,
    theme,
)

ROUTES = (
    ("GET", "/", "policy", pages.show),
    ("GET", "/versions/<int:number>", "version", pages.show_version),
    ("GET", "/preferences", "preferences", preferences.show),
    ("POST", "/preferences", "save", preferences.save),
    ("POST", "/preferences/services/<key>", "switch_service", preferences.switch_service),
    ("POST", "/preferences/purposes/<key>", "switch_purpose", preferences.switch_purpose),
    ("POST", "/take-over", "take_over", takeover.post),
    ("GET", "/banner", "banner", banner.show),
    ("POST", "/shown", "shown", shown.post),
    ("GET", "/embed.js", "embed", embed.show),
    ("GET", "/effects.js", "effects", embed.show_effects),
    ("GET", "/theme.css", "theme", theme.show),
    ("GET", "/consent", "consent", state.show),
    ("GET", "/receipt", "receipt", receipts.show),
    ("GET", "/receipt.json", "receipt_json", receipts.download),
    ("GET", "/receipt/<receipt_id>", "proof", proofs.show),
    ("GET", "/receipt/<receipt_id>.json", "proof_json", proofs.download),
    ("GET", "/shown/<sha256>", "words", proofs.show_words),
    ("POST", "/forget", "forget", receipts.forget),
    ("GET", "/do-not-sell", "do_not_sell", optout.show),
    ("GET", "/.well-known/gpc.json", "gpc", optout.gpc),
    ("GET", "/healthz", "live", health.live),
    ("GET", "/readyz", "ready", health.ready),
)


def make_blueprint(auth: operator.Auth | None = None) -> Blueprint:
    """A blueprint of all routes: a new one for each app, for a blueprint belongs to one.

    With `auth`, which tells the operator, there is the operator's page too.
    """
    blueprint = Blueprint("cookieprefs", __name__)
    for method, rule, endpoint, view in ROUTES:
        # Strict whatever a host app has for itself: below the slash only is the id cookie sent.
        blueprint.add_url_rule(rule, endpoint, view, methods=[method], strict_slashes=True)
    blueprint.add_url_rule("/static/<path:filename>", "static", static.show, methods=["GET"])
    if auth is not None:
        guarded = operator.guarded(auth)
        blueprint.add_url_rule("/operator/", "operator", guarded, methods=["GET"], strict_slashes=True)
    blueprint.before_request(_limit_body)
    blueprint.after_request(headers.add)
    errors.register(blueprint)
    return blueprint


def _limit_body() -> None:
    bodies.limit(request, preferences.BODY_LIMIT)
