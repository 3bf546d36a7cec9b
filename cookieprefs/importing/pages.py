"""A page of a site: its scripts, and the marks by which other tools know their places."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_SCRIPTS = ("", "text/javascript", "application/javascript", "module")


@dataclass(frozen=True, kw_only=True)
class Page:
    """The scripts that stand in a page, each with the line where it begins, its classes and its language."""

    scripts: tuple[tuple[int, str], ...]
    classes: frozenset[str] = frozenset()
    language: str = ""


def page_of(text: str) -> Page:
    """The page that a text is."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(
        scripts=tuple((line, "".join(pieces)) for line, pieces in reader.scripts if pieces),
        classes=frozenset(reader.classes),
        language=reader.language,
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[int, list[str]]] = []
        self.classes: set[str] = set()
        self.language = ""
        self.is_in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.classes |= set(given.get("class", "").split())
        if tag == "html":
            self.language = given.get("lang", "").strip()
        self.is_in_script = tag == "script" and given.get("type", "").lower() in _SCRIPTS
        if self.is_in_script:
            self.scripts.append((0, []))

    def handle_endtag(self, tag: str) -> None:
        self.is_in_script = False

    def handle_data(self, data: str) -> None:
        """A piece of text; a script comes in several where `</` stands in it."""
        if self.is_in_script:
            line, pieces = self.scripts[-1]
            pieces.append(data)
            self.scripts[-1] = (line or self.getpos()[0], pieces)
