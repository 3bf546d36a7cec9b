"""Every error once: which status it is, and the sentence that says what to do."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.exceptions import HTTPException, default_exceptions

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.log import asked, first_line
from cookieprefs.web import current, language, scripted
from cookieprefs.web.limits import TooManyError
from cookieprefs.web.operator import NotOperatorError
from cookieprefs.web.origin import ForeignOriginError
from cookieprefs.web.proofs import WordsChangedError
from cookieprefs.web.render import render
from cookieprefs.web.translations import SOURCE_LANGUAGE, interface_languages


class UnknownKeyError(Exception):
    """A service or purpose that is not there."""


_STATUS = {
    NothingPublishedError: (503, "nothing_published"),
    LedgerUnavailableError: (503, "unavailable"),
    ForeignOriginError: (403, "foreign"),
    UnknownKeyError: (404, "not_found"),
    TooManyError: (429, "too_many"),
    NotOperatorError: (403, "not_operator"),
    WordsChangedError: (500, "words_changed"),
}
_PROBLEMS = {404: "not_found", 405: "not_found", 413: "too_large", 403: "foreign"}


def register(blueprint: Blueprint) -> None:
    """Translate the errors of our routes, and of ours alone."""
    for kind in _STATUS:
        blueprint.register_error_handler(kind, _known)
    # One by one as well: what a host app has for a code of its own would go before what we have for all.
    kinds: list[type[Exception] | int] = [HTTPException, *default_exceptions]
    for one in kinds:
        blueprint.register_error_handler(one, http_error)


def http_error(error: HTTPException) -> Response:
    """What the web framework refuses."""
    status = error.code or 500
    # For a host that is none, no address can be written, so there is no page of ours.
    is_hostless = status == 400 and error is request.routing_exception
    if status < 400 or error.response is not None or is_hostless:
        return make_response(error.get_response())
    response = _answer(status, _PROBLEMS.get(status, "failed"))
    # What belongs to the refusal itself, such as the methods that an address does answer.
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def log(error: Exception) -> None:
    """Tell the operator why something was answered by 503: which route, and nothing of who asked (R-21)."""
    current_app.logger.error("%s: %s", asked(), first_line(str(error)))


def _known(error: Exception) -> Response:
    status, problem = _STATUS[type(error)]
    if status == 503:
        log(error)
    response = _answer(status, problem)
    if isinstance(error, TooManyError):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer(status: int, problem: str) -> Response:
    spoken = interface_languages()
    code = language.matching(_asked_language(), spoken) or language.preferred(spoken)
    if scripted.is_asking():
        return scripted.answer(code or SOURCE_LANGUAGE, problem=problem, status=status)
    template = "fragments/failure.html" if current.wants_fragment() else "error.html"
    html = render(template, code or SOURCE_LANGUAGE, problem=problem, pieces=[], status=status)
    return make_response(html, status)


def _asked_language() -> str | None:
    """The language that address or form name; a body too large, or sent where none belongs, stays unread."""
    try:
        return (request.values if request.url_rule else request.args).get("lang")
    except HTTPException:
        return None
