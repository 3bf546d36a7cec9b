"""Answers on their way through a host app: ours keep their headers, and the host's say what they depend on."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from cookieprefs.web import gate

_NOTED = "cookieprefs.headers"
_OURS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cache-Control",
    "X-Robots-Tag",
)


def note(response: Response) -> Response:
    """Note the headers of an answer of ours, before the host's own hooks see it."""
    found = {name: response.headers[name] for name in _OURS if name in response.headers}
    request.environ[_NOTED] = found, tuple(response.vary)
    return response


def finish(_app: Flask, response: Response, **_: Any) -> None:
    """After every hook of the host's: put our headers back on our answers, and `Vary` on what asked for a gate."""
    response.vary.update(gate.dependencies())
    if _NOTED not in request.environ:
        return
    ours, vary = request.environ.pop(_NOTED)
    for name, value in ours.items():
        response.headers[name] = value
    response.vary.update(vary)
    if "Set-Cookie" in response.headers:
        # The host's session was renewed in it: what sets a visitor's cookie is kept by their browser alone.
        response.headers["Cache-Control"] = response.headers["Cache-Control"].replace("public", "private")
