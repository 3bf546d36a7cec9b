"""`cookieprefs doctor`: what is wrong with a mount, as visitors see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from urllib.parse import urlsplit

import click
from flask.cli import ScriptInfo

from cookieprefs.cli.output import (
    FAULTY,
    Command,
    Json,
    as_json_option,
    counted,
    engine_here,
    here,
    print_json,
)
from cookieprefs.doctor.examine import Examined, examine, hosts
from cookieprefs.doctor.fetch import Fetcher
from cookieprefs.doctor.finding import Finding, Severity
from cookieprefs.doctor.kinds import found as finding
from cookieprefs.inside.examine import examine as examine_here
from cookieprefs.inside.place import Place
from cookieprefs.inside.told import told
from cookieprefs.settings import SettingsError, from_environment

UNSEEN = 2
"""The exit code for what could not be looked at."""

_NAMED = "write an address such as https://shop.example/cookies/"


@click.command("doctor", cls=Command)
@click.argument("url", required=False)
@click.option(
    "--page",
    "pages",
    multiple=True,
    metavar="URL",
    help="A page of the site that bears the line; may be repeated. Else the root of the host.",
)
@click.option(
    "--ca", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Trust this authority alone."
)
@click.option("--here", "is_here", is_flag=True, help="Look at this installation from inside instead.")
@as_json_option
@click.pass_context
def doctor(
    ctx: click.Context, url: str | None, pages: tuple[str, ...], ca: str | None, is_here: bool, as_json: bool
) -> None:
    """Tell what is wrong with the mount at URL, and what to change.

    URL is the mount as visitors see it, COOKIEPREFS_PUBLIC_URL where none is given. Asks only that host and
    those of the pages named, from any machine; needs no files of yours, decides nothing and stores nothing.

    With --here, and without URL where there is no COOKIEPREFS_PUBLIC_URL, it looks at this installation: settings,
    files, database, ledger. It needs the environment of the server, and changes nothing.

    Exit code: 0 all is right, though there may be remarks; 1 there is something to mend; 2 it could not be
    looked at, or an option cannot be used.
    """
    if is_here and (url or pages or ca):
        raise click.UsageError("--here looks at this installation alone: leave the address and other options out")
    if is_here or not (url or pages or ca or from_environment().public_url):
        _here(ctx, as_json=as_json)
        return
    mount = _address(url or from_environment().public_url)
    named = tuple(_address(one) for one in pages)
    try:
        fetcher = Fetcher(hosts(mount, named), authority=ca)
    except OSError as error:
        raise click.BadParameter(f"{ca} holds no certificates: {error}", param_hint="--ca") from error
    found = examine(fetcher, mount, named)
    if as_json:
        print_json(as_values(found))
    else:
        tell(found)
    ctx.exit(_exit_code(found))


def _here(ctx: click.Context, *, as_json: bool) -> None:
    """Look at this installation from inside."""
    found, settings = _seen_here(ctx)
    if as_json:
        values = as_values(found)
        print_json({"instance": values.pop("url"), "settings": dict(settings), **values})
    else:
        for name, value in settings.items():
            click.echo(f"{name}: {value}")
        tell(found)
    ctx.exit(_exit_code(found))


def _seen_here(ctx: click.Context) -> tuple[Examined, Mapping[str, str]]:
    """What is found, and the settings as they were read; where there is no app, why there is none."""
    try:
        app = ctx.ensure_object(ScriptInfo).load_app()
    except SettingsError as error:
        unusable = finding("setting-unusable", reason=error.format_message().rstrip("."))
        return Examined(url="", findings=(unusable,), right=()), {}
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        missing = finding("extra-missing", setting="COOKIEPREFS_DATABASE_URL", package="psycopg", extra="postgres")
        return Examined(url="", findings=(missing,), right=()), {}
    with app.app_context():
        place = _place()
        return examine_here(place), told(place)


def _place() -> Place:
    return Place(runtime=here(), engine=engine_here(), now=here().clock())


def tell(found: Examined) -> None:
    """Print what is wrong with its cure, what is worth knowing, and what is right."""
    if found.url:
        click.echo(found.url)
    for severity, heading in _HEADINGS.items():
        if some := found.of(severity):
            click.echo(f"\n{heading}")
            for same in _by_cure(some):
                _tell(same)
    if found.right:
        click.echo("\nRight:")
        for words in found.right:
            click.echo(f"  {words}")
    click.echo(f"\n{_counts(found)}.")


def as_values(found: Examined) -> Json:
    """The same as values that JSON can hold."""
    return {
        "url": found.url,
        "faults": len(found.of(Severity.FAULT)),
        "remarks": len(found.of(Severity.REMARK)),
        "findings": [{**asdict(one), "severity": one.severity.value} for one in found.findings],
        "right": list(found.right),
    }


_HEADINGS = {
    Severity.UNSEEN: "It could not be looked at:",
    Severity.FAULT: "To be mended:",
    Severity.REMARK: "Worth knowing:",
}


def _by_cure(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """Findings that one change mends, together."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.key, one.cure), []).append(one)
    return groups.values()


def _tell(same: Sequence[Finding]) -> None:
    for one in same:
        click.echo(f"  {one.key}: {one.sentence}")
    click.echo(f"    {same[0].cure}")


def _counts(found: Examined) -> str:
    if found.of(Severity.UNSEEN):
        return "Nothing was looked at"
    faults, remarks = len(found.of(Severity.FAULT)), len(found.of(Severity.REMARK))
    return f"{counted(faults, 'fault').capitalize()}, {counted(remarks, 'remark')}"


def _exit_code(found: Examined) -> int:
    if found.of(Severity.UNSEEN):
        return UNSEEN
    return FAULTY if found.of(Severity.FAULT) else 0


def _address(written: str | None) -> str:
    """An address that can be asked. Raises `click.UsageError` on none, and on what is none."""
    if not written:
        raise click.UsageError(f"there is no address to look at: {_NAMED}, or set COOKIEPREFS_PUBLIC_URL")
    try:
        parts = urlsplit(written)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or re.search(r"[\s\x00-\x1f@]", written):
        raise click.UsageError(f"{written!r} is no address: {_NAMED}")
    return written
