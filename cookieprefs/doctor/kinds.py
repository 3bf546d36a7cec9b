"""Every finding by its key: what is told of it, and what to change. docs/doctor.md has the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cookieprefs.doctor.finding import Finding, Kind
from cookieprefs.doctor.inside_kinds import INSIDE
from cookieprefs.doctor.reach_kinds import COOKIES, PREFIX, REACH
from cookieprefs.doctor.way_kinds import CACHING, HEADERS, PAGES

KINDS: Mapping[str, Kind] = MappingProxyType(
    {**REACH, **PREFIX, **COOKIES, **CACHING, **HEADERS, **PAGES, **INSIDE}
)


def found(key: str, **values: object) -> Finding:
    """The finding of this key, its sentence and cure filled in."""
    return KINDS[key].about(key, values)
