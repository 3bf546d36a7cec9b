"""The first layer as a fragment, for whoever includes it: no visitor's state in it, cacheable by anyone."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from cookieprefs.core import layout
from cookieprefs.core.consent import Layer
from cookieprefs.web import current, headers, language


def show() -> WerkzeugResponse:
    """The banner's very bytes as they were kept; `?lang=` and `?layout=` choose, nothing else does."""
    here = current.runtime()
    version = here.version()
    wanted = (
        language.of_address(version.policy.site),
        Layer.BANNER.value,
        request.args.get("layout", layout.FULL),
    )
    html = here.layers(version, current.mount()).get(wanted)
    if html is None:
        raise NotFound
    response = make_response(html)
    response.headers["Cache-Control"] = headers.SHARED
    response.add_etag()
    return response.make_conditional(request)
