"""One language's catalogue against the source: what is missing, stale, unsure or broken in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from cookieprefs.i18n.source import source
from cookieprefs.web import translations

SAME = frozenset({"cookie", "%(title)s:"})
"""What may be the same words in any language."""

_KEPT = re.compile(rf"{translations.PLACE.pattern}|</?\w+>")


class Kind(StrEnum):
    """What may be wrong with a sentence in a catalogue."""

    MISSING = "missing"
    LEFT_IN_ENGLISH = "left in English"
    STALE = "stale"
    UNSURE = "marked as fuzzy"
    PLURAL_FORM_MISSING = "plural form missing"
    PLACE_BROKEN = "placeholder broken"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One sentence, by its English words, and what is wrong with it."""

    kind: Kind
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One language of the interface: how many of the source's sentences it says, and its flaws."""

    language: str
    sentences: int
    flaws: tuple[Flaw, ...]

    @property
    def translated(self) -> int:
        """How many sentences visitors read in this language."""
        unsaid = {one.sentence for one in self.flaws if one.kind in (Kind.MISSING, Kind.LEFT_IN_ENGLISH)}
        return 0 if any(one.kind is Kind.UNREADABLE for one in self.flaws) else self.sentences - len(unsaid)


def judge_all() -> tuple[Judged, ...]:
    """What there is to say of each language but that of the source."""
    languages = translations.interface_languages()
    return tuple(judge(one) for one in languages if one != translations.SOURCE_LANGUAGE)


def judge(language: str) -> Judged:
    """What there is to say of a language that has a catalogue."""
    try:
        with translations.file_of(language).open("rb") as written:
            found = tuple(flaws(read_po(written, locale=language, abort_invalid=True), source()))
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        found = (Flaw(kind=Kind.UNREADABLE, sentence=str(error)),)
    return Judged(language=language, sentences=len(messages(source())), flaws=found)


def flaws(catalogue: Catalog, wanted: Catalog) -> Iterator[Flaw]:
    """All that is wrong with a catalogue, in the order of the source, then what the source no longer says."""
    written, said = ({one.id: one for one in messages(each)} for each in (catalogue, wanted))
    for identity in said:
        one = written.get(identity)
        kinds = [Kind.MISSING] if one is None else _of(one, catalogue.num_plurals)
        yield from (Flaw(kind=kind, sentence=forms(identity)[0]) for kind in kinds)
    stale = [identity for identity in written if identity not in said]
    for identity in (*stale, *(one.id for one in catalogue.obsolete.values())):
        yield Flaw(kind=Kind.STALE, sentence=forms(identity)[0])


def messages(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [one for one in catalogue if one.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's forms: one, or one for each plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def _of(one: Message, plurals: int) -> list[Kind]:
    said, wanted = forms(one.string), forms(one.id)
    full = [form for form in said if form and form.strip()]
    if not full:
        return [Kind.MISSING]
    found = []
    if len(said) != (plurals if one.pluralizable else 1) or len(full) != len(said):
        found.append(Kind.PLURAL_FORM_MISSING)
    if said == wanted and one.id not in SAME:
        found.append(Kind.LEFT_IN_ENGLISH)
    if one.fuzzy:
        found.append(Kind.UNSURE)
    if any(_kept(form) != _kept(wanted[0]) or "%" in _KEPT.sub("", form) for form in full):
        found.append(Kind.PLACE_BROKEN)
    return found


def _kept(form: str) -> list[str]:
    return sorted(_KEPT.findall(form))
