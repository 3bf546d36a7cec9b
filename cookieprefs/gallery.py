"""`/preview/gallery`: the theme in every layout, language, scheme and width, side by side on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cookieprefs.core.policy import Site
from cookieprefs.core.theme import Layout, Opened, Scheme, Theme, measured
from cookieprefs.web.theme import Tried

WIDTHS = (320, 768, 1280)
"""Pixels: a phone, a tablet, a desk."""

OURS, ALL = "ours", "all"
_WORDS: Mapping[str, type[StrEnum]] = {"layout": Layout, "scheme": Scheme, "preferences": Opened}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One look in every width: what is said of it, and the words of the address that ask for it."""

    language: str
    words: Mapping[str, str]

    @property
    def title(self) -> str:
        """What tells it from the other rows."""
        return ", ".join((self.words["layout"], self.language, self.words["scheme"]))

    @property
    def address(self) -> str:
        """The words as they stand in an address; each is from a list of ours."""
        return f"lang={self.language}" + "".join(f"&{name}={value}" for name, value in self.words.items())


def tried(theme: Theme, asked: Mapping[str, str]) -> Tried | None:
    """The theme that an address asks for, by words that are known; `None` where it asks for none."""
    words = {name: asked[name] for name, known in _WORDS.items() if asked.get(name) in list(known)}
    is_ours = asked.get("theme") == OURS
    if not words and not is_ours:
        return None
    chosen: dict[str, Any] = {name: _WORDS[name](value) for name, value in words.items()}
    return Tried(
        words={**words, **({"theme": OURS} if is_ours else {})},
        theme=replace(Theme() if is_ours else theme, **chosen),
    )


def values(theme: Theme, site: Site, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the page is given, by what its form asked for."""
    is_ours = asked.get("theme") == OURS
    shown = Theme() if is_ours else theme
    choices = {
        "layout": _chosen(asked, "layout", [one.value for one in Layout], theme.layout.value),
        "lang": _chosen(asked, "lang", site.languages, site.default_language),
        "scheme": _chosen(asked, "scheme", [one.value for one in shown.palettes], ALL),
    }
    opened = {"preferences": theme.preferences.value, **({"theme": OURS} if is_ours else {})}
    return {
        "widths": WIDTHS,
        "is_ours": is_ours,
        "choices": {name: (known, picked) for name, (known, picked, _) in choices.items()},
        "rows": list(_rows(opened, *(found for _, _, found in choices.values()))),
        "panels": [
            Row(language=language, words={"layout": theme.layout.value, "scheme": scheme, **opened})
            for language in choices["lang"][2]
            for scheme in choices["scheme"][2]
        ],
        "figures": [(scheme, one) for scheme, palette in shown.palettes.items() for one in measured(palette)],
    }


def _chosen(
    asked: Mapping[str, str], name: str, known: Iterable[str], usual: str
) -> tuple[list[str], str, list[str]]:
    """What can be chosen, what is, and what that stands for."""
    every = list(known)
    picked = asked.get(name, usual)
    if picked not in (*every, ALL):
        picked = usual
    return every, picked, every if picked == ALL else [picked]


def _rows(
    opened: Mapping[str, str], layouts: Iterable[str], languages: list[str], schemes: list[str]
) -> Iterator[Row]:
    for layout in layouts:
        for language in languages:
            for scheme in schemes:
                yield Row(language=language, words={"layout": layout, "scheme": scheme, **opened})
