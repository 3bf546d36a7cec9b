"""Two answers to one post: the changed pieces for htmx, a redirect for a plain browser (DESIGN 7)."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, redirect, request
from markupsafe import Markup

from cookieprefs.actions import Act, Outcome
from cookieprefs.core import keeping
from cookieprefs.core.consent import Decision, Layer
from cookieprefs.web import cookies, current, deletions, onward, panel, pieces, scripted
from cookieprefs.web.render import render
from cookieprefs.web.view import View
from cookieprefs.web.visitor import undecided

_KINDS = {"cookieprefs.switch_service": "service", "cookieprefs.switch_purpose": "purpose"}


def preferences_page(
    view: View,
    *,
    status: int = 200,
    problem: str = "",
    noted: str | None = None,
    unsaved: frozenset[str] = frozenset(),
) -> Response:
    """The panel as a page, with what went wrong above it."""
    own = {
        "summary": pieces.summary(view, noted=noted, oob=False),
        "left_over": pieces.left_over(view, oob=False),
        "panel": pieces.panel_of(view, unsaved),
        "own_records": pieces.own_records(view, oob=False),
    }
    return view.page("preferences.html", status=status, shows_banner=False, problem=problem, **own)


def decided(view: View, act: Act, outcome: Outcome, *, left_out: str, target: str | None) -> Response:
    """The answer to a decision that was recorded: cookies, and the state as stored.

    `left_out` says why the act's yeses were not (`stale`, `too_many`); they come back unsaved (DESIGN 5).
    """
    after = view.after(outcome.decision, outcome.record)
    subject, noted = _told_of(outcome)
    on = after.present.is_on
    unsaved = frozenset(key for key in act.wish.granted if left_out and not on.get(key))
    problem = left_out if unsaved else ""
    if scripted.is_asking():
        response = scripted.answer(view.language, problem=problem, receipt=noted if outcome.record else None)
    elif current.wants_fragment():
        response = make_response(_pieces(after, act, noted=noted, problem=problem))
    elif unsaved:
        response = preferences_page(after, status=409, problem=problem, unsaved=unsaved)
    else:
        response = redirect(onward.address(target, language=view.language, noted=noted), code=303)  # type: ignore[assignment]
    _remember(response, after, outcome.decision, subject)
    return response


def _told_of(outcome: Outcome) -> tuple[str | None, str | None]:
    """The visitor's id, if they have one; else what the answer tells them, once, of what was kept (R-25)."""
    record = outcome.record
    if record is None:
        return None, onward.COUNTED
    return record.subject, record.receipt_id if record.subject is None else None


def forgotten(view: View) -> Markup:
    """The pieces of a visitor who was just forgotten: everything as on a first visit."""
    before = replace(view.present, decision=None, record=None)
    return _pieces(replace(view, present=before), None, noted=None, problem="")


def unusable(view: View) -> Response:
    """The answer to a form that says nothing we can act on: 422 with the state as stored."""
    if scripted.is_asking():
        return scripted.answer(view.language, problem="unusable", status=422)
    if not current.wants_fragment():
        return preferences_page(view, status=422, problem="unusable")
    return make_response(_pieces(view, None, noted=None, problem="unusable"), 422)


def unrecorded(view: View, act: Act, decision: Decision) -> Response:
    """The answer while the ledger is down: no yes; every no holds in this browser, told as unrecorded."""
    problem = "yes_unrecorded"
    if act.wish.denied:
        problem = "off_uncounted" if _is_for_the_count(view, decision) else "off_unrecorded"
    after = view.after(decision, None)
    if scripted.is_asking():
        response = scripted.answer(view.language, problem=problem, status=503)
    elif current.wants_fragment():
        pieces = _held_pieces(after, act.wish.denied)
        html = render("fragments/failure.html", view.language, problem=problem, pieces=pieces)
        response = make_response(html, 503)
    else:
        response = preferences_page(after, status=503, problem=problem)
    if act.wish.denied:
        _remember(response, after, decision, view.visitor.subject)
    return response


def _is_for_the_count(view: View, decision: Decision) -> bool:
    """Whether no record would have come of it though the ledger were there."""
    return view.visitor.subject is None and keeping.is_only_counted(view.version.policy.rules, decision)


def _held_pieces(view: View, denied: frozenset[str]) -> list[Markup]:
    """What a no changes on the page though it is not recorded; not out of band, for a 503 is not swapped."""
    if not denied:
        return []
    views = panel.purposes(view.present)
    services = [one for purpose in views for one in purpose.services if one.service.key in denied]
    return [
        *(pieces.service_state(view, one, oob=False) for one in services),
        *(pieces.purpose_count(view, one, oob=False) for one in views),
        pieces.summary(view, noted=None, oob=False),
        pieces.left_over(view, oob=False),
    ]


def _remember(response: Response, view: View, decision: Decision, subject: str | None) -> None:
    here, mount, site = view.runtime, current.mount(), view.version.policy.site
    cookies.remember(
        response, here.settings, view.version, decision, mount=mount, subject=subject, now=here.clock()
    )
    cookies.forget_other_names(request, response, here.settings, site, mount=mount)
    if deletions.add(request, response, view.present, is_decision=True):
        scripted.tell_of_more(response)


def _pieces(view: View, act: Act | None, *, noted: str | None, problem: str) -> Markup:
    """What changed, each as the fragment that its page includes, the target's among them; the rest out of band."""
    main = _main_piece()
    views = panel.purposes(view.present)
    services = [one for purpose in views for one in purpose.services if one.can_be_refused]
    found = [
        pieces.switches(view, main),
        pieces.summary(view, noted=noted, oob=main != ("summary", "")),
        pieces.seq(view),
        pieces.own_records(view, oob=True),
        pieces.left_over(view, oob=True),
        pieces.status(view, act, services, problem=problem),
    ]
    if main == ("banner", ""):
        found.insert(0, view.kept("banner_done.html", None) if act else _banner_again(view))
    return Markup("\n").join(found)


def _main_piece() -> tuple[str, str]:
    """The piece that the sender swaps in itself, as (kind, key): htmx always wants one (H-04)."""
    if request.form.get("layer") == Layer.BANNER.value:
        return "banner", ""
    kind = _KINDS.get(request.endpoint or "")
    return (kind, (request.view_args or {})["key"]) if kind else ("summary", "")


def _banner_again(view: View) -> Markup:
    """The banner for a post of it that could not be read: as on a first visit, where nothing is left to ask."""
    return view.banner() or replace(view, present=undecided(view.version, view.present.now)).banner() or Markup()
