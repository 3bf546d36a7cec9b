"""The operator's shell: one module a noun."""

from __future__ import annotations

import click


def commands() -> tuple[click.Command, ...]:
    """All commands of ours, for the app they are added to."""
    return ()
