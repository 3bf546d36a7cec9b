"""The visitor's own records: to see, to take along, to have erased (R-06, R-24)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound

from cookieprefs import actions
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.receipt import assemble
from cookieprefs.core.record import ConsentRecord, Kept, Link
from cookieprefs.events import Forgotten
from cookieprefs.store import ledger
from cookieprefs.web import answers, cookies, current, deletions, origin
from cookieprefs.web.pages import noted_receipt
from cookieprefs.web.view import View, open_view


@dataclass(frozen=True, kw_only=True)
class Told:
    """One decision as a page tells it: without `record` it was erased or made unreadable, and has no `version`."""

    seq: int
    is_unreadable: bool = False
    record: ConsentRecord | None = None
    version: PolicyVersion | None = None
    is_current: bool = False


def show() -> Response:
    """Every decision of this visitor, the newest first, with what each one said."""
    view = open_view()
    kept = _records(view)
    found = [told(view, one.record, is_last=one == kept[-1]) for one in reversed(kept)]
    return view.page("receipt.html", records=found, noted=noted_receipt(view))


def told(view: View, record: ConsentRecord, *, is_last: bool) -> Told:
    """A record as a page tells it, under its own version; the last one counts until it ends."""
    return Told(
        seq=record.seq,
        record=record,
        version=view.runtime.numbered(record.shown.version),
        is_current=is_last and view.present.now < record.until,
    )


def download() -> Response:
    """The same as ISO/IEC TS 27560 JSON."""
    view = open_view()
    kept = _records(view)
    if not kept:
        raise NotFound
    return as_file(view, [one.record for one in kept], [one.link for one in kept])


def as_file(
    view: View, records: Sequence[ConsentRecord], links: Iterable[Link], *, asked: ConsentRecord | None = None
) -> Response:
    """Records as a receipt to take along, that of the one `asked` for, else of the last."""
    numbers = {one.shown.version for one in records}
    found = {number: view.runtime.numbered(number) for number in numbers}
    body = assemble(
        records,
        {number: version for number, version in found.items() if version},
        language=view.language,
        public_url=view.runtime.settings.public_url or url_for("cookieprefs.policy", _external=True),
        links=links,
        asked=asked,
    )
    response = make_response(json.dumps(body, indent=2, ensure_ascii=False))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="consent-receipt.json"'
    return response


def forget() -> Response:
    """Erase this visitor's records, and both cookies with them."""
    here = current.runtime()
    origin.require_own(request, here.settings, here.version().policy.site)
    view = open_view(request.form.get("lang"))
    if view.visitor.subject is not None:
        site_key = view.version.policy.site.key
        erased = actions.erase(here.sessions(), site_key, view.visitor.subject)
        if erased:
            here.announce(Forgotten(site=site_key, records=erased))
    if current.wants_fragment():
        response = make_response(answers.forgotten(view))
    else:
        response = redirect(url_for("cookieprefs.receipt", lang=view.language), code=303)  # type: ignore[assignment]
    site, mount = view.version.policy.site, current.mount()
    cookies.forget(response, here.settings, site, mount=mount)
    cookies.forget_other_names(request, response, here.settings, site, mount=mount)
    # Else its yes would be taken over once more from who had just been forgotten.
    for one in deletions.of_old_tool(request, view.version):
        response.headers.add("Set-Cookie", one.header)
    return response


def _records(view: View) -> tuple[Kept, ...]:
    subject, site = view.visitor.subject, view.version.policy.site.key
    if subject is None:
        return ()
    return view.runtime.reading(lambda session: ledger.history_of(session, site, subject))
