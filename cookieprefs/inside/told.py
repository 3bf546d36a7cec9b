"""The installation in a few lines: release, settings as they were read, what is installed. No secret is told."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from cookieprefs import __version__
from cookieprefs.inside.place import Place
from cookieprefs.settings import SETTINGS

EXTRAS = {
    "import": "tree_sitter_javascript",
    "metrics": "prometheus_client",
    "postgres": "psycopg",
    "server": "gunicorn",
}
"""What each extra brings, by which it is known to be there."""


def told(place: Place) -> Mapping[str, str]:
    """Each setting by its variable, then which release this is and which extras are there."""
    there = [name for name, module in EXTRAS.items() if find_spec(module)]
    return {
        **{one.variable: _value(place, one.name) for one in SETTINGS},
        "release": __version__,
        "extras": ", ".join(there) or "none",
    }


def _value(place: Place, name: str) -> str:
    settings = place.runtime.settings
    value = getattr(settings, name)
    if name == "secret_key":
        return "given" if value else "kept in the instance"
    if name == "database_url":
        return place.engine.url.render_as_string(hide_password=True)
    return "not given" if value is None else str(value)
