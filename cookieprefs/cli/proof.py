"""`cookieprefs proof`: one decision with the words it was made on, for an authority to read (R-02, R-04)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from cookieprefs.cli.files import write_new
from cookieprefs.cli.output import FAULTY, Command, ToldError, here
from cookieprefs.cli.proving import Proven, prove
from cookieprefs.papers import chromium, page, telling
from cookieprefs.papers.chromium import ChromiumError
from cookieprefs.papers.page import Papers

_FORMS = {
    "json": "For programs: records, keys, seals and the words shown; verify_export.py checks it without us.",
    "html": "A file that stands alone: all of it to read, with pictures where there is a Chromium.",
    "pdf": "The same on paper. Needs a Chromium on this machine.",
    "shown": "What was shown, byte for byte, and nothing else.",
}


# A receipt's id may begin with a dash, and is then no option.
@click.command("proof", cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("receipt_id", metavar="RECEIPT")
@click.option("--json", "as_json", is_flag=True, help=_FORMS["json"])
@click.option("--html", "as_html", is_flag=True, help=_FORMS["html"])
@click.option("--pdf", "as_pdf", is_flag=True, help=_FORMS["pdf"])
@click.option("--shown", "as_shown", is_flag=True, help=_FORMS["shown"])
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else stdout.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.pass_context
@with_appcontext
def proof(ctx: click.Context, /, receipt_id: str, output: Path | None, force: bool, **asked: bool) -> None:
    """Prove one decision: the record, all others of the same visitor, and the words they were shown.

    The words are those that were kept when they were published; their SHA-256 is compared with the record's.

    Exit code: 0 all is as it was written; 1 something was changed or is missing, and is named, or there is no
    such record; 2 a setting or an option cannot be used; 3 the database cannot be used, or nothing is published.
    """
    form = _form(asked, output)
    found = prove(receipt_id)
    content = _MAKERS[form](found)
    if output is None:
        click.echo(content, nl=False)
    else:
        write_new(output, content, force=force)
        click.echo(f"The proof is written to {output}.", err=True)
    if not found.is_whole:
        for one in _bad(found) if form != "text" else ():
            click.echo(one, err=True)
        ctx.exit(FAULTY)


def _form(asked: dict[str, bool], output: Path | None) -> str:
    forms = [name.removeprefix("as_") for name, is_on in asked.items() if is_on] or ["text"]
    if len(forms) > 1:
        raise click.UsageError(f"one form at a time: --{' or --'.join(forms)}")
    if forms == ["pdf"] and output is None:
        raise click.UsageError("--pdf goes into a file; name it with --output FILE")
    return forms[0]


def _text(found: Proven) -> bytes:
    return "\n".join((*_lines(found), "")).encode()


def _lines(found: Proven) -> Iterator[str]:
    """The proof as text; the words that were shown come last, byte for byte."""
    record = found.proof.kept.record
    for term, said in telling.facts(record, found.version):
        yield f"{term}: {said}"
    yield "Answers:"
    for service, purpose, answer in telling.answers(record, found.version):
        yield f"  {service}{f', {purpose}' if purpose else ''}: {answer}"
    yield "All decisions of this visitor:"
    for one in telling.history(found.proof):
        said = f"{one.how}: {one.answers}" if one.answers else one.how
        yield f"  {one.number}.{' This receipt:' if one.is_asked else ''} {one.moment}, {said}"
    yield "Hashes:"
    for term, said in telling.hashes(found.proof):
        yield f"  {term}: {said}"
    yield "What the checks say:"
    for verdict in _verdicts(found):
        yield f"  {verdict.sentence}"
    words = page.shown(found.proof)
    if words is not None:
        yield "What was shown:"
        yield str(words.html)


def _shown(found: Proven) -> bytes:
    """The kept bytes. Raises `ToldError` where they are not what was shown."""
    words = page.shown(found.proof)
    if words is None:
        raise ToldError(next(iter(_verdicts(found))).sentence)
    return str(words.html).encode()


def _json(found: Proven) -> bytes:
    return page.as_json(found.bundle()).encode()


def _html(found: Proven) -> bytes:
    return _page(found).encode()


def _pdf(found: Proven) -> bytes:
    """Raises `ToldError` without a Chromium."""
    browser = chromium.find()
    if browser is None:
        raise ToldError(
            f"a PDF is made by Chromium, and this machine has none (looked for: {', '.join(chromium.NAMES)}); "
            "install it, or print what --html writes from any browser"
        )
    try:
        return chromium.pdf(browser, _page(found))
    except ChromiumError as error:
        raise ToldError(f"no PDF could be made: {error}") from error


def _page(found: Proven) -> str:
    pictures, unpictured = _pictures(found)
    return page.render(
        Papers(
            proof=found.proof,
            version=found.version,
            sealing=found.sealing,
            verdicts=tuple(_verdicts(found)),
            bundle=found.bundle(),
            made_at=here().clock(),
            pictures=pictures,
            unpictured=unpictured,
        )
    )


def _pictures(found: Proven) -> tuple[list[bytes], str]:
    """What was shown in a wide window and a narrow one, or why it is not pictured."""
    words, browser = page.shown(found.proof), chromium.find()
    if words is None:
        return [], ""
    if browser is None:
        return [], "There are no pictures: the machine that made this file has no Chromium."
    try:
        return chromium.pictures(browser, page.words_page(words, found.proof.kept.record.shown), page.WIDTHS), ""
    except ChromiumError as error:
        return [], f"There are no pictures: {error}."


def _verdicts(found: Proven) -> Iterator[telling.Verdict]:
    faults = [*found.faults, *([found.tally.stopped] if found.tally.stopped else [])]
    return telling.verdicts(found.proof, faults, found.sealing)


def _bad(found: Proven) -> Iterator[str]:
    return (one.sentence for one in _verdicts(found) if not one.is_good)


_MAKERS: dict[str, Callable[[Proven], bytes]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "pdf": _pdf,
    "shown": _shown,
}
