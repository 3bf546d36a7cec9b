"""The way out of sale and sharing: the page with its one button, and what the site says of GPC (G-05, G-08)."""

from __future__ import annotations

from flask import Response, jsonify, request
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.core import layout, signals
from cookieprefs.core.consent import Layer
from cookieprefs.web import current, firstlayer, headers
from cookieprefs.web.pages import noted_receipt
from cookieprefs.web.view import View, open_view


def show() -> Response:
    """What is sold or shared, how it stands for this visitor, and one button that ends it."""
    view = open_view()
    return view.page("do_not_sell.html", shows_banner=False, way_out=_form(view), noted=noted_receipt(view))


def gpc() -> WerkzeugResponse:
    """That the site honours Global Privacy Control, for whoever asks: cacheable, the same for all (G-05)."""
    response = jsonify(signals.support(current.runtime().version()))
    response.headers["Cache-Control"] = headers.SHARED
    response.add_etag()
    return response.make_conditional(request)


def _form(view: View) -> Markup | None:
    """The form as it was kept at publishing (R-02); none where nothing is sold or shared."""
    if not view.present.sold:
        return None
    wanted = (view.language, Layer.DO_NOT_SELL.value, layout.FULL)
    try:
        kept = view.runtime.layers(view.version, current.mount()).get(wanted)
    except LedgerUnavailableError:
        kept = None
    # What was published before there was such a page is shown all the same; its next version has it.
    return Markup(kept) if kept else firstlayer.do_not_sell(view.version, view.language)  # noqa: S704
