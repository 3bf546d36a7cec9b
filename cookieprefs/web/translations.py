"""The interface in the visitor's language: gettext catalogues, read straight from their .po files."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
"""What is filled in: a place in a sentence of a template, or in one of ours."""

_FOLDER = Path(__file__).parent.parent / "translations"
# Our English is that of Europe: days come before months.
_WRITTEN_AS = {"en": "en-GB"}
# What `<bdi>` stands for, but good in attributes, in scripts and in JSON as well: an isolate, and its end.
_APART, _LEFT_TO_RIGHT, _END = "\u2068", "\u2066", "\u2069"
_language: ContextVar[str] = ContextVar("cookieprefs_language", default=SOURCE_LANGUAGE)


def interface_languages() -> tuple[str, ...]:
    """The languages that the interface speaks, as far as catalogues are there."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in _FOLDER.glob("*.po")))


def file_of(code: str) -> Path:
    """Where a language's catalogue lies, if it has one."""
    return _FOLDER / f"{code}.po"


def speaks(code: str) -> bool:
    """Whether the interface has words in a language, be it those of the language in general."""
    return code.partition("-")[0] == SOURCE_LANGUAGE or _is_spoken(code)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this block, interface words come in `language`."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The language being spoken."""
    return _language.get()


def direction(code: str) -> str:
    """How a language runs: `ltr` or `rtl`."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def say(sentence: str) -> str:
    """An interface sentence in the language being spoken."""
    return _as_it_runs(catalogue(language()).gettext(sentence))


def say_number(one: str, many: str, count: int) -> str:
    """An interface sentence in the form that `count` wants."""
    return _as_it_runs(catalogue(language()).ngettext(one, many, count))


def apart(name: str) -> str:
    """A name that runs as it does, whatever the sentence around it; where that is left to right, as it is."""
    return name if direction(language()) == "ltr" else f"{_APART}{name}{_END}"


def _as_it_runs(said: str) -> str:
    """A sentence whose places keep apart what is filled in, where the page runs right to left.

    Names, numbers and addresses from left to right would pull what stands beside them along. So would a whole
    sentence in English, where the interface does not speak the page's language.
    """
    if direction(language()) == "ltr":
        return said
    if not _is_spoken(language()):
        return f"{_LEFT_TO_RIGHT}{said}{_END}"
    return PLACE.sub(lambda found: apart(found[0]), said)


def _is_spoken(code: str) -> bool:
    return isinstance(catalogue(code), gettext.GNUTranslations)


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of a language; of English, and of what we do not speak, the source itself."""
    path = file_of(code)
    if not path.is_file():
        general = code.rpartition("-")[0]
        return catalogue(general) if general else gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def locale(code: str) -> Locale:
    """How a language writes dates, numbers, lists and units."""
    return Locale.parse(_WRITTEN_AS.get(code, code), sep="-")
