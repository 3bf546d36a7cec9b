"""What the app that stands alone and the extension in a host app put together alike."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Flask, has_request_context
from sqlalchemy import Connection

from cookieprefs import schema
from cookieprefs.actions import Fault, LedgerUnavailableError, Render
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.runtime import CheckTemplates, Runtime
from cookieprefs.settings import Settings
from cookieprefs.store.versions import Snapshot
from cookieprefs.web import firstlayer, own_templates
from cookieprefs.web.kept import Kept
from cookieprefs.web.limits import BANNERS_PER_MINUTE, AddressLimit, YesLimit
from cookieprefs.web.unwritten import Unwritten


def attach(app: Flask, runtime: Runtime, blueprint: Blueprint, *, secret: str) -> None:
    """Give an app our addresses, and what they need."""
    app.extensions["cookieprefs"] = runtime
    app.extensions["cookieprefs_yes_limit"] = YesLimit(runtime.settings, secret)
    app.extensions["cookieprefs_banner_limit"] = AddressLimit(runtime.settings, secret, BANNERS_PER_MINUTE)
    app.extensions["cookieprefs_unwritten"] = Unwritten()
    app.extensions["cookieprefs_kept"] = Kept()
    app.register_blueprint(blueprint, url_prefix=runtime.settings.prefix or None)


def renderer(app: Flask, settings: Settings) -> Render:
    """What makes the HTML that a version shows, within a request and without one."""

    def render(version: PolicyVersion, mount: str) -> Iterable[Snapshot]:
        if has_request_context():
            return firstlayer.snapshots(version, mount)
        # All of it at once: a context that stayed open between two of them could not be left in its own thread.
        with app.test_request_context(base_url=settings.root):
            return tuple(firstlayer.snapshots(version, mount))

    return render


def template_checker(app: Flask, settings: Settings) -> CheckTemplates:
    """What tells what is wrong with the operator's own templates."""

    def check(policy: Policy | None) -> tuple[Fault, ...]:
        with app.test_request_context(base_url=settings.root):
            return own_templates.faults(settings.own_templates, policy)

    return check


def check_schema(connection: Connection) -> None:
    """See to it that a database has this release's schema. Raises `LedgerUnavailableError` with what to run."""
    try:
        schema.check_on(connection)
    except schema.NotUpToDateError as error:
        raise LedgerUnavailableError(str(error)) from error
