"""cookieprefs inside somebody else's Flask app: our pages, our ledger on its database, and nothing else of it."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Blueprint, Flask, request_finished
from markupsafe import Markup

from cookieprefs.assembly import attach, check_schema, renderer, template_checker
from cookieprefs.cli.hosted import make_group
from cookieprefs.hosted import answers, csrf, sessions
from cookieprefs.hosted import settings as hosted_settings
from cookieprefs.hosted.announcing import announcer
from cookieprefs.hosted.sessions import Database, Sessions
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings
from cookieprefs.store.migrations import is_ours
from cookieprefs.web import gate
from cookieprefs.web.operator import Auth
from cookieprefs.web.routes import make_blueprint


class CookiePrefs:
    """The extension. One object may serve several apps: what belongs to an app is kept with the app.

    `db` is the app's Flask-SQLAlchemy object, an engine, or what returns one. `auth` is called within a request,
    without arguments, and returns `True` where whoever asks is the operator; without it there is no such page.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        db: Database,
        url_prefix: str = "/cookies",
        auth: Auth | None = None,
        instance: Path | str | None = None,
        public_url: str | None = None,
        country_header: str | None = None,
    ) -> None:
        self._db = db
        self._prefix = url_prefix
        self._auth = auth
        self._given = {"instance": instance, "public_url": public_url, "country_header": country_header}
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount our pages in `app`. Raises `SettingsError` on a setting that cannot be used."""
        settings = hosted_settings.read(app, self._prefix, self._given)
        attach(app, self._runtime(app, settings), self._blueprint(), secret=_secret(app))
        app.extensions["cookieprefs_extension"] = self
        app.teardown_appcontext(sessions.close)
        request_finished.connect(answers.finish, app)
        app.add_template_global(gate.allows, "cookie_allowed")
        app.add_template_global(gate.banner, "cookieprefs_banner")
        app.add_template_global(gate.script, "cookieprefs_script")
        app.cli.add_command(make_group())

    def allows(self, key: str) -> bool:
        """Whether a service may run for the visitor of this request; false whenever in doubt (B-18)."""
        return gate.allows(key)

    def banner(self, lang: str | None = None) -> Markup:
        """The banner as a form where there is something to ask, else nothing."""
        return gate.banner(lang)

    def script(self, nonce: str | None = None, lang: str | None = None) -> Markup:
        """The line that loads embed.js."""
        return gate.script(nonce, lang)

    @staticmethod
    def include_object(
        _object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object
    ) -> bool:
        """Keep the app's own migrations from seeing our tables, which they would drop: hand it to `Migrate`."""
        return not (kind == "table" and is_ours(name))

    @staticmethod
    def include_name(name: str | None, kind: str, _parents: object) -> bool:
        """The same for Alembic's `include_name`, which looks before it reads a table."""
        return not (kind == "table" and is_ours(name))

    def _runtime(self, app: Flask, settings: Settings) -> Runtime:
        return Runtime(
            settings=settings,
            sessions=Sessions(self._db),
            render=renderer(app, settings),
            check_templates=template_checker(app, settings),
            check_schema=check_schema,
            ends_reads=True,
            announce=announcer(app),
        )

    def _blueprint(self) -> Blueprint:
        blueprint = make_blueprint(auth=self._auth)
        blueprint.url_value_preprocessor(csrf.exempt)
        # Hooks run from the last to the first: this one sees the answer when ours have done their part.
        blueprint.after_request_funcs[None].insert(0, answers.note)
        return blueprint


def _secret(app: Flask) -> str:
    """The app's own; one of this process does as well, for it keys what is forgotten with the process."""
    found = app.config.get("SECRET_KEY") or secrets.token_hex(32)
    return found.decode("latin-1") if isinstance(found, bytes) else str(found)
