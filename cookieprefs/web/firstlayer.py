"""The state-free HTML of banner and panel: rendered when a version is published, then kept and served as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from cookieprefs.core import layout, signals
from cookieprefs.core.consent import Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.store.versions import Snapshot
from cookieprefs.web import panel
from cookieprefs.web.render import BANNER, PANEL, render
from cookieprefs.web.visitor import undecided

Values = Mapping[str, Any]


def snapshots(version: PolicyVersion, mount: str) -> Iterator[Snapshot]:
    """All that a version can show, in every language and layout (R-02). Needs a request for its addresses."""
    for language in version.policy.site.languages:
        for name in layout.layouts(version):
            html = banner(version, language, name)
            yield Snapshot(mount=mount, language=language, layer=Layer.BANNER, layout=name, html=html)
        yield Snapshot(
            mount=mount, language=language, layer=Layer.PLACEHOLDER, layout=layout.FULL, html=placeholder(language)
        )
        html = state_free_panel(version, language)
        yield Snapshot(mount=mount, language=language, layer=Layer.PREFERENCES, layout=layout.FULL, html=html)
        if signals.sold(version.catalogue):
            html = do_not_sell(version, language)
            yield Snapshot(mount=mount, language=language, layer=Layer.DO_NOT_SELL, layout=layout.FULL, html=html)


def banner(version: PolicyVersion, language: str, name: str) -> Markup:
    """The first layer in one language and layout. Raises `ValueError` for a layout the version does not have."""
    return render(BANNER, language, **banner_values(version, name))


def banner_values(version: PolicyVersion, name: str) -> Values:
    """What the banner's template is given. Raises `ValueError` for a layout the version does not have."""
    services = layout.services_in(version, name)
    if services is None:
        raise ValueError(f"version {version.number} has no layout {name!r}")
    catalogue = version.catalogue
    vendors = {one.vendor for one in services} - {"site"}
    purposes = [one for one, _ in catalogue.by_purpose() if any(s.purpose == one.key for s in services)]
    return {
        "version": version,
        "site": version.policy.site,
        "layout": name,
        "is_new": name != layout.FULL,
        "purposes": purposes,
        "services": services,
        "vendor_count": len(vendors),
    }


def do_not_sell(version: PolicyVersion, language: str) -> Markup:
    """The form that ends sale and sharing (G-08)."""
    services = signals.sold(version.catalogue)
    return render("fragments/do_not_sell.html", language, version=version, services=services)


def placeholder(language: str) -> Markup:
    """What stands where a frame waits. The script fills in the service’s name, which the record has."""
    return render("fragments/placeholder.html", language)


def state_free_panel(version: PolicyVersion, language: str) -> Markup:
    """The panel as a visitor who has not decided sees it, without the values that change with every render."""
    return render(PANEL, language, **panel_values(version))


def panel_values(version: PolicyVersion) -> Values:
    """What the panel's template is given for such a visitor."""
    present = undecided(version, version.published_at)
    return {
        "version": version,
        "site": version.policy.site,
        "present": present,
        "purposes": panel.purposes(present),
        "unsaved": frozenset(),
        "once": "",
        "seq": present.seq,
    }
