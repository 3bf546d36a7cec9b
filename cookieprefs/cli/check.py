"""`cookieprefs check`: what is wrong with the operator's files, before anything is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from cookieprefs import actions
from cookieprefs.actions import Fault
from cookieprefs.cli.output import FAULTY, Command, Json, as_json_option, counted, here, print_json
from cookieprefs.runtime import Runtime


@click.command("check", cls=Command)
@click.option("--production", is_flag=True, help="Find also what still bears the starter's name or leads nowhere.")
@as_json_option
@click.pass_context
@with_appcontext
def check(ctx: click.Context, production: bool, as_json: bool) -> None:
    """Check the site file, the texts of the policy, and your own templates.

    Each fault is told as "file:line:column: what is wrong; what to write". Changes nothing.

    Exit code: 0 nothing stops publishing, though there may be warnings; 1 there are errors; 2 a setting or
    an option cannot be used.
    """
    faults = _faults(here(), production)
    if as_json:
        print_json(as_counts(faults))
    else:
        tell(faults)
        click.echo(f"{_counts(faults)}.")
    if any(not one.is_warning for one in faults):
        ctx.exit(FAULTY)


def tell(faults: Sequence[Fault], *, err: bool = False) -> None:
    """Print the faults, a line each, the errors first."""
    errors = [str(one) for one in faults if not one.is_warning]
    warnings = [str(one) for one in faults if one.is_warning]
    heading = ["Warnings, which stop nothing:"] if warnings else []
    for line in (*errors, *heading, *warnings):
        click.echo(line, err=err)


def as_counts(faults: Sequence[Fault]) -> Json:
    """The faults as values that JSON can hold, with their numbers."""
    warnings = sum(one.is_warning for one in faults)
    return {
        "errors": len(faults) - warnings,
        "warnings": warnings,
        "faults": [asdict(one) for one in faults],
    }


def _faults(runtime: Runtime, for_production: bool) -> tuple[Fault, ...]:
    settings = runtime.settings
    reading = actions.read_site_file(settings.instance)
    faults = (*reading.faults, *runtime.check_templates(reading.policy))
    if not for_production or reading.policy is None:
        return faults
    return (*faults, *actions.check_for_production(reading.policy, settings.instance, host=settings.host))


def _counts(faults: Sequence[Fault]) -> str:
    warnings = sum(one.is_warning for one in faults)
    both = f"{counted(len(faults) - warnings, 'error')}, {counted(warnings, 'warning')}"
    return both[0].upper() + both[1:]
