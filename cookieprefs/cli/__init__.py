"""The operator's shell: one module a noun."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from click.exceptions import Exit
from flask.cli import AppGroup, FlaskGroup

from cookieprefs import __version__, create_app

Named = Mapping[str, str]
"""Commands by name: the module of ours that holds each, and its name there."""

OURS: Named = {
    "check": "check:check",
    "publish": "publish:publish",
    "policy": "policy:group",
    "ledger": "ledger:group",
    "proof": "proof:proof",
    "stats": "stats:stats",
    "gpc": "gpc:gpc",
    "i18n": "i18n:group",
    "doctor": "doctor:doctor",
    "import": "import_:import_",
}
"""The commands that any app has, a host's too."""

OF_ITS_OWN: Named = {
    "backup": "backup:backup",
    "restore": "backup:restore",
    "init": "init:init",
    "serve": "serve:serve",
}
"""Those where cookieprefs runs by itself: a host app's database is the host's, and so is its `init`."""


class Lazy(AppGroup):
    """A group that loads a command when it is asked for, for all of them take a second; each fails in words."""

    def __init__(self, *given: Any, named: Named, **more: Any) -> None:
        super().__init__(*given, **more)
        self.named = named

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without loading what they name."""
        return sorted({*self.commands, *self.named})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        return load(self.named[name]) if name in self.named else self.commands.get(name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for. Raises `ToldError` where it would fail for reasons outside of it."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, Exit):
            raise
        except Exception:
            from cookieprefs.cli.output import in_words

            with in_words():
                raise


class _Main(Lazy, FlaskGroup):
    """Flask's commands, those of Flask-Migrate, and ours. Naming them builds no app, so help is there at once."""


def load(where: str) -> click.Command:
    """The command that stands there, as `module:name`."""
    module, _, name = where.partition(":")
    found: click.Command = getattr(import_module(f"cookieprefs.cli.{module}"), name)
    return found


main = click.version_option(__version__, prog_name="cookieprefs")(
    _Main(
        name="cookieprefs",
        named={**OURS, **OF_ITS_OWN, "db": "db:group"},
        help="Serve a cookie policy, ask for consent, and keep the proof.",
        create_app=create_app,
        add_version_option=False,
    )
)
# Flask's option that names an app: here it is always this one.
main.params = [one for one in main.params if one.name != "app"]
