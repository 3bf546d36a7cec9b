"""What a host app asks in its own templates: may a service run, is there something to ask, where is the script."""

from __future__ import annotations

import logging
from functools import cache

from flask import has_request_context, request, url_for
from markupsafe import Markup

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.core import signals
from cookieprefs.core.catalogue import Service
from cookieprefs.core.consent import Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.signals import Signals
from cookieprefs.runtime import Runtime
from cookieprefs.web import country, current, firstlayer, language, visitor
from cookieprefs.web.visitor import Present

_DEPENDS_ON = "cookieprefs.depends_on"
_log = logging.getLogger(__name__)


def allows(key: str) -> bool:
    """Whether a service may run for the visitor of this request, as their state cookie has it (DESIGN 6).

    False whenever in doubt: outside of a request, for a service that is not there, and while the database cannot
    be reached, unless the service needs nobody's leave.
    """
    if not has_request_context():
        return False
    here = current.runtime()
    version = _version(here)
    _depend_on("Cookie")
    if version is None:
        return False
    service = version.catalogue.service(key)
    if service is None:
        _warn(key)
        return False
    _depend_on_signals(here, version, (service,))
    present = _present(here, version)
    if not service.regime_in(present.country).can_be_refused:
        return True
    return here.is_in_reach and present.allows(service)


def banner(lang: str | None = None) -> Markup:
    """The banner as a form that works without JavaScript, where there is something to ask; else nothing.

    In the site's default language unless another is asked for: a page is in one language, whoever reads it.
    """
    if not has_request_context():
        return Markup()
    here = current.runtime()
    version = _version(here)
    _depend_on("Cookie")
    if version is None:
        return Markup()
    _depend_on_signals(here, version, version.catalogue.services)
    layout = _present(here, version).layout
    if layout is None:
        return Markup()
    site = version.policy.site
    spoken = language.matching(lang, site.languages) or site.default_language
    return _kept(here, version, spoken, layout) or firstlayer.banner(version, spoken, layout)


def script(nonce: str | None = None, lang: str | None = None) -> Markup:
    """The line that loads embed.js; `nonce` is that of the host's Content-Security-Policy, where it has one."""
    if not has_request_context():
        return Markup()
    here = current.runtime()
    where = None
    if here.settings.country_header:
        _depend_on(here.settings.country_header)
        where = country.of_request(request, here.settings.country_header)
    address = url_for("cookieprefs.embed", lang=lang, country=where)
    attribute = Markup(' nonce="{}"').format(nonce) if nonce else ""
    return Markup('<script src="{}" async{}></script>').format(address, attribute)


def dependencies() -> tuple[str, ...]:
    """The request headers that this request's answer depends on, by what was asked of us meanwhile."""
    found: tuple[str, ...] = tuple(request.environ.get(_DEPENDS_ON, ()))
    return found


def _depend_on(*headers: str) -> None:
    request.environ.setdefault(_DEPENDS_ON, {}).update(dict.fromkeys(headers))


def _depend_on_signals(here: Runtime, version: PolicyVersion, services: tuple[Service, ...]) -> None:
    if any(signals.is_sold(one) for one in services):
        _depend_on("Sec-GPC")
    if version.policy.rules.heeds_dnt:
        _depend_on("DNT")
    if here.settings.country_header and any(one.regimes for one in services):
        _depend_on(here.settings.country_header)


def _version(here: Runtime) -> PolicyVersion | None:
    try:
        return here.version()
    except (NothingPublishedError, LedgerUnavailableError):
        return None


def _present(here: Runtime, version: PolicyVersion) -> Present:
    """The visitor as the state cookie has them: the id that leads to the ledger goes to our own pages alone."""
    who = visitor.of_request(request, here.settings, version)
    return Present(
        version=version,
        decision=who.claimed,
        record=None,
        now=here.clock(),
        country=who.country,
        signals=Signals(**who.signals),
    )


def _kept(here: Runtime, version: PolicyVersion, spoken: str, layout: str) -> Markup | None:
    """The bytes that were kept at publishing. Nothing is written here: the host may hold the lock for itself."""
    try:
        layers = here.layers(version, current.mount(), may_write=False)
    except LedgerUnavailableError:
        return None
    html = layers.get((spoken, Layer.BANNER.value, layout))
    return Markup(html) if html is not None else None  # noqa: S704


@cache
def _warn(key: str) -> None:
    """Tell the operator once: a typing error in a template would else stay unseen."""
    _log.warning("a template asks for the service %r, which the published policy does not have", key)
