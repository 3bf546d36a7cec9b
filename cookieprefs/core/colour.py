"""Colours as six hexadecimal digits, and how well one is seen on another (WCAG 2.2, relative luminance)."""

from __future__ import annotations

import re
from collections.abc import Iterable

WHITE, BLACK = "#ffffff", "#000000"
_WRITTEN = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_NAMED = {"white": WHITE, "black": BLACK}


def parse_colour(text: str) -> str:
    """A colour as `#rrggbb`, from that, from `#rgb`, from either without its sign, from `white` or `black`.

    Raises `ValueError`: what shines through has no contrast of its own, and other names are not measured here.
    """
    written = text.strip().lower()
    if written in _NAMED:
        return _NAMED[written]
    found = _WRITTEN.fullmatch(written)
    if not found:
        raise ValueError(f"{text!r} is no colour of three or six hexadecimal digits")
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart: 1 for the same colour, 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The colour that has `share`, from 0 to 1, of `other` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def best_on(ground: str) -> str:
    """White or black, whichever is seen better; always at 4.5:1 or more."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def is_seen(ink: str, grounds: Iterable[str], least: float) -> bool:
    """Whether the contrast with every ground is `least` or more."""
    return all(contrast(ink, ground) >= least for ground in grounds)


def nearest_seen(ink: str, grounds: tuple[str, ...], least: float) -> str | None:
    """The colour most like `ink` that is seen on all grounds; `None` where not even black or white is."""
    for step in range(101):
        for end in (BLACK, WHITE):
            if is_seen(found := mix(ink, end, step / 100), grounds, least):
                return found
    return None


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
