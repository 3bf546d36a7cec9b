"""`cookieprefs stats`: what visitors decided, as numbers that name nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from cookieprefs import actions
from cookieprefs.cli.numbers import Printable, as_values, lines
from cookieprefs.cli.output import (
    Command,
    ToldError,
    as_json_option,
    as_written,
    counted,
    here,
    print_json,
    progress_bar,
)
from cookieprefs.core import disclosure, statistics
from cookieprefs.core.tally import day_of
from cookieprefs.store import tally

DAYS, MONTHS = 30, 12
"""How far back the numbers go where nobody says since when."""

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("stats", cls=Command)
@click.option("--by", type=click.Choice(["day", "month"]), default="day", show_default=True)
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="The first day, in UTC; else 30 days or 12 months.")
@click.option(
    "--until", type=_DAY, metavar="YYYY-MM-DD", help="The last day, in UTC, itself included; else today."
)
@click.option(
    "--least",
    type=click.IntRange(min=disclosure.LOWEST),
    default=disclosure.LEAST,
    show_default=True,
    help="Numbers below it are kept back.",
)
@as_json_option
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw a chart as well."
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--no-roll-up", is_flag=True, help="Leave the ledger alone: show what was counted before.")
@with_appcontext
def stats(
    by: str,
    since: datetime | None,
    until: datetime | None,
    least: int,
    as_json: bool,
    svg: Path | None,
    force: bool,
    no_roll_up: bool,
) -> None:
    """Show how visitors decided: by day or month, by service, by button, language, layout and version.

    First the decisions since the last time are counted into daily sums, from which all of this is read. Numbers so
    small that they may be about somebody are kept back, and with them whatever would give them away. What that
    protects is the table that you hand on: whoever has the database has the decisions.

    Exit code: 0 done; 1 FILE cannot be written; 2 a setting or an option cannot be used; 3 the database cannot be
    used, or nothing is published.
    """
    if since and until and until < since:
        raise click.UsageError("--until is before --since; write the earlier day as --since")
    if svg and svg.exists() and not (force and svg.is_file()):
        raise ToldError(f"{svg} exists; name another file, or add --force")
    if not no_roll_up:
        _roll_up()
    span = _span(since, until, by_month=by == "month")
    found = _printable(*span, by_month=by == "month", least=least) if span else None
    if svg:
        _draw(found, by, svg)
    if as_json:
        print_json({"site": here().version().policy.site.key, "by": by, "least": least, **as_values(found)})
    elif found is None:
        click.echo("There is nothing to show yet: nothing was decided in these days, or not counted.")
    else:
        for line in lines(found, by):
            click.echo(line)


def _roll_up() -> None:
    runtime = here()
    site, now = runtime.version().policy.site.key, runtime.clock()
    total = runtime.reading(lambda session: actions.waiting(session, site, now=now))
    with as_written(), progress_bar("Counting", total) as progress:
        done = actions.roll_up(runtime.sessions(), site, now=now, progress=progress)
    if done.unreadable:
        left_out = counted(done.unreadable, "record")
        names = "names it" if done.unreadable == 1 else "names them"
        told = (
            f"{left_out} left out, for nobody can read what is written there; cookieprefs ledger verify {names}."
        )
        click.echo(told, err=True)


def _span(since: datetime | None, until: datetime | None, *, by_month: bool) -> tuple[date, date] | None:
    """The days to show: none before anything was counted, and none to come."""
    runtime = here()
    site = runtime.version().policy.site.key
    first = runtime.reading(lambda session: tally.first_day(session, site))
    today = date.fromisoformat(day_of(runtime.clock()))
    last = min(until.date(), today) if until else today
    if first is None:
        return None
    usual = _months_before(last) if by_month else last - timedelta(days=DAYS - 1)
    begin = max(since.date() if since else usual, date.fromisoformat(first))
    return (begin, last) if begin <= last else None


def _months_before(last: date) -> date:
    """The first day of the first of as many months as are shown."""
    months = last.year * 12 + last.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _printable(first: date, last: date, *, by_month: bool, least: int) -> Printable:
    runtime = here()
    policy = runtime.version().policy
    days = first.isoformat(), last.isoformat()
    cells = runtime.reading(lambda session: [*tally.sums(session, policy.site.key, *days, by_month=by_month)])
    banners = runtime.reading(lambda session: [*tally.banners(session, policy.site.key, *days)])
    found = statistics.statistics(
        cells,
        banners,
        statistics.periods(first, last, by_month=by_month),
        counts_banners=policy.rules.counts_banners or any(one.shown for one in banners),
    )
    return Printable(found=found, marks=disclosure.marks(found.counts, found.sums, least=least), least=least)


def _draw(found: Printable | None, by: str, path: Path) -> None:
    # Loaded only where a chart is drawn.
    from cookieprefs.cli.chart import NothingToDrawError, drawn

    if found is None:
        raise ToldError("there is nothing to draw: nothing was decided in these days, or not counted")
    spans = found.found.periods
    title = f"{here().version().policy.site.name}: decisions by {by}, {spans[0]} to {spans[-1]}"
    try:
        path.write_text(drawn(found, title), encoding="utf-8")
    except NothingToDrawError as error:
        raise ToldError(str(error)) from error
    except OSError as error:
        raise ToldError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"The chart is in {path}.", err=True)
