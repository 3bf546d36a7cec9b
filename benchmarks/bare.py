"""What every benchmark of answers is held against: a Flask app that says hello, and nothing else."""

from __future__ import annotations

from flask import Flask


def create_app() -> Flask:
    """An app with one page."""
    app = Flask("bare")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app
