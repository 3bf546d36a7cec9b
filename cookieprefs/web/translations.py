"""The interface in the visitor's language: gettext catalogues, read straight from their .po files."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"

_FOLDER = Path(__file__).parent.parent / "translations"
# Our English is that of Europe: days come before months.
_WRITTEN_AS = {"en": "en-GB"}
_language: ContextVar[str] = ContextVar("cookieprefs_language", default=SOURCE_LANGUAGE)


def interface_languages() -> tuple[str, ...]:
    """The languages that the interface speaks, as far as catalogues are there."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in _FOLDER.glob("*.po")))


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


def say(sentence: str) -> str:
    """An interface sentence in the language being spoken."""
    return catalogue(language()).gettext(sentence)


def say_number(one: str, many: str, count: int) -> str:
    """An interface sentence in the form that `count` wants."""
    return catalogue(language()).ngettext(one, many, count)


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of a language; of English, and of what we do not speak, the source itself."""
    path = _FOLDER / f"{code}.po"
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
