"""How texts are read that must stand in every language of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from cookieprefs.core.catalogue import Words as CoreWords
from cookieprefs.sitefile.addresses import language, secure_url
from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.refusal import (
    Setting,
    Wrong,
    misshapen,
    read_each,
    refuse,
    setting_of,
    text_of,
    wrong,
    wrongs_of,
)
from cookieprefs.sitefile.vague import vague_phrase

_ENGLISH = "en"


def words(value: object, info: ValidationInfo) -> CoreWords:
    """One text in the languages of the site, the first at least; a plain text will do where there is but one.

    Where another is missing, the first stands in for it (see `languages.untranslated`). What is written in a
    language that the site does not name is left out (see `languages.unlisted_languages`).
    """
    setting = setting_of(info)
    if isinstance(value, str) and len(setting.languages) == 1:
        value = {setting.languages[0]: value}
    return _in_languages(value, setting, text_of)


def links(value: object, info: ValidationInfo) -> CoreWords:
    """A web address for each language of the site; a plain one is meant for all of them."""
    setting = setting_of(info)
    if isinstance(value, str):
        value = dict.fromkeys(setting.languages or (_ENGLISH,), secure_url(value))
    return _in_languages(value, setting, secure_url)


def title(value: object, info: ValidationInfo) -> CoreWords:
    """A purpose's title that says more than "marketing" (L-10)."""
    return _concrete(words(value, info), allowed=0)


def sentence(value: object, info: ValidationInfo) -> CoreWords:
    """A purpose's text that says what is done, not that it is good for the visitor (L-10)."""
    return _concrete(words(value, info), allowed=1)


def in_languages(found: CoreWords, languages: tuple[str, ...]) -> CoreWords:
    """A library's text in the languages of a site, with English where one of them is missing.

    The others are left out, so that a translation which the site does not use changes nothing in its policy.
    """
    if not languages:
        return found
    kept = {code: found[code] for code in languages if code in found}
    if len(kept) < len(languages) and _ENGLISH in found:
        kept.setdefault(_ENGLISH, found[_ENGLISH])
    return kept


def _in_languages(value: object, setting: Setting, read: Callable[[object], str]) -> CoreWords:
    wanted = (_ENGLISH,) if setting.is_library else setting.languages
    example = f"write `{{{', '.join(f'{code}: …' for code in wanted or (_ENGLISH,))}}}`"
    if not isinstance(value, dict) or not value:
        raise wrong(misshapen(value or None, "a text for each language"), example)
    wrongs = [*_no_languages(value), *_missing(value, wanted)]
    is_read = set(setting.languages) or set(value)
    try:
        found = read_each(((code, text) for code, text in value.items() if code in is_read), read)
    except PydanticCustomError as error:
        raise refuse(*wrongs, *wrongs_of(error)) from None
    if wrongs:
        raise refuse(*wrongs)
    return found


def _no_languages(value: Mapping[str, object]) -> list[Wrong]:
    wrongs = []
    for code in value:
        try:
            language(code)
        except PydanticCustomError as error:
            wrongs += [replace(one, path=(code,), on_key=True) for one in wrongs_of(error)]
    return wrongs


def _missing(value: Mapping[str, object], wanted: tuple[str, ...]) -> list[Wrong]:
    """What is wrong where the first of the languages is missing, which stands in for the others."""
    if not wanted or wanted[0] in value:
        return []
    return [Wrong(problem=f"the text is missing in `{wanted[0]}`", cure=f"write `{wanted[0]}: …`")]


def _concrete(found: CoreWords, *, allowed: int) -> CoreWords:
    wrongs = []
    for code, text in found.items():
        if phrase := vague_phrase(text, allowed=allowed):
            problem = f"{quoted(phrase)} does not say what is done"
            cure = 'write what is recorded or shown, and what for, such as "count visits to each page"'
            wrongs.append(Wrong(problem=problem, cure=cure, path=(code,)))
    if wrongs:
        raise refuse(*wrongs)
    return found


Words = Annotated[CoreWords, PlainValidator(words)]
Links = Annotated[CoreWords, PlainValidator(links)]
PurposeTitle = Annotated[CoreWords, PlainValidator(title)]
PurposeSentence = Annotated[CoreWords, PlainValidator(sentence)]
