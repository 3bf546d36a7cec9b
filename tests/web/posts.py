"""Posts without a page: the fields of a form, and what became of them."""

from __future__ import annotations

from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cookieprefs.store import ledger
from tests.visitor import OWN

SHOWN = {"version": "1", "lang": "en", "layer": "preferences", "layout": "full"}
"""What a form of the panel says was shown, on the sample site as it is published first."""

HTMX = {"HX-Request": "true"}
URLENCODED = "application/x-www-form-urlencoded"


def post(client: FlaskClient, path: str, headers: dict[str, str] | None = None, **fields: object) -> TestResponse:
    """Post the fields of a good form and those given: `None` leaves one out, a list repeats it."""
    given = {key: value for key, value in {**SHOWN, **fields}.items() if value is not None}
    return post_body(client, path, urlencode(given, doseq=True).encode(), headers)


def post_body(
    client: FlaskClient, path: str, body: bytes, headers: dict[str, str] | None = None, kind: str = URLENCODED
) -> TestResponse:
    """Post bytes as they are, as our own page would."""
    return client.post(path, data=body, content_type=kind, headers=OWN if headers is None else {**OWN, **headers})


def soup(response: TestResponse) -> BeautifulSoup:
    """The answer as a tree."""
    return BeautifulSoup(response.text, "html5lib")


def records(app: Flask) -> list[ledger.Kept]:
    """All that the ledger holds, by time."""
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        found = list(ledger.decided_between(session, "test-shop", None, None))
        session.rollback()
    return found


def choices(app: Flask) -> dict[str, str]:
    """The answers of the last record."""
    return {key: one.choice.value for key, one in records(app)[-1].record.answers.items()}
