"""How the commands speak: JSON alone, a bar while work is long, and each failure in one sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from cookieprefs import schema
from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.core.changes import Change
from cookieprefs.core.lifetime import Lifetime
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.runtime import Runtime
from cookieprefs.store.versions import Publication

Item = TypeVar("Item")
Json = dict[str, Any]

FAULTY = 1
"""The exit code for what is not there, or not in order."""

UNREADABLE = (ValueError, TypeError, AttributeError)
"""What reading a record raises when somebody wrote into it what we never would."""

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")


class ToldError(click.ClickException):
    """A failure as a sentence for the operator: what was asked for is not there, or not in order."""

    exit_code = FAULTY


class OutOfReachError(ToldError):
    """There is no database, no schema in it, or nothing published."""

    exit_code = 3


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what may fail under any command into `ToldError`: a database that cannot be used."""
    try:
        yield
    except NothingPublishedError as error:
        raise OutOfReachError(str(error)) from error
    except LedgerUnavailableError as error:
        raise OutOfReachError(_about_database(error.__cause__ or error)) from error
    except (SQLAlchemyError, schema.NotUpToDateError) as error:
        raise OutOfReachError(_about_database(error)) from error


@contextmanager
def as_written() -> Iterator[None]:
    """Turn what reading a record raises, after somebody else wrote into it, into `ToldError`."""
    try:
        yield
    except UNREADABLE as error:
        raise ToldError(f"a record cannot be read, so somebody changed it: {error}") from error


class Command(click.Command):
    """A command that fails in words, whatever group it was added to."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it. Raises `ToldError` where it would fail for reasons outside of it."""
        with in_words():
            return super().invoke(ctx)


class Group(AppGroup):
    """A noun: its commands run in the app's context and fail in words."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for. Raises `ToldError` where it would fail for reasons outside of it."""
        with in_words():
            return super().invoke(ctx)


def here() -> Runtime:
    """What the app that a command runs in holds."""
    return cast("Runtime", current_app.extensions["cookieprefs"])


def engine_here() -> Engine:
    """The engine of the app that a command runs in."""
    found = here().sessions().get_bind()
    return found if isinstance(found, Engine) else found.engine


def print_json(value: object) -> None:
    """Print a value as JSON, for people too: indented, letters as they are."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_lines(lines: Iterable[object]) -> None:
    """Print each on a line of its own, indented under what was said before."""
    for one in lines:
        click.echo(f"  {one}")


def counted(number: int, thing: str) -> str:
    """A number with its noun: "no errors", "1 error", "2 errors"."""
    if number == 1:
        return f"1 {thing}"
    return f"{number or 'no'} {thing}s"


def length(lifetime: Lifetime) -> str:
    """A length of time in words: "3 years"."""
    return counted(lifetime.amount, lifetime.unit.value)


def minute(when: datetime) -> str:
    """A moment as an operator reads it, in UTC."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def numbers(version: PolicyVersion | Publication) -> Json:
    """The numbers and date of a version as values that JSON can hold."""
    return {
        "number": version.number,
        "consent_revision": version.consent_revision,
        "text_revision": version.text_revision,
        "published_at": version.published_at.isoformat(),
    }


def changes_as_json(changes: Iterable[Change]) -> list[Json]:
    """Changes in words, each with the keys of the services that it asks again about."""
    return [{"sentence": str(one), "asks_again": sorted(one.asks_again)} for one in changes]


def listed(words: Iterable[str]) -> str:
    """Words in a row, as a sentence has them: "a", "a and b", "a, b and c"."""
    *most, last = tuple(words) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def with_progress(items: Iterable[Item], *, title: str, total: int | None) -> Iterator[Item]:
    """The same items, with a bar on stderr while they pass, where stderr is a terminal."""
    with progress_bar(title, total) as advance:
        for item in items:
            yield item
            advance(1)


@contextmanager
def progress_bar(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr while the block lasts, where stderr is a terminal; it is told how many more are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    # Imported only where a bar is shown: it takes longer than most commands.
    from rich.console import Console
    from rich.progress import Progress

    # Redirecting would send what is printed on stdout to the bar's stream.
    console = Console(stderr=True)
    with Progress(console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.advance(task, count)


def _about_database(error: BaseException) -> str:
    if isinstance(error, schema.NotUpToDateError):
        return str(error)
    if _has_no_schema(error):
        return "the database has no schema yet, or an older release's; run: cookieprefs db upgrade"
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return f"the database cannot be used: {' '.join(reason.split())}"


def _has_no_schema(error: BaseException) -> bool:
    """Whether a table is missing: SQLite says so in words, PostgreSQL by SQLSTATE 42P01 (undefined table)."""
    if not isinstance(error, DBAPIError):
        return False
    return "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01"
