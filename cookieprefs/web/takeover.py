"""What the visitor decided in the tool that the site used before: the script asks, and the server decides."""

from __future__ import annotations

from flask import Response, request

from cookieprefs import actions
from cookieprefs.actions import Act
from cookieprefs.core import othertool, takeover
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import Shown
from cookieprefs.web import acting, answers, cookies, current, origin, scripted
from cookieprefs.web.forms import TakeOverForm
from cookieprefs.web.view import View, open_view


def post() -> Response:
    """What the visitor decided in the tool that the site used before, as far as it counts; else nothing is done.

    Whoever has decided here was asked by us, and keeps that answer. Where the ledger is out of reach, nothing is
    taken over and the visitor is asked.
    """
    here = current.runtime()
    origin.require_own(request, here.settings, here.version().policy.site)
    form = TakeOverForm(request.form)
    view = open_view(form.lang.data)
    act = _taken_over(view, form.once.data or None) if form.validate() else None
    if act is None:
        return scripted.answer(view.language)
    if act.wish.granted:
        current.yes_limit().count(request)
    now = view.present.now
    outcome = actions.decide(here.sessions(), act, view.visitor, view.version, now=now, mint=here.mint)
    here.meter.decided(act.how, acting.fate(outcome))
    acting.announce(view, outcome)
    return answers.decided(view, act, outcome, left_out="", target=None)


def _taken_over(view: View, once: str | None) -> Act | None:
    """The act that stands for what the other tool's cookie says; `None` where it says nothing that counts."""
    version, rule = view.version, view.version.policy.rules.take_over
    has_decided = view.present.decision or view.visitor.claimed or view.visitor.subject
    if rule is None or has_decided:
        return None
    # Two that differ cannot both be what the visitor meant.
    values = set(cookies.others(request, rule.cookie))
    told = othertool.read(rule.tool, values.pop(), revision=rule.revision) if len(values) == 1 else None
    taken = takeover.taken_over(version, told, now=view.present.now) if told else None
    wish = acting.lawful(view, How.TAKEN_OVER, version, taken.wish) if taken else None
    if taken is None or wish is None or not (wish.granted or wish.denied):
        return None
    shown = Shown(
        version=version.number,
        consent_revision=version.consent_revision,
        language=view.language,
        layer=Layer.OTHER_TOOL,
        layout=rule.tool.in_records,
        snapshot="",
    )
    return Act(
        how=How.TAKEN_OVER,
        wish=wish,
        shown=shown,
        domain=acting.domain(version),
        mount=current.mount(),
        once=once,
        latest=taken.until,
    )
