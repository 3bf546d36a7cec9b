"""What a layer asks about: everything, or only what is new since the visitor decided (delta re-consent)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cookieprefs.core.catalogue import Service
from cookieprefs.core.policy import PolicyVersion

FULL = "full"
"""The layout that asks about every service."""

_NEW = re.compile(r"new-([1-9][0-9]{0,8})", re.ASCII)


def layouts(version: PolicyVersion) -> tuple[str, ...]:
    """Every layout that some visitor of this version may need, `FULL` first: one for each later beginning."""
    begun = sorted({version.since[one.key] for one in version.catalogue.refusable()})
    return (FULL, *(f"new-{revision}" for revision in begun[1:]))


def services_in(version: PolicyVersion, layout: str) -> tuple[Service, ...] | None:
    """The services that a layout asks about; `None` for one that this version does not have."""
    if layout == FULL:
        return version.catalogue.refusable()
    found = _NEW.fullmatch(layout)
    if not found or layout not in layouts(version):
        return None
    return version.asked_since(int(found[1]) - 1)


def layout_for(version: PolicyVersion, asked: Iterable[Service], settled: Iterable[Service] = ()) -> str | None:
    """The layout for a visitor who must be asked about `asked`: `None` when that is nothing.

    It is a narrow one only where it asks about exactly those services, and about such as are `settled` without
    an answer: by a signal, or by the law of the visitor's country.
    """
    keys = {one.key for one in asked}
    if not keys:
        return None
    layout = f"new-{min(version.since[key] for key in keys)}"
    shown = services_in(version, layout)
    return layout if shown and {one.key for one in shown} - {one.key for one in settled} == keys else FULL
