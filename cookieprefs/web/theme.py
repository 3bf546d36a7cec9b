"""`/theme.css`: the operator's colours and shapes as custom properties, over those of site.css (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.theme import DARK, LIGHT, Palette, Scheme, Spacing, Theme, shades
from cookieprefs.web import current, headers

TRIED = "cookieprefs.tried"
"""Where the preview tells in the WSGI environment which theme its page tries, and which words ask for it."""

COLOR_SCHEMES = {Scheme.SYSTEM: "light dark", Scheme.LIGHT: "light", Scheme.DARK: "dark"}
"""How CSS calls them."""

SPACES = {Spacing.COMPACT: "0.7", Spacing.NORMAL: "1", Spacing.ROOMY: "1.35"}
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
_NAMES = {
    "page": "paper",
    "surface": "card",
    "text": "ink",
    "muted": "soft",
    "border": "edge",
    "button": "button",
    "button_text": "button-text",
    "button_edge": "button-edge",
    "on_accent": "on-accent",
    "alarm_tint": "alarm-tint",
}
"""What the style sheet calls a colour, where its name is another."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A theme that somebody looks at before it is chosen, and the words of the address that ask for it."""

    words: Mapping[str, str]
    theme: Theme


@dataclass(frozen=True, kw_only=True)
class Worn:
    """What a page has to know of the theme: the address of its style, where it has one, and its schemes."""

    address: str
    color_scheme: str


def show() -> WerkzeugResponse:
    """The custom properties; they depend on the address alone, and anybody may keep them."""
    response = make_response(style(of(current.runtime().version())))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = headers.SHARED
    response.add_etag()
    return response.make_conditional(request)


def of(version: PolicyVersion) -> Theme:
    """The theme of a version; in the preview another may be tried."""
    tried = request.environ.get(TRIED)
    return tried.theme if isinstance(tried, Tried) else version.policy.theme


def tried_words() -> Mapping[str, str]:
    """The words of the address that ask for a theme to be tried; none but in the preview."""
    tried = request.environ.get(TRIED)
    return tried.words if isinstance(tried, Tried) else {}


def worn(version: PolicyVersion) -> Worn:
    """What a page of ours is told. Where the operator chose no theme it asks for nothing."""
    theme = of(version)
    # The version stands in the address, so that a page never wears the theme of an earlier one.
    asked: dict[str, Any] = {**tried_words(), "v": version.number}
    address = url_for("cookieprefs.theme", **asked) if style(theme) else ""
    return Worn(address=address, color_scheme=COLOR_SCHEMES[theme.scheme])


def style(theme: Theme) -> str:
    """The style sheet; empty where nothing differs from ours."""
    always = [*_shapes(theme), *_colours(theme, Scheme.LIGHT)]
    if theme.scheme is not Scheme.SYSTEM:
        always = [f"color-scheme: {theme.scheme}", *_shapes(theme), *_colours(theme, theme.scheme)]
        return _rule(always)
    dark = _colours(theme, Scheme.DARK)
    return _rule(always) + (f"@media (prefers-color-scheme: dark) {{\n{_rule(dark)}}}\n" if dark else "")


def family(theme: Theme) -> str:
    """The fonts as CSS writes them, with one at the end that every device has."""
    if not theme.font:
        return ""
    names = [one if one.lower() in _GENERIC else f"'{one}'" for one in theme.font]
    return ", ".join(names if theme.font[-1].lower() in _GENERIC else [*names, "sans-serif"])


def _shapes(theme: Theme) -> list[str]:
    fonts = family(theme)
    return [
        *([f"--cookieprefs-radius: {theme.radius}px"] if theme.radius is not None else []),
        *([f"--cookieprefs-sans: {fonts}", f"--cookieprefs-serif: {fonts}"] if fonts else []),
        *([f"--cookieprefs-space: {SPACES[theme.spacing]}"] if theme.spacing is not Spacing.NORMAL else []),
    ]


def _colours(theme: Theme, scheme: Scheme) -> list[str]:
    """The custom properties of one scheme's colours; none where site.css has them as they are."""
    if not theme.has_colours and theme.scheme is Scheme.SYSTEM:
        return []
    ours, own = (LIGHT, theme.light) if scheme is Scheme.LIGHT else (DARK, theme.dark)
    return [f"--cookieprefs-{_NAMES.get(name, name)}: {colour}" for name, colour in _named(own or ours)]


def _named(palette: Palette) -> Iterable[tuple[str, str]]:
    return {**vars(palette), **shades(palette)}.items()


def _rule(declarations: Iterable[str]) -> str:
    lines = "".join(f"  {one};\n" for one in declarations)
    return f":root {{\n{lines}}}\n" if lines else ""
