"""What every answer to a visitor is made from: the version served, their language, their state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, make_response, request, url_for
from markupsafe import Markup

from cookieprefs.actions import LedgerUnavailableError, Visitor
from cookieprefs.core.consent import Decision, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord
from cookieprefs.runtime import Runtime
from cookieprefs.web import current, deletions, firstlayer, language, theme, visitor
from cookieprefs.web.render import render
from cookieprefs.web.visitor import Present


@dataclass(frozen=True, kw_only=True)
class View:
    """The frame of one answer."""

    runtime: Runtime
    version: PolicyVersion
    language: str
    visitor: Visitor
    present: Present

    def after(self, decision: Decision, record: ConsentRecord | None) -> View:
        """The same frame once the visitor has decided."""
        return replace(self, present=self.present.after(decision, record))

    def fragment(self, template: str, **values: Any) -> Markup:
        """A fragment, with what all of them are given."""
        site = self.version.policy.site
        common = {"version": self.version, "site": site, "present": self.present}
        return render(f"fragments/{template}", self.language, **common, **values)

    def page(self, template: str, *, status: int = 200, shows_banner: bool = True, **values: Any) -> Response:
        """A whole page: with the banner on top until the visitor has decided."""
        common = {
            "version": self.version,
            "site": self.version.policy.site,
            "theme": theme.worn(self.version),
            "present": self.present,
            "banner": self.banner() if shows_banner else None,
            "here": _here(),
        }
        response = make_response(render(template, self.language, **common, **values), status)
        if request.method != "POST":  # the answer to a decision deletes by itself
            deletions.add(request, response, self.present)
        return response

    def banner(self) -> Markup | None:
        """The banner that this visitor needs, byte for byte as it was kept at publishing (R-02)."""
        layout = self.present.layout
        if layout is None:
            return None
        try:
            layers = self.runtime.layers(self.version, current.mount())
        except LedgerUnavailableError:
            # Nothing can be recorded now either; the visitor still learns what they would be asked.
            return firstlayer.banner(self.version, self.language, layout)
        return Markup(layers[self.language, Layer.BANNER.value, layout])  # noqa: S704


def _here() -> str:
    """The path of the page that is answered; for every post that is the preferences, its one page."""
    if request.method == "POST":
        return url_for("cookieprefs.preferences")
    return f"{request.script_root}{request.path}"


def open_view(wanted_language: str | None = None) -> View:
    """The frame for the request at hand. Raises `NothingPublishedError`, `LedgerUnavailableError`."""
    here = current.runtime()
    version = here.version()
    policy = version.policy
    who = visitor.of_request(request, here.settings, version)
    return View(
        runtime=here,
        version=version,
        language=language.matching(wanted_language, policy.site.languages) or language.of_request(policy),
        visitor=who,
        present=replace(visitor.present(here, who, version), arrived=deletions.arrived(request)),
    )
