"""Builds the app that stands alone: the one place that knows every part."""

from __future__ import annotations

import click
from flask import Flask, Request
from flask.helpers import get_debug_flag
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from cookieprefs import log, metrics
from cookieprefs.assembly import attach, check_schema, renderer, template_checker
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings, demand
from cookieprefs.store.db import db, prepare
from cookieprefs.watch import Observer, Watch, fixed_rules, write_line
from cookieprefs.web import errors, headers
from cookieprefs.web.mount import Mount
from cookieprefs.web.routes import make_blueprint
from cookieprefs.web.shelf import Shelf


class Sessionless(SessionInterface):
    """No session for anybody: all that is remembered of a visitor is in our own two cookies (DESIGN 6)."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """None, which the framework takes for one that cannot be written to."""
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""


def build_app(settings: Settings) -> Flask:
    """The app for these settings. Raises `SettingsError` where production lacks what it needs."""
    command = click.get_current_context(silent=True)
    is_run = command is not None and command.info_name == "run"
    if command is None and not get_debug_flag():
        demand(settings)
    app = _assembled(settings)
    _keep_at_hand(app)
    shows_preview = is_run if settings.preview is None else settings.preview
    if shows_preview:
        from cookieprefs import preview

        sample = preview.make(app.wsgi_app, settings, _mounted)
        app.extensions["cookieprefs_preview"] = sample.stage
        app.wsgi_app = sample  # type: ignore[method-assign]
    _trust(app, settings)
    if command is None or is_run:
        _watch(app, settings, is_local=is_run)
    if is_run:
        from cookieprefs import firstrun

        firstrun.prepare(app)
    return app


def _keep_at_hand(app: Flask) -> None:
    """Answer from memory what is the same for everybody."""
    app.wsgi_app = Shelf(app, app.extensions["cookieprefs"])  # type: ignore[method-assign]


def _watch(app: Flask, settings: Settings, *, is_local: bool) -> None:
    """Count requests and write them down where that is asked for; otherwise nothing stands in their way."""
    log.configure(settings.log or "text")
    if settings.log or not is_local:
        log.guard(app)
    observers: list[Observer] = [write_line] if settings.log == "json" else []
    if settings.metrics:
        observers.append(metrics.start(app, settings.metrics))
    if observers:
        watch = Watch(
            app.wsgi_app,
            observers,
            rules=fixed_rules(app),
            has_ids=settings.log == "json",
            believes_ids=settings.proxy_hops > 0,
        )
        app.wsgi_app = watch  # type: ignore[method-assign]


def _mounted(settings: Settings) -> Flask:
    """An app that another of ours has mounted below itself: whatever is asked of a run was asked there."""
    app = _assembled(settings)
    _trust(app, settings)
    return app


def _assembled(settings: Settings) -> Flask:
    app = Flask("cookieprefs", instance_path=str(settings.instance), static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key or _kept_secret(settings),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={
            # A file is there or it is not; a server may have gone since it was last asked.
            "pool_pre_ping": not settings.database.startswith("sqlite"),
            "hide_parameters": True,  # what visitors sent stays out of what errors say
        },
        MAX_FORM_MEMORY_SIZE=100_000,
    )
    app.session_interface = Sessionless()
    _attach(app, settings)
    if click.get_current_context(silent=True) is not None:
        _give_commands(app)
    return app


def _kept_secret(settings: Settings) -> str:
    """The secret of a local run."""
    from cookieprefs.firstrun import kept_secret

    return kept_secret(settings.instance)


def _give_commands(app: Flask) -> None:
    """All commands, where one is running: they and what they need take a third of a process's start."""
    from flask_migrate import Migrate

    from cookieprefs.cli import OF_ITS_OWN, OURS, Lazy
    from cookieprefs.store import migrations

    Migrate(app, db, directory=str(migrations.FOLDER), version_table=migrations.VERSION_TABLE)
    app.cli = Lazy(app.name, named={**OURS, **OF_ITS_OWN})


def _attach(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    runtime = Runtime(
        settings=settings,
        sessions=lambda: db.session(),
        render=renderer(app, settings),
        check_templates=template_checker(app, settings),
        check_schema=check_schema,
    )
    attach(app, runtime, make_blueprint(), secret=app.config["SECRET_KEY"])
    app.register_error_handler(HTTPException, lambda error: headers.add(errors.http_error(error)))


def _trust(app: Flask, settings: Settings) -> None:
    """Believe as many proxies as there are, and the public URL over all of them (B-14)."""
    if settings.public_url:
        app.wsgi_app = Mount(app.wsgi_app, settings.public_url)  # type: ignore[method-assign]
    if hops := settings.proxy_hops:
        fixed = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops, x_prefix=hops)
        app.wsgi_app = fixed  # type: ignore[method-assign]
