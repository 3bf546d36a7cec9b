"""What a banner must have, whoever wrote its template: a way to refuse that is the equal of accepting (L-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = Mapping[str, str | None]

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HIDING = ("hidden", "inert", "style", "aria-hidden", "popover", "disabled")
_APART = frozenset({"value", "data-cookieprefs-action"})
"""The attributes in which the two buttons may differ."""

_FIELDS = ("version", "lang", "layer", "layout")
_EQUALS = ("refuse_all", "accept_all")


@dataclass(kw_only=True)
class _Element:
    tag: str
    attributes: Attributes
    parents: tuple[_Element, ...]
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is not as it must be, and what to write instead."""

    problem: str
    cure: str


@dataclass
class _Reader(HTMLParser):
    """Every element with those around it, and the words in it."""

    found: list[_Element] = field(default_factory=list)
    open: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag=tag, attributes=dict(attrs), parents=tuple(self.open))
        self.found.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.text += data.strip()


def actions_in(html: str) -> frozenset[str]:
    """What the named buttons of a form do: `save`, `refuse_all` and the like."""
    return frozenset(str(one.attributes.get("value")) for one in _buttons(_elements(html)))


def lacks_of_banner(html: str) -> tuple[Lack, ...]:
    """All that keeps this HTML from being a banner; empty where nothing does."""
    elements = _elements(html)
    return (*_lacks_of_root(elements), *_lacks_of_form(elements), *_lacks_of_buttons(elements))


def _elements(html: str) -> list[_Element]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def _buttons(elements: list[_Element]) -> list[_Element]:
    return [one for one in elements if one.tag == "button" and one.attributes.get("name") == "action"]


def _lacks_of_root(elements: list[_Element]) -> Iterator[Lack]:
    root = elements[0].attributes if elements else {}
    if root.get("id") != "cookieprefs-banner" or "data-cookieprefs-banner" not in root:
        yield Lack(
            problem="the banner has another root than ours, by which scripts and visitors' helpers know it",
            cure='begin with `<section id="cookieprefs-banner" data-cookieprefs-banner …>`',
        )
    for one in elements:
        if one.tag in ("script", "style") or any(name.startswith("on") for name in one.attributes):
            yield Lack(
                problem=f"the banner has script or style of its own in `<{one.tag}>`, and no page lets it run",
                cure="delete it",
            )


def _lacks_of_form(elements: list[_Element]) -> Iterator[Lack]:
    forms = [one for one in elements if one.tag == "form"]
    if len(forms) != 1 or (forms[0].attributes.get("method") or "").lower() != "post":
        yield Lack(problem="the banner is not one form that is posted", cure='write one `<form method="post" …>`')
    written = {one.attributes.get("name") for one in elements if one.tag == "input"}
    if lost := [name for name in _FIELDS if name not in written]:
        yield Lack(
            problem=f"the banner does not say what was shown: `{'`, `'.join(lost)}` is missing",
            cure="keep the hidden fields of ours, by which a decision is proven",
        )
    if not any(one.tag == "a" and one.attributes.get("data-cookieprefs") == "preferences" for one in elements):
        yield Lack(
            problem="no link in the banner leads to the preferences",
            cure='keep `<a href="…" data-cookieprefs="preferences">`',
        )


def _lacks_of_buttons(elements: list[_Element]) -> Iterator[Lack]:
    buttons = _buttons(elements)
    by_action = {name: [one for one in buttons if one.attributes.get("value") == name] for name in _EQUALS}
    for name, found in by_action.items():
        if len(found) != 1:
            yield Lack(
                problem=f"the banner has {len(found) or 'no'} button `{name}`, and needs one",
                cure=f'write `<button name="action" value="{name}" …>` once',
            )
    if all(len(found) == 1 for found in by_action.values()):
        yield from _inequality(*(found[0] for found in by_action.values()))


def _inequality(refuse: _Element, accept: _Element) -> Iterator[Lack]:
    for one in (refuse, accept):
        value = one.attributes.get("value")
        if not one.text:
            yield Lack(problem=f"nothing is written on the button `{value}`", cure="write a word on it")
        if one.attributes.get("type", "submit") != "submit" or "formaction" in one.attributes:
            yield Lack(
                problem=f"the button `{value}` does not send the form", cure="delete its `type` and `formaction`"
            )
        hiding = sorted({name for each in (one, *one.parents) for name in each.attributes if name in _HIDING})
        if hiding or any(each.tag == "details" for each in one.parents):
            yield Lack(
                problem=f"the button `{value}` may not be seen ({', '.join(hiding) or 'it is folded away'})",
                cure="delete what hides it",
            )
    if refuse.parents != accept.parents or _look(refuse) != _look(accept):
        yield Lack(
            problem="*Refuse* and *Accept* do not stand side by side with the same attributes",
            cure="write both in one element with the same `class`, for a no has to be as easy as a yes",
        )


def _look(button: _Element) -> dict[str, str | None]:
    return {name: value for name, value in button.attributes.items() if name not in _APART}
