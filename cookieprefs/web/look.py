"""The theme as the scripts on the site's pages wear it: written into them, so that a first visit asks no more.

Only what differs from our own look, and of the layouts the chosen one alone: nobody downloads the others.
"""

from __future__ import annotations

from cookieprefs.core.theme import DARK, LIGHT, Layout, Opened, Palette, Scheme, Spacing, Theme, shades
from cookieprefs.web.theme import COLOR_SCHEMES, family

_FONT = "system-ui, sans-serif"
_CORNERS = {
    Layout.CORNER_BOTTOM_START: ("block-end", "inline-start"),
    Layout.CORNER_BOTTOM_END: ("block-end", "inline-end"),
    Layout.CORNER_TOP_START: ("block-start", "inline-start"),
    Layout.CORNER_TOP_END: ("block-start", "inline-end"),
}
_BARS = {Layout.BAR_BOTTOM: "inset: auto 0 0;", Layout.BAR_TOP: "inset: 0 0 auto;"}
_SPACES = {
    Spacing.COMPACT: " padding: 0.6em min(1em, 4%); gap: 0.4em 1.5em;",
    Spacing.NORMAL: " padding: 1em min(1.25em, 4%);",
    Spacing.ROOMY: " padding: 1.6em min(2em, 4%); gap: 1.25em 2.5em;",
}
_GAP = "min(1em, 2%)"
"""How far a box stands from the edge of the window."""

_BESIDE = 24
"""Pixels of that, and of what has the focus from the box."""

_DRAWER = """
.cookieprefs-dialog.cookieprefs-dialog { inset-block: 0; inset-inline: auto 0; width: min(36em, 100vw);
  height: 100%; max-height: none; margin: 0; border-width: 0; border-inline-start-width: 1px; border-radius: 0; }
.cookieprefs-dialog.cookieprefs-dialog[open] { display: flex; flex-direction: column; }
.cookieprefs-dialog.cookieprefs-dialog iframe { flex: 1; height: auto !important; max-height: none; }"""


def banner(theme: Theme) -> dict[str, str]:
    """What stands in embed.js in place of each `__NAME__`."""
    link = f" color: {_colour(theme, 'accent')};" if theme.has_colours else ""
    edge, room, moved = _room(theme.layout)
    return {
        "FONT": family(theme) or _FONT,
        "TEXT": _text(theme),
        "PLACE": _place(theme),
        "BUTTON": _button(theme),
        "FORM": _form(theme),
        "WORDS": "" if theme.layout in _BARS else " max-height: max(30vh, 100vh - 20em);",
        "LINKS": f'a: "{link}", ' if link else "",
        "LINK": link,
        "EDGE": edge,
        "ROOM": room,
        "MOVED": moved,
    }


def preferences(theme: Theme) -> str:
    """The style that effects.js adds to its own: the drawer, and what of the theme is for dialog and notices."""
    boxes = ("notice", "dialog")
    box = ", ".join(f".cookieprefs-{one}.cookieprefs-{one}" for one in boxes)
    inner = ", ".join(f".cookieprefs-{one}.cookieprefs-{one} button" for one in boxes)
    rules = [(box, _box(theme)), (inner, _plain_button(theme))]
    style = "".join(f"\n{names} {{{declared} }}" for names, declared in rules if declared)
    return style + (_DRAWER if theme.preferences is Opened.DRAWER else "")


def _text(theme: Theme) -> str:
    text, surface = _colour(theme, "text"), _colour(theme, "surface")
    colours = f" color: {text}; background: {surface};" if theme.has_colours else ""
    scheme = f" color-scheme: {COLOR_SCHEMES[theme.scheme]};" if theme.scheme is not Scheme.SYSTEM else ""
    return colours + scheme


def _form(theme: Theme) -> str:
    is_usual = theme.layout in _BARS and theme.spacing is Spacing.NORMAL
    return "" if is_usual else _SPACES[theme.spacing]


def _button(theme: Theme) -> str:
    """Both buttons. In a box on a phone a long word breaks, so that neither grows wider than the other (L-04)."""
    colours = (
        f" border-color: {_colour(theme, 'button_edge')}; color: {_colour(theme, 'button_text')};"
        f" background: {_colour(theme, 'button')};"
    )
    breaks = "" if theme.layout in _BARS else " overflow-wrap: anywhere;"
    return (colours if theme.has_colours else "") + _radius(theme) + breaks


def _radius(theme: Theme) -> str:
    return f" border-radius: {theme.radius}px;" if theme.radius is not None else ""


def _place(theme: Theme) -> str:
    """Where the banner stands; a box is never larger than the window, and scrolls in itself."""
    if theme.layout in _BARS:
        return _BARS[theme.layout]
    border = _colour(theme, "border") if theme.has_colours else "GrayText"
    box = (
        f"box-sizing: border-box; max-height: calc(100% - 2 * {_GAP});"
        f" border: 1px solid {border}; border-radius: {8 if theme.radius is None else theme.radius}px;"
    )
    if theme.layout is Layout.CENTRE:
        return f"inset: 0; margin: auto; width: min(34em, 100% - 2 * {_GAP}); height: fit-content; {box}"
    block, inline = _CORNERS[theme.layout]
    return f"inset-{block}: {_GAP}; inset-{inline}: {_GAP}; width: min(26em, 100% - 2 * {_GAP}); {box}"


def _room(layout: Layout) -> tuple[str, str, str]:
    """Which edge of the page gets room, how much, and what moves, so that no focus is under the banner (A-01)."""
    if layout is Layout.CENTRE:
        return "end", "calc(50vh + ${height / 2}px)", "html body"
    if layout is Layout.BAR_BOTTOM:
        return "end", "${height}px", "html body"
    if layout is Layout.BAR_TOP:
        return "start", "${height}px", "html body"
    room = f"${{height + {_BESIDE}}}px"
    if _CORNERS[layout][0] == "block-end":
        return "end", room, "html body"
    # The page moves for those alone who go through it by keyboard: others see what is beside the box.
    return "start", room, "html:has(:focus-visible) body"


def _box(theme: Theme) -> str:
    fonts = f" font-family: {family(theme)};" if theme.font else ""
    border = f" border-color: {_colour(theme, 'border')};" if theme.has_colours else ""
    return _text(theme) + border + fonts + _radius(theme)


def _plain_button(theme: Theme) -> str:
    text, surface = _colour(theme, "text"), _colour(theme, "surface")
    colours = f" border-color: {text}; color: {text}; background: {surface};" if theme.has_colours else ""
    return colours + (f" font-family: {family(theme)};" if theme.font else "") + _radius(theme)


def _named(palette: Palette, name: str) -> str:
    return shades(palette).get(name) or str(getattr(palette, name))


def _colour(theme: Theme, name: str) -> str:
    """A colour by its name: one for each scheme that visitors may see. Browsers that know no pair leave it out."""
    light, dark = _named(theme.light or LIGHT, name), _named(theme.dark or DARK, name)
    if theme.scheme is not Scheme.SYSTEM:
        return light if theme.scheme is Scheme.LIGHT else dark
    return light if light == dark else f"light-dark({light}, {dark})"
