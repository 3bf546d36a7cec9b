"""The elements of a page, as far as the checks ask about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser

from cookieprefs.doctor.answer import joined


@dataclass(frozen=True, kw_only=True)
class Element:
    """A start tag with its attributes; what stands in a `<template>` is inert."""

    tag: str
    attributes: Mapping[str, str]
    is_inert: bool

    def get(self, name: str) -> str:
        """An attribute's value; empty where there is none."""
        return self.attributes.get(name, "")


class Page:
    """A parsed page. Never raises: whatever arrives is read as far as it goes."""

    def __init__(self, url: str, html: str) -> None:
        reader = _Reader()
        # What no parser makes sense of ends the page there.
        with suppress(AssertionError):
            reader.feed(html)
        self.elements = tuple(reader.found)
        # As browsers do, the first <base> counts.
        bases = (one.get("href") for one in self.elements if one.tag == "base" and one.get("href"))
        self.base = joined(url, next(bases, url))

    def every(self, *tags: str) -> Iterator[Element]:
        """The elements with one of these tags that are no part of a template."""
        return (one for one in self.elements if one.tag in tags and not one.is_inert)

    def address(self, written: str) -> str:
        """A whole address for what is written in an attribute; empty where it is none."""
        return joined(self.base, written)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self._templates = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The first of two attributes of one name counts.
        attributes = {name: value or "" for name, value in reversed(attrs)}
        self.found.append(Element(tag=tag, attributes=attributes, is_inert=self._templates > 0))
        self._templates += tag == "template"

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template" and self._templates > 0
