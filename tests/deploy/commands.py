"""Commands that a file of deploy/ or a page runs: found among ours, with options that they have."""

from __future__ import annotations

from typing import Any

import click

from cookieprefs.cli import main

NAME = "cookieprefs"


def options(words: list[str]) -> dict[str, Any]:
    """What a command's options are, where it is written so; nothing is run.

    Raises `click.UsageError` where there is no such command or option, or a value is none that it takes.
    """
    first, *rest = words
    if first != NAME:
        raise click.UsageError(f"{first} is no command of ours")
    command: click.Command = main
    context = click.Context(main, info_name=NAME)
    while isinstance(command, click.Group):
        if not rest or (found := command.get_command(context, rest[0])) is None:
            raise click.UsageError(f"there is no command {' '.join(words)!r}")
        command, rest = found, rest[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    command.parse_args(context, list(rest))
    return dict(context.params)
