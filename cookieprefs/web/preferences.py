"""The second layer: the panel, and every post that decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, make_response, request

from cookieprefs import actions
from cookieprefs.actions import Act, LedgerUnavailableError, NotShownError
from cookieprefs.core import layout, signals
from cookieprefs.core.catalogue import Service
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import Shown
from cookieprefs.core.wish import (
    Wish,
    accept_all,
    browse_on,
    choose,
    refuse_all,
    without_grants,
)
from cookieprefs.meter import Fate
from cookieprefs.web import acting, answers, current, deletions, errors, origin, pieces
from cookieprefs.web.errors import UnknownKeyError
from cookieprefs.web.forms import (
    DecisionForm,
    Posted,
    PurposeForm,
    SwitchForm,
    UnusableFormError,
    WholeForm,
)
from cookieprefs.web.limits import TooManyError
from cookieprefs.web.pages import noted_receipt
from cookieprefs.web.view import View, open_view

BODY_LIMIT = 32 * 1024
"""Bytes a decision may have: 100 services come to 5 kB (R-26)."""

Read = Callable[[View, tuple[Service, ...]], Wish]


def show() -> Response:
    """The panel: a page, or the fragment alone for htmx."""
    view = open_view()
    if current.wants_fragment():
        response = make_response(pieces.panel_of(view))
        deletions.add(request, response, view.present)
        return response
    return answers.preferences_page(view, noted=noted_receipt(view))


def save() -> Response:
    """The whole form: save what is ticked, or one of the buttons for all."""
    form = WholeForm(request.form)

    def read(view: View, services: tuple[Service, ...]) -> Wish:
        whole = form.layout.data == layout.FULL
        if form.how() is How.ACCEPT_ALL:
            return accept_all(services, whole=whole)
        if form.how() is How.CONTINUED_NAVIGATION:
            return browse_on(services)
        if form.how() is How.SAVE:
            _require_known(services, form.ticked())
            return choose(_here(view, services), form.ticked(), running=view.present.running, whole=whole)
        # A page that is older than what the visitor answered since ends that as well: all means all.
        newer = view.version.catalogue.refusable() if whole else ()
        if form.how() is How.DO_NOT_SELL:
            return refuse_all(filter(signals.is_sold, (*services, *newer)), whole=False)
        return refuse_all((*services, *newer), whole=whole)

    # To leave alone what runs unasked, a whole form has to know what stands before it decides.
    return _decide(form, read, reads=form.action.data == How.SAVE.value)


def switch_service(key: str) -> Response:
    """One service's switch."""
    form = SwitchForm(request.form)
    return _decide(form, lambda _, services: _wish([one for one in services if one.key == key], form, key))


def switch_purpose(key: str) -> Response:
    """One purpose's switch: all its services at once."""
    form = PurposeForm(request.form)
    return _decide(
        form,
        lambda view, services: _wish([one for one in _here(view, services) if one.purpose == key], form, key),
    )


def _here(view: View, services: tuple[Service, ...]) -> list[Service]:
    """Those of the services that have a switch where the visitor is."""
    return [one for one in services if one.regime_in(view.present.country).can_be_refused]


def _wish(switched: list[Service], form: SwitchForm, key: str) -> Wish:
    if not switched:
        raise UnknownKeyError(key)
    keys = frozenset(one.key for one in switched)
    # In the place of a closed gate the visitor sees one service alone, and answers no other (DESIGN 5).
    whole = form.layer.data != Layer.PLACEHOLDER.value
    return Wish(granted=keys, whole=whole) if form.is_on(key) else Wish(denied=keys, whole=whole)


def _require_known(services: tuple[Service, ...], keys: list[str]) -> None:
    if set(keys) - {one.key for one in services}:
        raise UnusableFormError("services that were not shown")


def _decide(form: DecisionForm, read: Read, *, reads: bool = False) -> Response:
    here = current.runtime()
    origin.require_own(request, here.settings, here.version().policy.site)
    view = open_view(form.lang.data, reads=reads)
    try:
        act, version = _act(view, form.posted(), read)
    except UnusableFormError:
        return answers.unusable(open_view(form.lang.data))
    kept = _within_limit(act)
    try:
        now = here.clock()
        # What the record will point to, where this mount was not shown before.
        here.layers(view.version, current.mount())
        outcome = actions.decide(
            here.sessions(),
            kept,
            view.visitor,
            version,
            now=now,
            mint=here.mint,
            find_snapshot=here.find_snapshot,
        )
        view = view.as_it_was(outcome.before)
        here.meter.decided(act.how, acting.fate(outcome, is_limited=kept is not act))
        acting.announce(view, outcome)
    except NotShownError:
        return answers.unusable(open_view(form.lang.data))
    except LedgerUnavailableError as error:
        errors.log(error)
        here.meter.decided(act.how, Fate.UNRECORDED)
        decision = actions.decide_unrecorded(act, view.visitor, version, now=here.clock())
        return answers.unrecorded(view, act, decision)
    left_out = "too_many" if kept is not act else "stale" if outcome.is_stale else ""
    return answers.decided(view, act, outcome, left_out=left_out, target=form.next.data)


def _within_limit(act: Act) -> Act:
    """The act, less its yeses where the address sent too many of them: a no is never refused.

    Raises `TooManyError` where nothing else is left of it.
    """
    if not act.wish.granted:
        return act
    try:
        current.yes_limit().count(request)
    except TooManyError:
        if not act.wish.denied:
            current.runtime().meter.decided(act.how, Fate.LIMITED)
            raise
        return replace(act, wish=without_grants(act.wish))
    return act


def _act(view: View, posted: Posted, read: Read) -> tuple[Act, PolicyVersion]:
    """What was posted, each part checked against what was published. Raises `UnusableFormError`."""
    version = _shown_version(view, posted.version)
    services = layout.services_in(version, posted.layout) if version else None
    if version is None or services is None or posted.language not in version.policy.site.languages:
        raise UnusableFormError("a version, language or layout that was never published")
    wish = acting.lawful(view, posted.how, version, read(view, services))
    shown = Shown(
        version=version.number,
        consent_revision=version.consent_revision,
        language=posted.language,
        layer=posted.layer,
        layout=posted.layout,
        snapshot="",
    )
    act = Act(
        how=posted.how,
        wish=wish,
        shown=shown,
        domain=acting.domain(version),
        mount=current.mount(),
        once=posted.once,
        seq=posted.seq,
    )
    return act, version


def _shown_version(view: View, number: int) -> PolicyVersion | None:
    """The version a post was made under; today's where the ledger is down, when only a no will come of it."""
    try:
        return view.runtime.numbered(number)
    except LedgerUnavailableError:
        return view.version
