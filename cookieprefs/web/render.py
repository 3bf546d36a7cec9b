"""Templates: one environment, strict about names, in the language being spoken."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cookieprefs.core.catalogue import Words, words_in
from cookieprefs.core.changes import Change
from cookieprefs.web import assets, translations, written
from cookieprefs.web.language import switched
from cookieprefs.web.translations import direction
from cookieprefs.web.wording import HOWS, KINDS, LAYERS


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
    found.globals["comma"] = written.comma
    found.globals["kinds"] = KINDS
    found.globals["hows"] = HOWS
    found.globals["layers"] = LAYERS
    found.filters.update(
        day=written.day,
        moment=written.moment,
        lifetime=written.lifetime,
        listed=written.listed,
        number=written.Number,
        country=written.country,
        data_kind=written.data_kind,
        language_name=written.language_name,
        in_language=switched,
        sentence=sentence,
        told=told,
    )
    return found


def url(endpoint: str, **values: Any) -> str:
    """The address of an endpoint of ours, under whatever mount."""
    return url_for(f"cookieprefs.{endpoint}", **values)


def sentence(change: Change) -> str:
    """A change in words."""
    places = dict(change.places)
    if "countries" in places:
        places["countries"] = written.listed(map(written.country_name, places["countries"].split(", ")))
    return translations.say(change.sentence).format(**places)


def told(words: Words, default: str) -> Markup:
    """An operator's text in the language being spoken, else in another, marked as such (L-26)."""
    found, text = words_in(words, translations.language(), default)
    if found == translations.language():
        return Markup("{}").format(text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(found, direction(found), text)
