"""`flask cookieprefs …`: all commands of ours under one name in the shell of a host app."""

from __future__ import annotations

import click

from cookieprefs.cli import OURS, Lazy


def make_group() -> click.Group:
    """The group: a new one for each app. A process that serves never loads what is in it."""
    return Lazy(
        "cookieprefs",
        named={**OURS, "db": "schema:group", "init": "init:init"},
        help="Cookie policy, consent and its proof: check, publish, look into the ledger.",
    )
