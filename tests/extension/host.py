"""A host app as other people write them: its own model, pages and hooks, with cookieprefs inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from cookieprefs import CookiePrefs, actions, schema
from cookieprefs.runtime import Runtime
from cookieprefs.store.borrowed import borrow
from tests import sample

PAGE = """<!doctype html>
<html lang="en"><head><title>Host</title>{{ cookieprefs_script(nonce="n0nce") }}</head>
<body>{{ cookieprefs_banner() }}<h1>Host</h1>
{% for key in asked %}
<p data-key="{{ key }}">{% if cookie_allowed(key) %}on{% else %}off{% endif %}</p>
{% endfor %}
</body></html>"""


class Host:
    """One host app: `app`, its `db` with the model `Note`, and our extension `cookieprefs`."""

    def __init__(
        self,
        database: str,
        *,
        instance: Path | None,
        prefix: str = "/cookies",
        config: dict[str, Any] | None = None,
        before: Callable[[Flask], None] | None = None,
        after: Callable[[Flask], None] | None = None,
        **options: Any,
    ) -> None:
        self.app = Flask("host")
        self.app.config.update(
            TESTING=True, SECRET_KEY="the host's own secret", SQLALCHEMY_DATABASE_URI=database, **(config or {})
        )
        self.db = SQLAlchemy(self.app)
        self.Note = _note(self.db)
        self.cookieprefs = CookiePrefs(**{"db": self.db, "url_prefix": prefix, "instance": instance, **options})
        if before:
            before(self.app)
        self.cookieprefs.init_app(self.app)
        if after:
            after(self.app)
        _add_pages(self.app, self)

    @property
    def runtime(self) -> Runtime:
        """What our part of the app holds."""
        return self.app.extensions["cookieprefs"]

    def prepare(self) -> None:
        """Make the host's tables and ours, and publish what the instance says."""
        with self.app.app_context():
            self.db.drop_all()
            self.db.create_all()
            schema.upgrade(borrow(self.db.engine))
            self.publish()

    def publish(self) -> None:
        """Publish what the instance says."""
        with self.app.app_context():
            runtime = self.runtime
            actions.publish(
                runtime.sessions(),
                sample.policy(runtime.settings.instance),
                runtime.render,
                now=runtime.clock(),
                mount=runtime.settings.mount,
            )
            runtime.look_now()

    @property
    def engine(self) -> Engine:
        """The host's engine."""
        with self.app.app_context():
            return self.db.engine

    def notes(self) -> list[str]:
        """What the host has committed of its own."""
        with self.app.app_context():
            return list(self.db.session.scalars(self.db.select(self.Note.text)))

    def close(self) -> None:
        """Close every connection; a database that other tests use too is left without the host's tables."""
        with self.app.app_context():
            self.db.session.remove()
            if self.db.engine.dialect.name == "postgresql":
                self.db.drop_all()
            self.db.engine.dispose()


def _note(db: SQLAlchemy) -> Any:
    class Note(db.Model):  # type: ignore[name-defined]
        id = db.Column(db.Integer, primary_key=True)
        text = db.Column(db.String(50))

    return Note


def _add_pages(app: Flask, host: Host) -> None:
    @app.get("/page")
    def page() -> str:
        return render_template_string(PAGE, asked=request.args.getlist("key"))

    @app.get("/plain")
    def plain() -> str:
        return "nothing is asked of cookieprefs here"

    @app.post("/note")
    def note() -> str:
        host.db.session.add(host.Note(text=request.form["text"]))
        host.db.session.commit()
        return "kept"
