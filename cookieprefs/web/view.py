"""What every answer to a visitor is made from: the version served, their language, their state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Response, make_response, request, url_for
from markupsafe import Markup

from cookieprefs.actions import LedgerUnavailableError, Visitor
from cookieprefs.core.consent import Decision, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord
from cookieprefs.runtime import Runtime
from cookieprefs.web import current, deletions, firstlayer, language, theme, visitor
from cookieprefs.web.kept import Kept, filled, hole
from cookieprefs.web.render import is_replaced, render
from cookieprefs.web.visitor import Present

_BANNER = "banner"
PLAIN = "cookieprefs.plain"
"""Where it is said in the WSGI environment that a page is the same for all who come without a cookie."""


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

    @cached_property
    def _frame(self) -> Hashable:
        """What all kept HTML depends on."""
        return self.version.number, current.mount(), self.language

    @cached_property
    def _store(self) -> Kept:
        return current.kept()

    @cached_property
    def _is_own(self) -> bool:
        """Whether the operator has templates of their own, which may look at anything."""
        return is_replaced()

    def as_it_was(self, decision: Decision | None) -> View:
        """The same frame with what stood before the visitor decided, which the ledger has told meanwhile."""
        return replace(self, present=replace(self.present, decision=decision, is_readable=True))

    def fragment(self, template: str, **values: Any) -> Markup:
        """A fragment, with what all of them are given."""
        site = self.version.policy.site
        common = {"version": self.version, "site": site, "present": self.present}
        return render(f"fragments/{template}", self.language, **common, **values)

    def kept(self, template: str, on: Hashable, **values: Any) -> Markup:
        """The same fragment, made once for all to whom it says the same: `on` is what it depends on besides."""
        return self.kept_of(template, on, lambda: self.fragment(template, **values))

    def page(self, template: str, *, status: int = 200, shows_banner: bool = True, **values: Any) -> Response:
        """A whole page: with the banner on top until the visitor has decided."""
        return self._answered(self._page(template, self.banner() if shows_banner else None, values), status)

    def kept_page(
        self, template: str, on: Hashable, values: Callable[[], Mapping[str, Any]], pieces: Mapping[str, Markup]
    ) -> Response:
        """The same of a page that is alike for all, but for the banner and the visitor's own `pieces` in it."""
        banner = self.banner()
        if not _is_plain(self.runtime):
            return self._answered(self._page(template, banner, {**values(), **pieces}), 200)

        def make() -> Markup:
            places = {name: hole(name) for name in pieces}
            return self._page(template, hole(_BANNER) if banner else None, {**values(), **places})

        request.environ[PLAIN] = not self._is_own
        html = self.kept_of(template, (on, _here(), banner is None), make)
        return self._answered(filled(html, **pieces, **({_BANNER: banner} if banner else {})), 200)

    def _page(self, template: str, banner: Markup | None, values: Mapping[str, Any]) -> Markup:
        common = {
            "version": self.version,
            "site": self.version.policy.site,
            "theme": theme.worn(self.version),
            "present": self.present,
            "banner": banner,
            "here": _here(),
        }
        return render(template, self.language, **common, **values)

    def kept_of(self, template: str, on: Hashable, make: Callable[[], Markup]) -> Markup:
        """What `make` makes, once for all to whom it says the same."""
        if self._is_own:
            return make()
        return self._store.get((self._frame, template, on), make)

    def _answered(self, html: Markup, status: int) -> Response:
        response = make_response(html, status)
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


def _is_plain(here: Runtime) -> bool:
    """Whether many ask for the page just so: its address says no more than a language, and all is in reach."""
    return here.is_in_reach and theme.TRIED not in request.environ and request.args.keys() <= {"lang"}


def _here() -> str:
    """The path of the page that is answered; for every post that is the preferences, its one page."""
    if request.method == "POST":
        return url_for("cookieprefs.preferences")
    return f"{request.script_root}{request.path}"


def open_view(wanted_language: str | None = None, *, reads: bool = True) -> View:
    """The frame for the request at hand. Raises `NothingPublishedError`, `LedgerUnavailableError`.

    Without `reads` the visitor's state is what their browser says, until the ledger has told what it was.
    """
    here = current.runtime()
    version = here.version()
    policy = version.policy
    who = visitor.of_request(request, here.settings, version)
    present = visitor.present if reads else visitor.claimed
    return View(
        runtime=here,
        version=version,
        language=language.matching(wanted_language, policy.site.languages) or language.of_request(policy),
        visitor=who,
        present=replace(present(here, who, version), arrived=deletions.arrived(request)),
    )
