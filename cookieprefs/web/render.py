"""Templates: one environment, strict about names, in the language being spoken."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup

from cookieprefs.core.buttons import Lack, actions_in, lacks_of_banner
from cookieprefs.core.catalogue import Words, words_in
from cookieprefs.core.changes import Change
from cookieprefs.web import assets, translations, written
from cookieprefs.web.language import switched
from cookieprefs.web.translations import direction
from cookieprefs.web.wording import HOWS, KINDS, LAYERS

BANNER, PANEL = "fragments/banner.html", "fragments/panel.html"
_GUARDED = (
    *(PANEL, "preferences.html", "policy.html", "do_not_sell.html"),
    *("fragments/summary.html", "fragments/do_not_sell.html"),
)
"""What has buttons that a visitor may not go without."""

_log = logging.getLogger(__name__)


def render(template: str, language: str, **values: Any) -> Markup:
    """A page or fragment in `language`; an unknown name in a template is an error, never an empty space.

    By the operator's own template where there is one; by ours where theirs fails, or lacks what it must have.
    """
    own = _own_folder()
    if own is None:
        return rendered(environment(), template, language, values)
    try:
        html = rendered(environment(own), template, language, values)
    except Exception as error:
        where, line = place_of(own, template, error)
        _tell(f"{own / where}:{line}: {error}; our own {template} is shown instead")
    else:
        lacks = lacking(template, html, language, values)
        if not lacks:
            return html
        _tell(f"{own / template}: {lacks[0].problem}; our own is shown instead")
    return rendered(environment(), template, language, values)


def rendered(found: Environment, template: str, language: str, values: Mapping[str, Any]) -> Markup:
    """What this environment makes of a template."""
    with translations.speaking(language):
        return Markup(found.get_template(template).render(lang=language, **values).strip())  # noqa: S704


def lacking(template: str, html: str, language: str, values: Mapping[str, Any]) -> tuple[Lack, ...]:
    """What the operator's own template lacks that ours has, and no visitor may go without (L-04, L-27)."""
    if template == BANNER:
        return lacks_of_banner(html)
    if template not in _GUARDED:
        return ()
    gone = actions_in(rendered(environment(), template, language, values)) - actions_in(html)
    return tuple(
        Lack(problem=f"the button `{one}` is missing", cure=f'keep `<button name="action" value="{one}" …>`')
        for one in sorted(gone)
    )


def place_of(own: Path, template: str, error: Exception) -> tuple[str, int]:
    """The file and line in `own` where making a template failed; its first line where none is known."""
    if isinstance(error, TemplateSyntaxError) and error.name:
        return error.name, error.lineno
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(own):
            return Path(frame.filename).relative_to(own).as_posix(), frame.lineno or 1
    return template, 1


def is_replaced() -> bool:
    """Whether the operator has templates of their own, which may look at anything and change at any time."""
    return _own_folder() is not None


def _own_folder() -> Path | None:
    """The folder of the operator's own templates, if there is one; the preview's pages have none."""
    runtime = current_app.extensions.get("cookieprefs")
    folder: Path | None = runtime.settings.own_templates if runtime else None
    return folder if folder and folder.is_dir() else None


@lru_cache(maxsize=200)
def _tell(sentence: str) -> None:
    """Tell the operator once: a page that fails is asked for again and again."""
    _log.error(sentence)


@cache
def environment(own: Path | None = None) -> Environment:
    """The environment of our templates, or of the operator's before ours, which theirs reach as `ours/…`.

    It is not the app's, so that a host's templates and ours never meet.
    """
    ours = FileSystemLoader(assets.folder("templates"))
    loaders = [FileSystemLoader(own), ours, PrefixLoader({"ours": ours})] if own else [ours]
    found = Environment(
        loader=ChoiceLoader(loaders),
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
    """The address of an endpoint of ours, under whatever mount; a static file's has its hash in it."""
    if endpoint == "static":
        values["filename"] = assets.hashed(values["filename"])
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
