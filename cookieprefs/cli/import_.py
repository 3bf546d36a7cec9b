"""`cookieprefs import`: another tool's configuration as a draft of the site file."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from cookieprefs.cli.output import Command, ToldError
from cookieprefs.importing.draft import Draft, Wish
from cookieprefs.importing.formats import LARGEST, NAMES, read
from cookieprefs.importing.values import NotReadableError
from cookieprefs.importing.writing import numbers_of, written

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class UnreadableError(click.ClickException):
    """A file that is no configuration of any tool known here."""

    exit_code = 2


@click.command("import", cls=Command)
@click.argument("file", type=_FILE)
@click.option(
    "--from", "tool", type=click.Choice(NAMES), help="Whose configuration it is, where that is not clear."
)
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="A language of the site; the first is its own."
)
@click.option("--only", metavar="NAME,NAME", help="Of the Open Cookie Database: the platforms that the site uses.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else stdout.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def import_(
    file: Path, tool: str | None, languages: tuple[str, ...], only: str | None, output: Path | None, force: bool
) -> None:
    """Write a draft of site.yaml from another tool's configuration.

    FILE is a page or script with tarteaucitron's calls, the configuration of Klaro, vanilla-cookieconsent or
    Orejime as a script or JSON, a fixture of django-cookie-consent, or a CSV file of Cookiebot or the Open Cookie
    Database. What it does not say is left empty and marked WRITE; `cookieprefs check` names each such line.

    Exit code: 0 it was written; 1 --output names a file that is there; 2 FILE cannot be read.
    """
    platforms = tuple(one.strip() for one in (only or "").split(",") if one.strip())
    wish = Wish(languages=tuple(dict.fromkeys(languages)), only=platforms)
    draft = _draft(file, wish, tool)
    result = written(draft, file.name)
    if output is None:
        click.echo(result.text, nl=False)
    else:
        _keep(output, result.text, force)
    click.echo(f"Read {file} as the configuration of {draft.tool}.", err=True)
    for line in numbers_of(draft, result.marks):
        click.echo(line, err=True)


def _draft(file: Path, wish: Wish, tool: str | None) -> Draft:
    try:
        with file.open("rb") as opened:
            return read(opened.read(LARGEST + 1), wish, tool=tool)
    except NotReadableError as error:
        place = f":{error.place[0]}:{error.place[1]}" if error.place else ""
        raise UnreadableError(f"{file}{place}: {error}") from None
    except OSError as error:
        raise UnreadableError(f"{file}: it cannot be read ({error.strerror}); let this process read it") from None


def _keep(path: Path, text: str, force: bool) -> None:
    """Write the file, which bears its name once it is whole. Raises `ToldError` where it cannot be."""
    if path.exists() and not (force and path.is_file()):
        raise ToldError(f"{path} exists; name another file, or add --force")
    try:
        with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.replace(stream.name, path)
    except OSError as error:
        raise ToldError(f"{path} cannot be written: {error.strerror}") from error
