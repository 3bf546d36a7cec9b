"""The pieces of our pages that are the visitor's own: for the page, and for the answer that changes it.

Each is made once for all visitors to whom it says the same, and kept by all that its template looks at.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from markupsafe import Markup

from cookieprefs.actions import Act
from cookieprefs.core.catalogue import Service
from cookieprefs.web import kept, panel
from cookieprefs.web.panel import PurposeView, ServiceView
from cookieprefs.web.view import View


def panel_of(view: View, unsaved: frozenset[str] = frozenset()) -> Markup:
    """The whole second layer; each time with a `once` of its own."""
    purposes = panel.purposes(view.present)
    on = (unsaved, view.present.country, view.present.looks)
    holes = {"once": kept.hole("once"), "seq": kept.hole("seq")}
    html = view.kept("panel.html", on, purposes=purposes, unsaved=unsaved, **holes)
    return kept.filled(html, once=Markup(secrets.token_urlsafe(16)), seq=_seq(view))  # noqa: S704


def switches(view: View, main: tuple[str, str]) -> Markup:
    """What stands beside all switches, out of band but for `main`, as (kind, key)."""
    views = panel.purposes(view.present)

    def make() -> Markup:
        services = [one for purpose in views for one in purpose.services if one.can_be_refused]
        states = [service_state(view, one, oob=main != ("service", one.service.key)) for one in services]
        counts = [purpose_count(view, one, oob=main != ("purpose", one.purpose.key)) for one in views]
        return Markup("\n").join([*states, *counts])

    return view.kept_of("switches", (main, view.present.country, view.present.looks), make)


def service_state(view: View, one: ServiceView, *, oob: bool) -> Markup:
    """Whether a service is on, beside its switch."""
    return view.kept("service_state.html", (one.service.key, one.state, oob), one=one, oob=oob)


def purpose_count(view: View, one: PurposeView, *, oob: bool) -> Markup:
    """How many services of a purpose are on."""
    return view.kept("purpose_count.html", (one.purpose.key, one.on, one.switches, oob), one=one, oob=oob)


def summary(view: View, *, noted: str | None, oob: bool) -> Markup:
    """The visitor's state in one sentence. `noted` is a receipt told once, or that there is none."""
    present = view.present
    on = (
        present.is_readable,
        present.has_decided,
        len(present.is_on),
        _keys(present.on),
        _keys(present.asked),
        _keys(present.kept_off),
        _keys(present.on_all_the_same),
        present.signals,
        present.record.decided_at.date() if present.record else None,
        present.decision.until.date() if present.decision else None,
        oob,
    )
    if noted:
        return view.fragment("summary.html", noted=noted, oob=oob)
    return view.kept("summary.html", on, noted=None, oob=oob)


def seq(view: View) -> Markup:
    """The record that the state comes from, out of band."""
    return kept.filled(view.kept("seq.html", None, seq=kept.hole("seq"), oob=True), seq=_seq(view))


def own_records(view: View, *, oob: bool) -> Markup:
    """What visitors can do with their records."""
    present = view.present
    return view.kept("own_records.html", (present.is_known, present.is_readable, oob), oob=oob)


def left_over(view: View, *, oob: bool) -> Markup:
    """What is left in the browser of services that are off; kept where no cookie's name is in it."""
    held = view.present.held
    if any(one.names for one in held):
        return view.fragment("left_over.html", oob=oob)
    on = (oob, *((one.service.key, one.is_off, one.may_run, one.is_elsewhere) for one in held))
    return view.kept("left_over.html", on, oob=oob)


def status(view: View, act: Act | None, views: Iterable[ServiceView], *, problem: str) -> Markup:
    """One sentence for the page's status line, out of band."""
    services = list(views)
    wish = (act.how, act.wish.granted, act.wish.denied) if act else None
    on = (problem, wish, tuple(one.service.key for one in services if one.is_on))
    return view.kept("status.html", on, act=act, views=services, problem=problem, oob=True)


def _seq(view: View) -> Markup:
    return Markup(view.present.seq)  # noqa: S704  it is a number


def _keys(services: Iterable[Service]) -> tuple[str, ...]:
    return tuple(one.key for one in services)
