"""What all acts have in common: what law and signals leave of them, where they were made, who hears of them."""

from __future__ import annotations

from flask import request

from cookieprefs import events
from cookieprefs.actions import Outcome
from cookieprefs.core.consent import How
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.wish import Wish, within_signals, without_grants
from cookieprefs.meter import Fate
from cookieprefs.web import origin
from cookieprefs.web.forms import UnusableFormError
from cookieprefs.web.view import View


def lawful(view: View, how: How, version: PolicyVersion, wish: Wish) -> Wish:
    """What the act may do under the version's rules and the browser's signals (G-02, G-03).

    Raises `UnusableFormError` where nothing is left of an act that has no other meaning.
    """
    present = view.present
    if how is How.CONTINUED_NAVIGATION:
        counts = version.policy.rules.continued_navigation and not (present.signals.gpc or present.signals.dnt)
        wish = wish if counts else without_grants(wish)
    by_hand = how in (How.SAVE, How.SERVICE_SWITCH)
    services = version.catalogue.services
    wish = within_signals(wish, services, present.signals, by_hand=by_hand, country=present.country)
    if how in (How.CONTINUED_NAVIGATION, How.DO_NOT_SELL) and not (wish.granted or wish.denied):
        raise UnusableFormError(f"{how} has nothing to act on here")
    return wish


def domain(version: PolicyVersion) -> str:
    """Which of the site's domains the visitor is on; empty on a host that is none of them, such as a local run.

    A page of another host than ours tells it as its origin, which `require_own` has let pass.
    """
    hosts = origin.host_of(request.headers.get("Origin", "")), request.host.partition(":")[0].lower()
    return next((one for one in hosts if one in version.policy.site.domains), "")


def announce(view: View, outcome: Outcome) -> None:
    """Tell a host app's listeners of a new record: it is committed, and none of them can undo it.

    Of what is only counted (R-25) there is nothing to tell but that somebody refused, and nobody is told.
    """
    if outcome.record is not None and not outcome.is_repeated:
        for event in events.of_record(outcome.record, view.present.decision):
            view.runtime.announce(event)


def fate(outcome: Outcome, *, is_limited: bool = False) -> Fate:
    """What became of an act whose outcome is known, for whoever counts that."""
    if outcome.is_stale:
        return Fate.STALE
    if is_limited:
        return Fate.LIMITED
    if outcome.is_repeated:
        return Fate.REPEATED
    return Fate.RECORDED if outcome.record is not None else Fate.COUNTED
