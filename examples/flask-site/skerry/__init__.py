"""Skerry Boats: a small Flask site as you may have one, with cookieprefs in it. Look for the word to see where."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask, Response, current_app, g, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from cookieprefs import CookiePrefs

HERE = Path(__file__).parent.parent

db = SQLAlchemy()
csrf = CSRFProtect()


def is_operator() -> bool:
    """Who may see /cookies/operator/: whoever has logged in on this site's own login page."""
    return session.get("is_operator") is True


cookieprefs = CookiePrefs(db=db, url_prefix="/cookies", auth=is_operator, instance=HERE / "cookies")


def create_app(**config: object) -> Flask:
    """The site. `config` goes over what is set here."""
    app = Flask(__name__, instance_path=str(HERE / "instance"))
    app.config.update(
        SECRET_KEY=secrets.token_hex(32),
        SQLALCHEMY_DATABASE_URI="sqlite:///skerry.sqlite3",
        OUTSIDE="https://outside.example",
    )
    app.config.update(config)
    app.before_request(draw_nonce)
    app.after_request(say_what_may_load)
    db.init_app(app)
    csrf.init_app(app)
    cookieprefs.init_app(app)

    from skerry import pages

    app.register_blueprint(pages.bp)
    with app.app_context():
        db.create_all()
    return app


def draw_nonce() -> None:
    """What the scripts of this one answer are known by."""
    g.nonce = secrets.token_urlsafe(16)


def say_what_may_load(response: Response) -> Response:
    """The site's own Content-Security-Policy. Pages of cookieprefs keep theirs, which is stricter."""
    outside = current_app.config["OUTSIDE"]
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' 'nonce-{g.nonce}'; frame-src 'self' {outside}; "
        "form-action 'self'; base-uri 'none'; object-src 'none'"
    )
    return response
