"""The site's pages: two to read, a guestbook, and a login that lets everybody in who knows the word."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from skerry import db
from skerry.models import Entry

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> str:
    """The boats. The visitor counter is gated here, on the server."""
    return render_template("home.html")


@bp.get("/guestbook")
def guestbook() -> str:
    """What guests wrote, the newest first. The film waits in the browser."""
    newest = db.select(Entry).order_by(Entry.id.desc()).limit(20)
    return render_template("guestbook.html", entries=db.session.scalars(newest).all())


@bp.post("/guestbook")
def sign() -> Response:
    """A new line."""
    name, words = (request.form.get(one, "").strip()[:200] for one in ("name", "words"))
    if name and words:
        db.session.add(Entry(name=name, words=words))
        db.session.commit()
    return redirect(url_for("pages.guestbook"), 303)


@bp.get("/login")
def login() -> str:
    """The operator's way in. It stands in for the login that your site has."""
    return render_template("login.html")


@bp.post("/login")
def enter() -> Response:
    """On with whoever knows the word."""
    session["is_operator"] = request.form.get("word") == "ahoy"
    return redirect(url_for("cookieprefs.operator" if session["is_operator"] else "pages.login"), 303)


@bp.get("/.well-known/gpc.json")
def gpc() -> Response:
    """What is asked for at the root of a host; cookieprefs has it below its own path."""
    return redirect(url_for("cookieprefs.gpc"))
