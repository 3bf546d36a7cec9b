"""What anybody would write first: Flask-SQLAlchemy, one table, one object added and committed for each choice."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FILE = "BENCHMARK_DATABASE"
"""The environment variable that names the SQLite file."""


class Base(DeclarativeBase):
    """What its one table comes from."""


db = SQLAlchemy(model_class=Base)


class ChoiceRow(db.Model):  # type: ignore[name-defined,misc]  # it is made at run time
    """A visitor's choice for one service."""

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    service: Mapped[str]
    granted: Mapped[bool]
    language: Mapped[str]
    version: Mapped[int]
    decided_at: Mapped[datetime]


def create_app() -> Flask:
    """An app that stores choices, with its table made."""
    app = Flask("orm")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ[FILE]}"
    db.init_app(app)
    app.add_url_rule("/", view_func=lambda: "hello", endpoint="hello")
    app.add_url_rule("/services/<service>", view_func=switch, methods=["POST"])
    with app.app_context():
        event.listen(db.engine, "connect", _keep_its_word)
        db.create_all()
    return app


def switch(service: str) -> Response:
    """Store a choice of a visitor who is new, and tell them."""
    form, subject = request.form, secrets.token_urlsafe(16)
    db.session.add(
        ChoiceRow(
            subject=subject,
            service=service,
            granted=form.get("granted") == "yes",
            language=form["lang"],
            version=int(form["version"]),
            decided_at=datetime.now(UTC),
        )
    )
    db.session.commit()
    answer = Response("<p>Saved.</p>")
    answer.set_cookie("subject", subject, max_age=15_552_000, httponly=True, samesite="Lax")
    return answer


def _keep_its_word(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
