"""What tests of proofs share: a visitor's records, their pages, and a stranger who writes into the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from cookieprefs.core.record import ConsentRecord
from tests.web.posts import post, records, soup


def a_visitor(app: Flask) -> FlaskClient:
    """A visitor who said yes to all in the banner, then switched one off in the preferences."""
    client = app.test_client()
    post(client, "/preferences", layer="banner", action="accept_all")
    post(client, "/preferences/services/matomo")
    return client


def kept(app: Flask) -> list[ConsentRecord]:
    """The records, the oldest first."""
    return [one.record for one in records(app)]


def page_of(reader: FlaskClient, record: ConsentRecord, **headers: str) -> BeautifulSoup:
    """The page behind a receipt's number."""
    answer = reader.get(f"/receipt/{record.receipt_id}", headers=headers)
    assert answer.status_code == 200
    return soup(answer)


def words_on(page: BeautifulSoup) -> str:
    """The page inside the frame in which words are shown again."""
    return str(page.select_one("iframe")["srcdoc"])


def tamper(app: Flask, statement: str, *values: object) -> None:
    """Change the database behind our back, as somebody who can write the file may."""
    instance = app.extensions["cookieprefs"].settings.instance
    with closing(sqlite3.connect(instance / "cookieprefs.sqlite3")) as stranger:
        for (name,) in stranger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            stranger.execute(f"DROP TRIGGER {name}")
        assert stranger.execute(statement, values).rowcount > 0
        stranger.commit()
