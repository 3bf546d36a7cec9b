"""`cookieprefs publish`: a new policy version, told in words before visitors see it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from cookieprefs import actions, events
from cookieprefs.actions import Fault, Published
from cookieprefs.cli.check import as_counts, tell
from cookieprefs.cli.output import (
    Command,
    Json,
    ToldError,
    as_json_option,
    changes_as_json,
    counted,
    here,
    listed,
    numbers,
    print_json,
    print_lines,
)
from cookieprefs.core.changes import Change
from cookieprefs.core.policy import Policy
from cookieprefs.runtime import Runtime
from cookieprefs.store import versions

_EVERY = "all"


@dataclass(frozen=True, kw_only=True)
class _Before:
    """What was published before: the last version of this site, and the other sites in the same database."""

    last: int | None
    other_sites: tuple[str, ...]

    @property
    def is_another_site(self) -> bool:
        """Whether the site file begins a ledger beside one that is in use."""
        return self.last is None and bool(self.other_sites)


@click.command("publish", cls=Command)
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option(
    "--ask-again",
    multiple=True,
    metavar="KEY",
    help='Ask visitors again about this service, though no rule says so; may be repeated. "all" means every one.',
)
@click.option("--yes", is_flag=True, help="Do not ask before visitors are asked again.")
@as_json_option
@with_appcontext
def publish(dry_run: bool, ask_again: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Publish the site file and the texts as a new policy version.

    Tells first what changed since the last version, whether visitors will be asked again, and why. Where
    nothing changed, nothing is added. Every process serves the new version within 5 seconds.

    Exit code: 0 published, or nothing to publish; 1 the files have errors, or you said no, and the last
    version stays; 2 a setting or an option cannot be used; 3 the database cannot be used.
    """
    runtime = here()
    wanted, faults = _read(runtime, as_json)
    keys = _keys(wanted, ask_again)
    before = runtime.reading(lambda session: _before(session, wanted.site.key))
    done = _publish(runtime, wanted, keys, dry_run=True)
    if not as_json:
        _tell_plan(wanted, before, done.changes)
    if done.changes and not dry_run:
        if not yes:
            _ask(wanted, before, done.changes)
        done = _publish(runtime, wanted, keys, dry_run=False)
    if as_json:
        print_json(_as_json(done, faults))
    else:
        _tell_end(done, before)


def _read(runtime: Runtime, as_json: bool) -> tuple[Policy, tuple[Fault, ...]]:
    """The policy of the operator's files, and the warnings about them. Raises `ToldError` on errors."""
    folder, host = runtime.settings.instance, runtime.settings.host
    reading = actions.read_site_file(folder)
    faults = (*reading.faults, *runtime.check_templates(reading.policy))
    if reading.policy is not None and runtime.settings.public_url:
        found = actions.check_for_production(reading.policy, folder, host=host)
        faults += tuple(replace(one, is_warning=True) for one in found)
    if not as_json:
        tell(faults, err=True)
    wrong = [one for one in faults if not one.is_warning]
    if reading.policy is None or wrong:
        if as_json:
            print_json(_as_json(Published(version=None, changes=()), faults))
        errors = counted(len(wrong), "error")
        raise ToldError(f"the files have {errors}, so nothing was published; visitors see what they saw before")
    return reading.policy, faults


def _keys(wanted: Policy, asked: Sequence[str]) -> frozenset[str]:
    known = [one.key for one in wanted.catalogue.refusable()]
    if _EVERY in asked:
        return frozenset(known)
    for key in asked:
        if key not in known:
            names = ", ".join([_EVERY, *known])
            raise click.BadParameter(f"visitors are not asked about {key!r}; write one of {names}")
    return frozenset(asked)


def _before(session: Session, site: str) -> _Before:
    others = (one for one in versions.published_sites(session) if one != site)
    return _Before(last=versions.newest_number(session, site), other_sites=tuple(others))


def _publish(runtime: Runtime, wanted: Policy, ask_again: frozenset[str], *, dry_run: bool) -> Published:
    done = actions.publish(
        runtime.sessions(),
        wanted,
        runtime.render,
        now=runtime.clock(),
        mount=runtime.settings.mount,
        ask_again=ask_again,
        dry_run=dry_run,
    )
    if done.version is not None:
        runtime.announce(events.of_version(done.version, done.changes))
    return done


def _tell_plan(wanted: Policy, before: _Before, changes: Sequence[Change]) -> None:
    if before.is_another_site:
        click.echo(
            f"The key of the site is now {wanted.site.key!r}; what visitors decided was under "
            f"{before.other_sites[0]!r} and will not be found again. Processes serve the new site after a restart."
        )
    if not changes:
        return
    click.echo(f"Changes since version {before.last}:" if before.last else f"{wanted.site.name}:")
    print_lines(changes)
    _tell_who_is_asked(wanted, before, changes)


def _tell_who_is_asked(wanted: Policy, before: _Before, changes: Sequence[Change]) -> None:
    asked = _asked(wanted, changes)
    if not asked:
        click.echo("Nobody will be asked again." if before.last else "Visitors will be asked about nothing.")
    elif before.last is None:
        click.echo(f"Visitors will be asked about {asked}.")
    else:
        click.echo(
            f"Visitors will be asked again about {asked}. What they answered for others stands. The reasons:"
        )
        print_lines(one for one in changes if one.asks_again)


def _ask(wanted: Policy, before: _Before, changes: Sequence[Change]) -> None:
    """Ask a person at a terminal whether to go on. Raises `ToldError` on a no."""
    asked = _asked(wanted, changes)
    is_first = before.last is None and not before.is_another_site
    if is_first or not asked or not sys.stdin.isatty():
        return
    if not click.confirm(f"Publish, and ask visitors again about {asked}?", err=True):
        raise ToldError("nothing was published, and visitors see what they saw before")


def _asked(wanted: Policy, changes: Sequence[Change]) -> str:
    """The names of the services that visitors will be asked about, in the operator's order."""
    keys = frozenset[str]().union(*(one.asks_again for one in changes))
    return listed(one.name for one in wanted.catalogue.services if one.key in keys)


def _tell_end(done: Published, before: _Before) -> None:
    version = done.version
    if version is not None:
        click.echo(
            f"Version {version.number} is published (consent revision {version.consent_revision}, text revision "
            f"{version.text_revision}). Every process serves it within 5 seconds."
        )
    elif done.changes:
        click.echo("Nothing was published: this was a dry run.")
    else:
        click.echo(f"Nothing changed since version {before.last}, so nothing was published.")


def _as_json(done: Published, faults: Sequence[Fault]) -> Json:
    asked = frozenset[str]().union(*(one.asks_again for one in done.changes))
    return {
        "version": numbers(done.version) if done.version else None,
        "changes": changes_as_json(done.changes),
        "asks_again": sorted(asked),
        **as_counts(faults),
    }
