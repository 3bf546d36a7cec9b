"""What the site’s pages load: embed.js with the first layer in it, effects.js with what follows (DESIGN 8).

Both depend on their address alone: language and country are asked for there, and anybody may cache them.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import make_response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from cookieprefs.core.policy import PolicyVersion
from cookieprefs.web import assets, current, embedded, headers, look, theme

_EFFECTS = (
    "main",
    "gates",
    "placeholder",
    "vendors",
    "deciding",
    "takeover",
    "notice",
    "dialog",
    "continued",
    "removal",
)


def show() -> WerkzeugResponse:
    """The one line's script: gates, versions and the first layer, in one request."""
    version = current.runtime().version()
    site = embedded.first(version, effects=_effects_address(version))
    return _script(_filled(_read("embed.js"), SITE=_literal(site), **look.banner(theme.of(version))))


def show_effects() -> WerkzeugResponse:
    """The module that embed.js loads where something follows: opening, vendors' calls, deleting, the dialog."""
    return _script(_effects(current.runtime().version()))


def _effects(version: PolicyVersion) -> str:
    site, style = _literal(embedded.following(version)), json.dumps(look.preferences(theme.of(version)))
    head = f"const SITE = {site};\nconst LOOK = {style};\nconst adapters = {{}};\nconst readers = {{}};"
    return "\n".join((head, _parts(_extras(version))))


def _extras(version: PolicyVersion) -> tuple[str, ...]:
    """What this site needs besides: its vendors' adapters, and readers of the other tools' markup on its pages."""
    adapters = sorted({one.loader.adapter for one in version.catalogue.services if one.loader})
    readers = ["reading", *sorted(version.policy.markup)] if version.policy.markup else []
    return (*(f"adapters/{one}.js" for one in adapters), *(f"markup/{one}.js" for one in readers))


@cache
def _parts(extras: tuple[str, ...]) -> str:
    names = (*(f"effects/{one}.js" for one in _EFFECTS), *extras)
    return "\n".join(_read(name) for name in names)


@cache
def _digest(extras: tuple[str, ...]) -> str:
    return hashlib.sha256(_parts(extras).encode()).hexdigest()[:8]


def _effects_address(version: PolicyVersion) -> str:
    """Its address changes with a publication or a release, so that a browser asks for it anew."""
    asked = {name: value for name in ("lang", "country") if (value := request.args.get(name))}
    names = {**asked, **theme.tried_words(), "v": f"{version.number}-{_digest(_extras(version))}"}
    return f"/effects.js?{urlencode(names)}"


def _filled(text: str, **places: str) -> str:
    """The text with what belongs in place of each `__NAME__`; in one pass, for it may hold such a name itself."""
    return re.sub("__([A-Z]+)__", lambda found: places[found[1]], text)


def _script(text: str) -> WerkzeugResponse:
    response = make_response(text)
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = headers.SHARED
    response.add_etag()
    return response.make_conditional(request)


@cache
def _read(name: str) -> str:
    return Path(assets.folder("static"), name).read_text(encoding="utf-8")


def _literal(values: dict[str, Any]) -> str:
    """JSON, which is a JavaScript literal too, one member a line so that a person can read it."""
    lines = (f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n  }"
