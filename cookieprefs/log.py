"""The log: one JSON object a line where it is asked for, and never a word of who asked (R-21).

Flask is imported late: a server's first process writes its log by this too, and holds nothing of the app.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

REQUEST_ID = "cookieprefs.request_id"
"""Where the WSGI environment keeps the id of a request."""

METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
"""The methods that are told; whoever asks could write anything in their place."""

_OF_SERVERS = ("gunicorn.error", "_granian")
_NAMING = ("Invalid request", "Error handling request")
"""How lines of gunicorn begin that go on with the visitor's address, or with the path and its query."""

_written = json.JSONEncoder(ensure_ascii=False, default=str).encode
_TOLD = (OSError, AttributeError, ImportError, NameError, TypeError)
"""The errors whose words are of code and machine. Those of others may hold what a visitor sent."""

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonLines(logging.Formatter):
    """Each record as JSON: when, how grave, whose, what, and within a request which one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(getattr(record, "fields", None) or _of_request()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = said(record.exc_info[1])
            told["traceback"] = list(places(record.exc_info[1]))
        return _written(told)


def configure(style: str) -> None:
    """Have this process write its log in a style: `json`, or `text` as Flask writes it."""
    for one in _OF_SERVERS:
        logging.getLogger(one).addFilter(discreet)
    if style != "json":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("cookieprefs").setLevel(logging.INFO)
    # On a local run its server tells each address with its query, and who asked.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.captureWarnings(True)
    for one in _OF_SERVERS:
        server = logging.getLogger(one)
        server.handlers, server.propagate = [], True


def guard(app: Flask) -> None:
    """Have an app tell of its failures without a path, which can hold a receipt's number, and without values."""

    def log_exception(exc_info: _Error) -> None:
        error = exc_info[1]
        if error is not None:
            lines = "\n  ".join((said(error), *places(error)))
            words = ("failed", ()) if _is_json() else ("%s failed: %s", (asked(), lines))
            app.logger.error(words[0], *words[1], exc_info=exc_info if _is_json() else None)

    app.log_exception = log_exception  # type: ignore[method-assign]


def discreet(record: logging.LogRecord) -> bool:
    """Take out of a server's own line who asked for what; of an error leave what may be told."""
    words = record.getMessage()
    found = next((one for one in _NAMING if words.startswith(one)), words)
    if record.exc_info and record.exc_info[1] is not None:
        found = f"{found}: {said(record.exc_info[1])}"
    record.msg, record.args, record.exc_info = found, (), None
    return True


def asked() -> str:
    """The request at hand by method and route: `GET /receipt/<receipt_id>`, never its path."""
    from flask import request

    return f"{method_of(request.method)} {request.url_rule.rule if request.url_rule else 'no route'}"


def method_of(written: str) -> str:
    """The method if it is one, else `other`."""
    return written if written in METHODS else "other"


def route_of(endpoint: str | None) -> str:
    """The name of a route by its endpoint; `none` where no route has the address."""
    return (endpoint or "none").rpartition(".")[2]


def said(error: BaseException) -> str:
    """What may be told of an error, and of those that caused it: its kind, and words that hold no values.

    Of a database's own words only the first line: on PostgreSQL the next ones name the values of a row.
    """
    kind = type(error).__qualname__
    of_driver = getattr(error, "orig", None)
    words = str(of_driver or error) if of_driver or isinstance(error, _TOLD) else ""
    told = f"{kind}: {first_line(words)}" if words.strip() else kind
    cause = error.__cause__
    return f"{told}, because of {said(cause)}" if cause is not None else told


def first_line(words: str) -> str:
    """The first line, where a driver says what went wrong; the next ones name values."""
    return next(iter(words.strip().splitlines()), "")


def places(error: BaseException) -> Iterator[str]:
    """Where an error came by, outermost first: module, line and function, without what stood in its variables."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"{frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_name}"


def _is_json() -> bool:
    return any(isinstance(one.formatter, JsonLines) for one in logging.getLogger().handlers)


def _of_request() -> dict[str, Any]:
    if "flask" not in sys.modules:
        return {}
    from flask import has_request_context, request

    if not has_request_context():
        return {}
    rule = request.url_rule
    told = {"method": method_of(request.method), "route": route_of(request.endpoint)}
    found = request.environ.get(REQUEST_ID)
    return {
        **({"request_id": found} if found else {}),
        **told,
        **({"rule": rule.rule} if rule else {}),
    }
