"""What `theme:` means: colours that follow from those written, and the contrast of all that meet (A-07, L-04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cookieprefs.core.colour import best_on
from cookieprefs.core.theme import DARK, LIGHT, Measured, Palette, Scheme, Theme, instead, measured
from cookieprefs.sitefile.faults import Fault
from cookieprefs.sitefile.theme_entry import PaletteEntry, ThemeEntry
from cookieprefs.sitefile.yaml_tree import Path, Tree

_OURS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}


def theme_of(entry: ThemeEntry) -> Theme:
    """The entry as the core's value."""
    return Theme(
        layout=entry.layout,
        preferences=entry.preferences,
        scheme=entry.scheme,
        light=_palette(entry.light, LIGHT),
        dark=_palette(entry.dark, DARK),
        radius=entry.radius,
        font=entry.font,
        spacing=entry.spacing,
    )


def faults_of_theme(tree: Tree, entry: ThemeEntry) -> Iterator[Fault]:
    """A fault for each colour that is not seen on another, with the figure, and a warning for what nobody sees."""
    theme = theme_of(entry)
    for scheme, palette in theme.palettes.items():
        written = _written(entry, scheme)
        found = [one for one in measured(palette) if not one.is_enough] if written else []
        # One place is told once, by the worst that meets there.
        worst = {_place(scheme, one, written): one for one in sorted(found, key=lambda one: -one.contrast)}
        for place, one in worst.items():
            yield _fault(tree, place, scheme, palette, one)
    yield from _unseen(tree, entry)


def _palette(entry: PaletteEntry | None, ours: Palette) -> Palette | None:
    """Ours with what is written; the buttons follow the accent, and their words what is seen on them."""
    written = entry.model_dump(exclude_none=True) if entry else {}
    if not written:
        return None
    button = written.get("button") or written.get("accent") or ours.button
    words = ours.button_text if button == ours.button else best_on(button)
    return replace(ours, **{"button": button, "button_text": words, **written})


def _written(entry: ThemeEntry, scheme: Scheme) -> frozenset[str]:
    """The names of the colours that stand in the file for this scheme."""
    palette = entry.light if scheme is Scheme.LIGHT else entry.dark
    return frozenset(palette.model_dump(exclude_none=True)) if palette else frozenset()


def _place(scheme: Scheme, one: Measured, written: frozenset[str]) -> Path:
    """Where the mistake stands: at the ink if that is written, else at the ground."""
    follows = "accent" if one.pair.ground == "button" and "button" not in written else one.pair.ground
    return ("theme", scheme.value, one.pair.ink if one.pair.ink in written else follows)


def _fault(tree: Tree, place: Path, scheme: Scheme, palette: Palette, one: Measured) -> Fault:
    pair = one.pair
    problem = (
        f"in the {scheme} scheme {pair.what} (`{pair.ink}`, {one.ink}) on `{pair.ground}` ({one.ground}) "
        f"would have a contrast of {one.figure}, and {pair.least:g}:1 is needed (WCAG 2.2)"
    )
    better = instead(palette, pair.ink)
    cure = f'write such as `{pair.ink}: "{better}"`' if better else f"write a lighter or a darker `{pair.ground}`"
    return tree.fault(place, problem, cure)


def _unseen(tree: Tree, entry: ThemeEntry) -> Iterator[Fault]:
    """A warning for colours that no visitor sees, and where one of the two schemes is left to our own."""
    for scheme, other in ((Scheme.LIGHT, Scheme.DARK), (Scheme.DARK, Scheme.LIGHT)):
        written = _written(entry, scheme)
        if written and entry.scheme is other:
            problem = f"nobody sees these colours, for `scheme` is `{other}`"
            cure = f"write `scheme: system`, or delete `{scheme}`"
            yield tree.fault(("theme", scheme.value), problem, cure, on_key=True, is_warning=True)
        elif written and entry.scheme is Scheme.SYSTEM and not _written(entry, other):
            problem = f"visitors whose device is set to {other} see our own colours, for there is no `{other}`"
            cure = f"write `{other}:` as well, or `scheme: {scheme}`"
            yield tree.fault(("theme", scheme.value), problem, cure, on_key=True, is_warning=True)
