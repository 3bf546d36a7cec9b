"""Answers that are the same for everybody, from memory: not routed, rendered or compressed a second time.

What depends on its address alone (DESIGN 7) goes to all who ask; a plain page to all who come without a cookie.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.datastructures import Headers

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.core import deletion
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.runtime import Runtime
from cookieprefs.web import headers, theme
from cookieprefs.web.shelved import Shelved
from cookieprefs.web.view import PLAIN

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT_FOR = timedelta(minutes=1)
"""After which an answer is made anew, for what follows from the hour of the day."""

BUDGET = 4 * 2**20
"""Bytes of answers that are kept before we begin anew: whoever thinks up addresses costs us no more."""

_MOST_NAMES = 1_000  # of cookies, of which a site has some dozens
_SHARED = frozenset({"/embed.js", "/effects.js", "/banner", "/theme.css", "/.well-known/gpc.json"})
_NAMES = frozenset({"lang", "country", "layout", "v"})
_OF_PLAIN = ("HTTP_ACCEPT_LANGUAGE", "HTTP_SEC_GPC", "HTTP_DNT", "HTTP_HX_REQUEST")
_NOTHING: tuple[int, datetime, Shelved | None] = (0, datetime.max.replace(tzinfo=UTC), None)
_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"})


class Shelf:
    """Stands before the app and gives what it has; whatever may not be kept, the app answers."""

    def __init__(self, app: Flask, runtime: Runtime) -> None:
        self._app, self._runtime, self._in_context = app.wsgi_app, runtime, app.app_context
        self._kept: dict[Hashable, tuple[int, datetime, Shelved | None]] = {}
        self._told: dict[tuple[int, str], bool] = {}
        self._size = 0
        country = runtime.settings.country_header
        of_country = (f"HTTP_{country.upper().replace('-', '_')}",) if country else ()
        self._of_plain = (*_OF_PLAIN, *of_country)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        version = self._version(environ)
        key = self._key(environ, version) if version else None
        if version is None or key is None:
            return self._app(environ, start_response)
        found = self._at_hand(key, version) or self._made(key, version, environ)
        return found.give(environ, start_response)

    def _at_hand(self, key: Hashable, version: PolicyVersion) -> Shelved | None:
        number, made_at, found = self._kept.get(key, _NOTHING)
        is_recent = timedelta() <= self._runtime.clock() - made_at < KEPT_FOR
        return found if number == version.number and is_recent else None

    def _key(self, environ: WSGIEnvironment, version: PolicyVersion) -> Hashable | None:
        """All that the answer depends on; `None` where it is not for many."""
        path = environ["PATH_INFO"]
        address = (path, environ.get("QUERY_STRING", ""), environ.get("SCRIPT_NAME", ""))
        if path in _SHARED:
            # Pages on other hosts of the site are given other headers, by the origin that they tell.
            return (*address, environ.get("HTTP_ORIGIN"))
        if path == "/" and not self._tells(environ.get("HTTP_COOKIE", ""), version):
            return (*address, *map(environ.get, self._of_plain))
        return None

    def _tells(self, cookies: str, version: PolicyVersion) -> bool:
        """Whether a page may say something of the cookies that arrived: one is ours, or a service declared it."""
        names = (one.partition("=")[0].strip() for one in cookies.split(";"))
        return any(self._is_told((version.number, name), version) for name in names if name)

    def _is_told(self, known: tuple[int, str], version: PolicyVersion) -> bool:
        if known not in self._told:
            if len(self._told) > _MOST_NAMES:
                self._told.clear()
            name = known[1]
            self._told[known] = deletion.is_ours(name) or deletion.may_be_declared(version, name)
        return self._told[known]

    def _version(self, environ: WSGIEnvironment) -> PolicyVersion | None:
        """The version that is served; `None` where the app itself has to answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or theme.TRIED in environ:
            return None
        version = self._runtime.version_at_hand() or self._look()
        return version if self._runtime.is_in_reach and _is_usual(environ.get("QUERY_STRING", "")) else None

    def _look(self) -> PolicyVersion | None:
        try:
            with self._in_context():
                return self._runtime.version()
        except (NothingPublishedError, LedgerUnavailableError):
            return None

    def _made(self, key: Hashable, version: PolicyVersion, environ: WSGIEnvironment) -> Shelved:
        """The app's own answer, kept where that may be."""
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        found = _answer(self._app, asked)
        if found.may_be_kept and (found.is_shared or asked.get(PLAIN)):
            if self._size > BUDGET:
                self._kept.clear()
                self._size = 0
            self._kept[key] = version.number, self._runtime.clock(), found
            self._size += len(found.body)
        return found


def _is_usual(query: str) -> bool:
    return not query or {name for name, _ in parse_qsl(query, keep_blank_values=True)} <= _NAMES


def _answer(app: WSGIApplication, environ: WSGIEnvironment) -> Shelved:
    told: list[Any] = []

    def start(status: str, found: list[tuple[str, str]], _error: Any = None) -> Any:
        told[:] = status, found
        return lambda _: None

    parts = app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, found = told[0], Headers(told[1])
    found.remove("Date")  # the server writes it when it sends
    is_shared = status.startswith("200 ") and found.get("Cache-Control") == headers.SHARED
    return Shelved(status=status, headers=found, body=body, is_shared=is_shared)
