"""The operator's shell: one module a noun."""

from __future__ import annotations

from functools import cache
from typing import Any

import click
from flask.cli import FlaskGroup

from cookieprefs import __version__, create_app


def commands() -> tuple[click.Command, ...]:
    """All commands of ours that any app has, a host's too."""
    from cookieprefs.cli import access, check, doctor, gpc, i18n, import_, ledger, policy, proof, publish, stats

    ledger.group.add_command(access.access)
    return (
        check.check,
        publish.publish,
        policy.group,
        ledger.group,
        proof.proof,
        stats.stats,
        gpc.gpc,
        i18n.group,
        doctor.doctor,
        import_.import_,
    )


def of_its_own() -> tuple[click.Command, ...]:
    """The commands where cookieprefs runs by itself: a host app's database is the host's, and so is its `init`."""
    from cookieprefs.cli import backup, init, serve

    return backup.backup, backup.restore, init.init, serve.serve


class _Shell(FlaskGroup):
    """Flask's commands, those of Flask-Migrate, and ours. Naming them builds no app, so help is there at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self.commands, *_more()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return self.commands.get(name) or _more().get(name)

    def invoke(self, ctx: click.Context) -> Any:
        from cookieprefs.cli.output import in_words

        with in_words():
            return super().invoke(ctx)


@cache
def _more() -> dict[str, click.Command]:
    from cookieprefs.cli import db

    return {one.name: one for one in (*commands(), *of_its_own(), db.group) if one.name}


main = click.version_option(__version__, prog_name="cookieprefs")(
    _Shell(
        name="cookieprefs",
        help="Serve a cookie policy, ask for consent, and keep the proof.",
        create_app=create_app,
        add_version_option=False,
    )
)
# Flask's option that names an app: here it is always this one.
main.params = [one for one in main.params if one.name != "app"]
