"""Templates: one environment, strict about names, in the language being spoken."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.units import format_unit
from flask import url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cookieprefs.core.catalogue import Words, words_in
from cookieprefs.core.changes import Change
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.web import assets, translations
from cookieprefs.web.wording import DATA_KINDS, HOWS, KINDS, LAYERS, on_device

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def render(template: str, language: str, **values: Any) -> Markup:
    """A page or fragment in `language`; an unknown name in a template is an error, never an empty space."""
    with translations.speaking(language):
        return Markup(environment().get_template(template).render(lang=language, **values).strip())  # noqa: S704


@cache
def environment() -> Environment:
    """The one environment. It is not the app's, so that a host's templates and ours never meet."""
    found = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_callables(translations.say, translations.say_number, newstyle=True)  # type: ignore[attr-defined]
    found.globals["url"] = url
    found.globals["direction"] = direction
    found.globals["data_kinds"] = DATA_KINDS
    found.globals["kinds"] = KINDS
    found.globals["hows"] = HOWS
    found.globals["layers"] = LAYERS
    found.filters.update(
        day=day,
        moment=moment,
        lifetime=lifetime,
        listed=listed,
        country=country,
        language_name=language_name,
        sentence=sentence,
        told=told,
    )
    return found


def url(endpoint: str, **values: Any) -> str:
    """The address of an endpoint of ours, under whatever mount."""
    return url_for(f"cookieprefs.{endpoint}", **values)


def direction(code: str) -> str:
    """How a language runs: `ltr` or `rtl`."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def day(when: date | datetime) -> str:
    """A date in full, as the language writes it."""
    return format_date(when, format="long", locale=translations.locale(translations.language()))


def moment(when: datetime) -> str:
    """A date and time in UTC, as the language writes it."""
    locale = translations.locale(translations.language())
    return format_datetime(when, format="d MMMM y, HH:mm:ss 'UTC'", locale=locale)


def lifetime(length: Lifetime) -> str:
    """A lifetime in words: "13 months", "until you close the browser"."""
    if length.unit in (Unit.SESSION, Unit.PERSISTENT):
        return translations.say(on_device(length.unit))
    locale = translations.locale(translations.language())
    return format_unit(length.amount, f"duration-{length.unit.value}", "long", locale=locale)


def listed(words: tuple[str, ...] | list[str]) -> str:
    """Several things in one breath: "a, b and c"."""
    return format_list(list(words), locale=translations.locale(translations.language()))


def country(code: str) -> str:
    """A country's name."""
    return str(translations.locale(translations.language()).territories.get(code, code))


def language_name(code: str) -> str:
    """A language's name in itself, as its speakers look for it."""
    return Locale.parse(code, sep="-").get_display_name() or code


def sentence(change: Change) -> str:
    """A change in words."""
    places = dict(change.places)
    if "countries" in places:
        places["countries"] = listed([country(code) for code in places["countries"].split(", ")])
    return translations.say(change.sentence).format(**places)


def told(words: Words, default: str) -> Markup:
    """An operator's text in the language being spoken, else in another, marked as such (L-26)."""
    found, text = words_in(words, translations.language(), default)
    if found == translations.language():
        return Markup("{}").format(text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(found, direction(found), text)
