"""`flask cookieprefs …`: all commands of ours under one name in the shell of a host app."""

from __future__ import annotations

from functools import cache

import click

from cookieprefs.cli import commands
from cookieprefs.cli.output import Group


class _Hosted(Group):
    """Knows its commands when somebody asks for one: a process that serves never loads them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_all())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return _all().get(name)


def make_group() -> click.Group:
    """The group: a new one for each app."""
    return _Hosted(
        "cookieprefs", help="Cookie policy, consent and its proof: check, publish, look into the ledger."
    )


@cache
def _all() -> dict[str, click.Command]:
    from cookieprefs.cli.init import init
    from cookieprefs.cli.schema import group

    return {one.name: one for one in (*commands(), group, init) if one.name}
