"""`cookieprefs i18n`: what is not said in which language, of the interface and of the site's own texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click
from flask.cli import ScriptInfo

from cookieprefs import actions
from cookieprefs.cli.output import (
    FAULTY,
    Group,
    Json,
    as_json_option,
    counted,
    here,
    listed,
    print_json,
)
from cookieprefs.i18n import texts
from cookieprefs.i18n.judging import Judged, judge_all


@click.group("i18n", cls=Group)
def group() -> None:
    """Look at translations.

    Exit code of each command: 0 nothing is missing; 1 something is; 2 a setting or an option cannot be used.
    """


@group.command("status", with_appcontext=False)
@click.option("--interface", "only_interface", is_flag=True, help="Leave the site out; needs no instance.")
@as_json_option
@click.pass_context
def status(ctx: click.Context, only_interface: bool, as_json: bool) -> None:
    """Tell what is missing in which language.

    Of the interface: sentences without a translation, stale or unsure ones, plural forms that are missing, and
    placeholders that are not those of the source. Of the site: texts that visitors of a language read in another.

    Exit code: 0 nothing is missing; 1 something is, or the site file has errors; 2 a setting or an option
    cannot be used.
    """
    judged = judge_all()
    site = None if only_interface else _site(ctx)
    if as_json:
        print_json({"interface": [_as_values(one) for one in judged], "site": site})
    else:
        for line in (*_of_interface(judged), *(_of_site(site) if site else ())):
            click.echo(line)
    if any(one.flaws for one in judged) or (site and _is_faulty(site)):
        ctx.exit(FAULTY)


def _site(ctx: click.Context) -> Json:
    """What the operator's files say in which languages."""
    with ctx.ensure_object(ScriptInfo).load_app().app_context():
        reading = actions.read_site_file(here().settings.instance)
    if reading.policy is None:
        return {"errors": [str(one) for one in reading.faults if not one.is_warning]}
    return {
        "errors": [],
        "languages": list(reading.policy.site.languages),
        "unspoken": list(texts.unspoken(reading.policy)),
        "lacking": [asdict(one) for one in texts.lacking(reading.policy)],
    }


def _is_faulty(site: Json) -> bool:
    return bool(site["errors"] or site["unspoken"] or site["lacking"])


def _as_values(one: Judged) -> Json:
    flaws = [asdict(flaw) for flaw in one.flaws]
    return {"language": one.language, "sentences": one.sentences, "translated": one.translated, "flaws": flaws}


def _of_interface(judged: Sequence[Judged]) -> Iterator[str]:
    for one in judged:
        counts = Counter(flaw.kind for flaw in one.flaws)
        told = "".join(f"; {number} {kind}" for kind, number in counts.items())
        yield f"{one.language}: {one.translated} of {one.sentences} sentences{told}"
        yield from (f"  {flaw.kind}: {flaw.sentence}" for flaw in one.flaws)


def _of_site(site: Json) -> Iterator[str]:
    if site["errors"]:
        yield f"The site file has {counted(len(site['errors']), 'error')}; see them with: cookieprefs check"
        return
    yield f"The site speaks {listed(site['languages'])}."
    if site["unspoken"]:
        yield f"The interface does not speak {listed(site['unspoken'])}: its own words stay English there."
    for one in site["lacking"]:
        yield f"  {one['text']}: not in {listed(one['languages'])}"
    if not site["lacking"]:
        yield "Each of its texts stands in all of them."
