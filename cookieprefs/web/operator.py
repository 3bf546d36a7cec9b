"""The operator's one page inside a host app: what is published, and what the files would change. It only reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import make_response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as WerkzeugResponse

from cookieprefs import actions
from cookieprefs.actions import Fault, NothingPublishedError
from cookieprefs.core.catalogue import Service
from cookieprefs.core.changes import Change
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.runtime import Runtime
from cookieprefs.store import ledger
from cookieprefs.web import current, language
from cookieprefs.web.render import render
from cookieprefs.web.translations import SOURCE_LANGUAGE, interface_languages

Auth = Callable[[], object]
View = Callable[[], WerkzeugResponse]


class NotOperatorError(Exception):
    """Whoever asks is not the operator."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """What the operator's files say now: their faults, and what publishing them would change."""

    faults: tuple[Fault, ...]
    changes: tuple[Change, ...]
    asked: tuple[Service, ...]


def guarded(auth: Auth) -> View:
    """The page for whom `auth` answers with `True`.

    What it raises goes its way, and so does an answer of its own, such as a redirect to a login. Anything else
    is no permission, however true it may look. Raises `NotOperatorError`.
    """

    def show() -> WerkzeugResponse:
        allowed = auth()
        if isinstance(allowed, WerkzeugResponse):
            return allowed
        if allowed is not True:
            raise NotOperatorError
        return _page()

    return show


def _page() -> WerkzeugResponse:
    """Raises `LedgerUnavailableError`."""
    here, spoken = current.runtime(), interface_languages()
    code = language.matching(request.args.get("lang"), spoken) or language.preferred(spoken) or SOURCE_LANGUAGE
    version = _version(here)
    records, last = here.reading(lambda session: _numbers(session, version))
    html = render(
        "operator.html",
        code,
        languages=spoken,
        version=version,
        files=_files(here),
        records=records,
        last=last,
    )
    response = make_response(html)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _version(here: Runtime) -> PolicyVersion | None:
    here.look_now()
    try:
        return here.version()
    except NothingPublishedError:
        return None


def _numbers(session: Session, version: PolicyVersion | None) -> tuple[int, datetime | None]:
    if version is None:
        return 0, None
    site = version.policy.site.key
    return ledger.count(session, site), ledger.last_decided_at(session, site)


def _files(here: Runtime) -> Files:
    reading = actions.read_site_file(here.settings.instance)
    policy = reading.policy
    if policy is None:
        return Files(faults=reading.faults, changes=(), asked=())
    changes = here.reading(lambda session: actions.pending(session, policy, here.render, mount=current.mount()))
    return Files(faults=reading.faults, changes=changes, asked=_asked(policy, changes))


def _asked(policy: Policy, changes: tuple[Change, ...]) -> tuple[Service, ...]:
    keys = frozenset[str]().union(*(one.asks_again for one in changes))
    return tuple(one for one in policy.catalogue.services if one.key in keys)
