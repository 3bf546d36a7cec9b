"""How banner and pages look: layout, colours and shapes, the same for *Accept* and *Refuse* (L-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cookieprefs.core.colour import best_on, contrast, is_seen, mix, nearest_seen

TEXT_LEAST = 4.5
"""The contrast that text needs with what it stands on (WCAG 1.4.3)."""

CONTROL_LEAST = 3.0
"""The contrast that the outline of a control, and the ring of the focus, need (WCAG 1.4.11)."""


class Layout(StrEnum):
    """Where the banner stands on the site's pages. Start and end are left and right; in Arabic, right and left."""

    BAR_BOTTOM = "bar_bottom"
    BAR_TOP = "bar_top"
    CORNER_BOTTOM_START = "corner_bottom_start"
    CORNER_BOTTOM_END = "corner_bottom_end"
    CORNER_TOP_START = "corner_top_start"
    CORNER_TOP_END = "corner_top_end"
    CENTRE = "centre"


class Opened(StrEnum):
    """How the preferences open over the site's pages."""

    DIALOG = "dialog"
    DRAWER = "drawer"


class Scheme(StrEnum):
    """Which of the two sets of colours is used."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Spacing(StrEnum):
    """How much room there is around things; what is pressed keeps its size (A-07)."""

    COMPACT = "compact"
    NORMAL = "normal"
    ROOMY = "roomy"


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours that an operator names, each as `#rrggbb`.

    `page` lies behind our own pages, `surface` behind the banner and the boxes on them. `accent` is for links,
    for what is switched on, and for the ring of the focus; `border` for the outline of controls.
    """

    page: str
    surface: str
    text: str
    accent: str
    button: str
    button_text: str
    border: str


LIGHT = Palette(
    page="#fbf9f4",
    surface="#ffffff",
    text="#22261f",
    accent="#1e5c46",
    button="#1e5c46",
    button_text="#ffffff",
    border="#7b8176",
)
DARK = Palette(
    page="#15181a",
    surface="#1d2123",
    text="#ebe8e0",
    accent="#8fd3b3",
    button="#8fd3b3",
    button_text="#10211a",
    border="#8c938c",
)
"""Our own colours, which static/site.css has too."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """All of it. `light` and `dark` are `None` where ours are used, `radius` (in pixels) and `font` likewise."""

    layout: Layout = Layout.BAR_BOTTOM
    preferences: Opened = Opened.DIALOG
    scheme: Scheme = Scheme.SYSTEM
    light: Palette | None = None
    dark: Palette | None = None
    radius: int | None = None
    font: tuple[str, ...] = ()
    spacing: Spacing = Spacing.NORMAL

    @property
    def has_colours(self) -> bool:
        """Whether the operator named any colour."""
        return self.light is not None or self.dark is not None

    @property
    def palettes(self) -> Mapping[Scheme, Palette]:
        """The colours that visitors may see: one set or both."""
        both = {Scheme.LIGHT: self.light or LIGHT, Scheme.DARK: self.dark or DARK}
        return both if self.scheme is Scheme.SYSTEM else {self.scheme: both[self.scheme]}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two named colours that meet: `ink` is seen on `ground` where the contrast is `least` or more."""

    ink: str
    ground: str
    least: float
    what: str


PAIRS = (
    Pair(ink="text", ground="surface", least=TEXT_LEAST, what="text"),
    Pair(ink="text", ground="page", least=TEXT_LEAST, what="text"),
    Pair(ink="accent", ground="surface", least=TEXT_LEAST, what="links"),
    Pair(ink="accent", ground="page", least=TEXT_LEAST, what="links"),
    Pair(ink="button_text", ground="button", least=TEXT_LEAST, what="the words on a button"),
    Pair(ink="border", ground="surface", least=CONTROL_LEAST, what="the outline of a control"),
    Pair(ink="border", ground="page", least=CONTROL_LEAST, what="the outline of a control"),
)
"""Every two that meet on a page of ours or in the banner. The ring of the focus is `accent` too, and needs 3."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The contrast of one pair in one palette."""

    pair: Pair
    ink: str
    ground: str
    contrast: float

    @property
    def is_enough(self) -> bool:
        """Whether it can be seen."""
        return self.contrast >= self.pair.least

    @property
    def figure(self) -> str:
        """The contrast as it is told: cut, not rounded, so that what falls short never reads as enough."""
        return f"{int(self.contrast * 100) / 100:.2f}:1"


def measured(palette: Palette) -> Iterator[Measured]:
    """The contrast of every pair, in the order of `PAIRS`."""
    for pair in PAIRS:
        ink, ground = getattr(palette, pair.ink), getattr(palette, pair.ground)
        yield Measured(pair=pair, ink=ink, ground=ground, contrast=contrast(ink, ground))


def instead(palette: Palette, name: str) -> str | None:
    """The colour most like that of this name that is seen on all it meets; `None` if there is none."""
    pairs = [one for one in PAIRS if one.ink == name]
    grounds = tuple(getattr(palette, one.ground) for one in pairs)
    return nearest_seen(getattr(palette, name), grounds, max(one.least for one in pairs))


def shades(palette: Palette) -> dict[str, str]:
    """The colours that follow from the named ones, so that each is seen wherever those are.

    `muted` for what is said in passing, `line` for what only divides, `on_accent` on what is switched on,
    `button_edge` around a button, `alarm` and `alarm_tint` for what went wrong.
    """
    grounds = (palette.page, palette.surface)
    alarm = _first_seen(("#8c2f1d", "#f2a08e", palette.text), grounds, TEXT_LEAST)
    return {
        "muted": _first_seen((mix(palette.text, palette.surface, 0.25), palette.text), grounds, TEXT_LEAST),
        "line": mix(palette.surface, palette.text, 0.15),
        "on_accent": best_on(palette.accent),
        "button_edge": _first_seen((palette.button, palette.border), grounds, CONTROL_LEAST),
        "alarm": alarm,
        "alarm_tint": _first_ground((mix(palette.surface, alarm, 0.1), palette.surface), palette.text),
    }


def _first_seen(inks: tuple[str, ...], grounds: tuple[str, ...], least: float) -> str:
    """The first that is seen on all grounds; the last is, wherever the palette itself was measured."""
    return next((ink for ink in inks if is_seen(ink, grounds, least)), inks[-1])


def _first_ground(grounds: tuple[str, ...], ink: str) -> str:
    return next((ground for ground in grounds if is_seen(ink, (ground,), TEXT_LEAST)), grounds[-1])
