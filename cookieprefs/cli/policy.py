"""`cookieprefs policy`: the published versions, each as it was, and what changed between two."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import click

from cookieprefs.cli.output import (
    Group,
    ToldError,
    as_json_option,
    changes_as_json,
    counted,
    here,
    length,
    listed,
    minute,
    numbers,
    print_json,
    print_lines,
)
from cookieprefs.core import changes
from cookieprefs.core.catalogue import Service, words_in
from cookieprefs.core.changes import Change
from cookieprefs.core.policy import FirstRefusal, PolicyVersion
from cookieprefs.store import versions
from cookieprefs.store.versions import Publication

# What two policies do not show side by side, for it was a wish of the operator's or a matter of templates.
_OF_THE_MOMENT = (changes.ASKED_AGAIN, changes.SHOWN_DIFFERENTLY)
_FIRST_REFUSALS = {
    FirstRefusal.WITHOUT_ID: "recorded without an id",
    FirstRefusal.PSEUDONYMOUS: "recorded under an id, as a yes is",
    FirstRefusal.AGGREGATE: "counted, and not recorded",
}


@click.group("policy", cls=Group)
def group() -> None:
    """Look at the published policy versions.

    Exit code of each command: 0 done; 1 there is no such version; 2 a setting or an option cannot be used;
    3 the database cannot be used, or nothing is published.
    """


@group.command("list")
@as_json_option
def show_all(as_json: bool) -> None:
    """List every version, the newest first, with what changed."""
    published = _published()
    if as_json:
        print_json([{**numbers(one), "changes": changes_as_json(one.changes)} for one in published])
        return
    for one in published:
        click.echo(f"Version {one.number}, published {minute(one.published_at)}, {_revisions(one)}")
        print_lines(one.changes)


@group.command("show")
@click.argument("number", type=int, metavar="[N]", required=False)
@click.option("--language", metavar="XX", help="The language of titles and text; else the site's first.")
@as_json_option
def show_one(number: int | None, language: str | None, as_json: bool) -> None:
    """Show version N, or the last: its numbers, its services by purpose, its text.

    With --json the whole version in every language.
    """
    version = _numbered(number)
    language = _language(version, language)
    if as_json:
        print_json(_whole(version))
        return
    for line in (*_head(version), *_services(version, language), *_text(version, language)):
        click.echo(line)


@group.command("diff")
@click.argument("old", type=int)
@click.argument("new", type=int, required=False)
def show_diff(old: int, new: int | None) -> None:
    """Show what changed from version OLD to NEW, or to the last: in words, then in the texts line by line."""
    before, after = _numbered(old), _numbered(new)
    if before.number > after.number:
        raise click.UsageError(f"version {before.number} is the later one; write the earlier one first")
    found = _changes(before, after)
    if not found:
        click.echo(f"Nothing changed from version {before.number} to {after.number}.")
        return
    click.echo(f"From version {before.number} to {after.number}:")
    print_lines(dict.fromkeys(str(one) for one in found))
    asked = listed(one.name for one in after.asked_since(before.consent_revision))
    click.echo(f"Visitors are asked again about {asked}." if asked else "Nobody is asked again.")
    for line in _diff(before, after):
        click.echo(line)


def _published() -> list[Publication]:
    runtime = here()
    site = runtime.version().policy.site.key
    return runtime.reading(lambda session: list(versions.history(session, site)))


def _numbered(number: int | None) -> PolicyVersion:
    """A version by its number, or the last. Raises `ToldError` where there is no such version."""
    found = here().version() if number is None else here().numbered(number)
    if found is None:
        raise ToldError(f"there is no version {number}; this lists them all: cookieprefs policy list")
    return found


def _language(version: PolicyVersion, wanted: str | None) -> str:
    languages = version.policy.site.languages
    if wanted is not None and wanted not in languages:
        raise click.BadParameter(f"version {version.number} has no {wanted!r}, but {', '.join(languages)}")
    return wanted or languages[0]


def _whole(version: PolicyVersion) -> Any:
    # Imported late: it is only needed to write a version as JSON.
    from pydantic_core import to_jsonable_python

    return to_jsonable_python(version)


def _revisions(one: PolicyVersion | Publication) -> str:
    return f"consent revision {one.consent_revision}, text revision {one.text_revision}"


def _head(version: PolicyVersion) -> Iterator[str]:
    site, rules = version.policy.site, version.policy.rules
    yield f"Version {version.number} of {site.name}, published {minute(version.published_at)}"
    yield f"{_revisions(version)[0].upper()}{_revisions(version)[1:]}"
    yield f"Domains: {', '.join(site.domains)}"
    yield f"Languages: {', '.join(site.languages)}"
    yield f"A decision counts for {length(rules.lifetime)}; its proof is kept for {length(rules.proof_kept)}."
    yield f"Refusals by those who never said yes are {_FIRST_REFUSALS[rules.first_refusal]}."


def _services(version: PolicyVersion, language: str) -> Iterator[str]:
    default = version.policy.site.default_language
    for purpose, services in version.catalogue.by_purpose():
        yield ""
        yield f"{words_in(purpose.title, language, default)[1]} ({purpose.key})"
        for one in services:
            yield f"  {one.name} ({one.key}): {_asked(version, one)}; {counted(len(one.cookies), 'cookie')}"


def _asked(version: PolicyVersion, service: Service) -> str:
    regime = service.regime_in()
    words = regime.value.replace("_", " ")
    return f"{words}, asked since revision {version.since[service.key]}" if regime.can_be_refused else words


def _text(version: PolicyVersion, language: str) -> Iterator[str]:
    text = version.policy.texts.get(language)
    if text is not None:
        yield ""
        yield f"policy.{language}.md:"
        yield text.source


def _changes(old: PolicyVersion, new: PolicyVersion) -> tuple[Change, ...]:
    between = [one for one in _published() if old.number < one.number <= new.number]
    of_the_moment = (
        change for one in reversed(between) for change in one.changes if change.sentence in _OF_THE_MOMENT
    )
    return (*changes.changes(old.policy, new.policy), *of_the_moment)


def _diff(old: PolicyVersion, new: PolicyVersion) -> Iterator[str]:
    """The texts side by side, as `diff -u` writes it, language by language."""
    for language in dict.fromkeys((*old.policy.texts, *new.policy.texts)):
        name = f"policy.{language}.md"
        yield from difflib.unified_diff(
            _lines(old, language),
            _lines(new, language),
            fromfile=f"{name} (version {old.number})",
            tofile=f"{name} (version {new.number})",
            lineterm="",
        )


def _lines(version: PolicyVersion, language: str) -> list[str]:
    text = version.policy.texts.get(language)
    return text.source.splitlines() if text else []
