"""Sees every request from outside: how long it took, what came of it, and which one it was."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from cookieprefs.log import REQUEST_ID, method_of, route_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask
    from werkzeug.routing import Rule

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_access = logging.getLogger("cookieprefs.access")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, without a word of who asked: its route by name and rule, never its path."""

    route: str
    rule: str
    method: str
    status: str
    seconds: float
    request_id: str


Observer = Callable[[Seen], None]


class Watch:
    """Tells observers of every request that the app within answers. Gives each an id, if asked to.

    An id that comes with the request is believed where proxies of ours stand in front, who set or pass it. `rules`
    are those of addresses that are answered from memory, by their path.
    """

    def __init__(
        self,
        app: WSGIApplication,
        observers: Sequence[Observer],
        *,
        rules: Mapping[str, Rule],
        has_ids: bool,
        believes_ids: bool,
    ) -> None:
        self._app = app
        self._rules = rules
        self._observers = observers
        self._has_ids = has_ids
        self._believes = believes_ids

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request as the app does; tell what came of it once the answer begins."""
        begun, status, rule = time.perf_counter(), "500", None
        name = self._id(environ) if self._has_ids else ""
        environ[REQUEST_ID] = name

        def start(line: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            nonlocal status, rule
            # Flask forgets it together with the request, right after this call.
            status, rule = line[:3], self._rule(environ)
            if name and _is_for_one(headers):
                headers = [*headers, ("X-Request-ID", name)]
            return start_response(line, headers, *more)

        try:
            return self._app(environ, start)
        finally:
            method = method_of(environ.get("REQUEST_METHOD", ""))
            seen = _seen(rule, method, status, time.perf_counter() - begun, name)
            for tell in self._observers:
                tell(seen)

    def _rule(self, environ: WSGIEnvironment) -> Rule | None:
        request: Any = environ.get("werkzeug.request")
        if hasattr(request, "url_rule"):  # Flask's, who looked for one
            return cast("Rule | None", request.url_rule)
        return self._rules.get(environ.get("PATH_INFO", ""))

    def _id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._believes else ""
        return given if _ID.fullmatch(given) else secrets.token_hex(8)


def fixed_rules(app: Flask) -> Mapping[str, Rule]:
    """The rules of an app that have one address each, by that."""
    every = app.url_map.iter_rules()
    return {one.rule: one for one in every if not one.arguments and "GET" in (one.methods or ())}


def write_line(seen: Seen) -> None:
    """Write a request into the log."""
    fields = {
        "request_id": seen.request_id,
        "method": seen.method,
        "route": seen.route,
        "rule": seen.rule,
        "status": int(seen.status),
        "duration_ms": round(seen.seconds * 1000, 2),
    }
    _access.info("request", extra={"fields": fields})


def _seen(rule: Rule | None, method: str, status: str, seconds: float, name: str) -> Seen:
    if rule is None:
        return Seen("none", "", method, status, seconds, name)
    return Seen(route_of(rule.endpoint), rule.rule, method, status, seconds, name)


def _is_for_one(headers: list[tuple[str, str]]) -> bool:
    """Whether no cache keeps the answer: what caches keep depends on its address alone (DESIGN 7)."""
    return any(name == "Cache-Control" and "no-store" in value for name, value in headers)
