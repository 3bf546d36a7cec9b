"""Answers to our script on the site’s pages, which asks for JSON: what went wrong, and the receipt to tell of."""

from __future__ import annotations

from flask import Response, current_app, jsonify, request

from cookieprefs.web.render import render


def is_asking() -> bool:
    """Whether it is the script on the site's pages that posted; a browser that shows pages asks for HTML first."""
    return request.headers.get("Accept") == "application/json"


def answer(language: str, *, problem: str = "", receipt: str | None = None, status: int = 200) -> Response:
    """`message` is a sentence for the visitor, empty where all went well; `receipt` that of a nameless refusal."""
    message = render("fragments/problem.html", language, problem=problem) if problem else ""
    response = jsonify(message=str(message), receipt=receipt)
    response.status_code = status
    return response


def tell_of_more(response: Response) -> None:
    """Add that more cookies are to be deleted than one answer holds: the script asks once more for the rest."""
    if is_asking():
        response.set_data(current_app.json.dumps({**response.get_json(), "more": True}))
