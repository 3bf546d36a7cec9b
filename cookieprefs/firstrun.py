"""What a local run needs before it serves: a secret, a schema, and something published."""

from __future__ import annotations

import secrets
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from cookieprefs import actions, schema
from cookieprefs.runtime import Runtime
from cookieprefs.store import versions
from cookieprefs.store.db import db

SECRET_FILE = "secret-key"  # noqa: S105  the name of a file


def kept_secret(instance: Path) -> str:
    """The secret of a local run: made once, readable by its owner alone."""
    path = instance / SECRET_FILE
    if not path.is_file() or not path.stat().st_size:
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def prepare(app: Flask) -> None:
    """Make a local run whole: starter site, schema, first version. Where all is there, only tells of errors.

    Raises `NotUpToDateError` where the schema is a newer release's, or a server's that nobody has upgraded.
    """
    runtime: Runtime = app.extensions["cookieprefs"]
    write_starter(runtime.settings.instance)
    with app.app_context():
        engine = db.engine
        if runtime.settings.database_url is None:
            schema.refuse_newer(engine)
            upgrade()
        else:
            schema.check(engine)
        if versions.published_sites(runtime.sessions()):
            _tell_errors(runtime)
        else:
            _publish_first(runtime)


def write_starter(instance: Path) -> bool:
    """Write the starter site into an instance that has no site file; says whether it did."""
    if (instance / "site.yaml").exists():
        return False
    instance.mkdir(parents=True, exist_ok=True)
    with as_file(files("cookieprefs") / "starter") as starter:
        for source in sorted(starter.iterdir()):
            if source.suffix in (".yaml", ".md") and not (instance / source.name).exists():
                shutil.copyfile(source, instance / source.name)
    click.echo(f"A starter site now stands in {instance}; edit it, then run: cookieprefs publish")
    return True


def _tell_errors(runtime: Runtime) -> None:
    errors = actions.read_site_file(runtime.settings.instance).errors
    for fault in errors:
        click.echo(str(fault), err=True)
    if errors:
        click.echo("The site file has errors, so what was published last goes on being served.", err=True)


def _publish_first(runtime: Runtime) -> None:
    reading = actions.read_site_file(runtime.settings.instance)
    for fault in reading.errors:
        click.echo(str(fault), err=True)
    if reading.policy is None:
        raise click.ClickException("nothing is published, and the site file has errors; mend them and run again")
    done = actions.publish(
        runtime.sessions(),
        reading.policy,
        runtime.render,
        now=runtime.clock(),
        mount=runtime.settings.mount,
    )
    if done.version is not None:
        click.echo(f"Published version {done.version.number} of {reading.policy.site.name}.")
    if reading.warnings:
        # A newcomer wants to see the site first; what they say keeps.
        click.echo(
            f"{len(reading.warnings)} warnings about the site file wait for you; see them with: cookieprefs check"
        )
