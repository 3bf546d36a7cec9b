"""The shape of `theme:` in the site file, and how its values are read: colours, corners, fonts of devices."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainValidator

from cookieprefs.core.colour import parse_colour
from cookieprefs.core.theme import Layout, Opened, Scheme, Spacing
from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.fields import one_of
from cookieprefs.sitefile.model import Entry
from cookieprefs.sitefile.refusal import misshapen, read_each, text_of, wrong

ALIKE = (
    "*Accept* and *Refuse* look alike in every theme, for a no has to be as easy as a yes",
    "delete this line: `button` and `button_text` are the colours of both",
)
"""Why there is no key for one of the two buttons, and what to do (L-04)."""

MOST_RADIUS = 32
"""Pixels; the buttons are round then."""

_ONE_OF_THEM = re.compile(r"accept|allow|agree|consent|refuse|reject|den[yi]|decline|primary|secondary", re.I)
_REMOTE = re.compile(r"url\(|https?:|//|@import|@font-face|\.woff|\.ttf|\.otf", re.I)
_FAMILY = re.compile(r"[^\W_][\w .-]{0,59}")
_COLOUR_CURE = 'write six hexadecimal digits in quotes, such as "#1e5c46"'
_FONT_CURE = "write such as `Georgia, serif`"


def sets_apart(key: str) -> bool:
    """Whether a key names one of the two buttons, or one that is to stand out."""
    return bool(_ONE_OF_THEM.search(key))


def read_colour(value: object) -> str:
    """A colour as `#rrggbb`."""
    text = text_of(value, _COLOUR_CURE)
    try:
        return parse_colour(text)
    except ValueError:
        raise wrong(f"{quoted(text)} is no colour whose contrast can be measured", _COLOUR_CURE) from None


def read_radius(value: object) -> int:
    """How round corners are, in pixels."""
    cure = f"write a number of pixels from 0 to {MOST_RADIUS}, such as `8px`"
    text = text_of(value, cure)
    found = re.fullmatch(r"([0-9]{1,2}) ?(?:px)?", text, re.ASCII)
    if not found or int(found[1]) > MOST_RADIUS:
        raise wrong(f"{quoted(text)} is no length for a corner", cure)
    return int(found[1])


def read_font(value: object) -> tuple[str, ...]:
    """Names of fonts that devices have; the first that is there is used. Raises for one from elsewhere (L-01)."""
    if isinstance(value, list):
        return tuple(read_each(enumerate(value), _family).values()) or _no_font(value)
    text = text_of(value, _FONT_CURE)
    _refuse_remote(text)
    return tuple(_family(one) for one in text.split(","))


def _no_font(value: object) -> tuple[str, ...]:
    raise wrong(misshapen(None, "a font"), _FONT_CURE)


def _family(value: object) -> str:
    text = text_of(value, _FONT_CURE).strip("\"' ")
    _refuse_remote(text)
    if not _FAMILY.fullmatch(text):
        raise wrong(f"{quoted(text)} is no name of a font", _FONT_CURE)
    return text


def _refuse_remote(text: str) -> None:
    if _REMOTE.search(text):
        problem = f"{quoted(text)} would be fetched from elsewhere before any choice"
        raise wrong(problem, f"name fonts that devices have: {_FONT_CURE}")


# Not written is one thing, written and empty another: a `#` without quotes is a comment to YAML.
Colour = Annotated[str | None, PlainValidator(read_colour)]


class PaletteEntry(Entry):
    """Colours by name; what is not written is ours, or follows from what is."""

    page: Colour = None
    surface: Colour = None
    text: Colour = None
    accent: Colour = None
    button: Colour = None
    button_text: Colour = None
    border: Colour = None


class ThemeEntry(Entry):
    """How banner and pages look. Nothing in it tells one button from the other (L-04)."""

    layout: Annotated[Layout, PlainValidator(one_of(Layout))] = Layout.BAR_BOTTOM
    preferences: Annotated[Opened, PlainValidator(one_of(Opened))] = Opened.DIALOG
    scheme: Annotated[Scheme, PlainValidator(one_of(Scheme))] = Scheme.SYSTEM
    light: PaletteEntry | None = None
    dark: PaletteEntry | None = None
    radius: Annotated[int | None, PlainValidator(read_radius)] = None
    font: Annotated[tuple[str, ...], PlainValidator(read_font)] = ()
    spacing: Annotated[Spacing, PlainValidator(one_of(Spacing))] = Spacing.NORMAL
