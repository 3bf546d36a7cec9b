"""The texts for visitors that come with the package: the library's, the starter's, and what our code writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

import cookieprefs
from cookieprefs.importing.purposes import KINDS
from cookieprefs.sitefile import own_cookies

PACKAGE = Path(cookieprefs.__file__).parent
STARTER = PACKAGE / "starter"
LANGUAGES = ("en", "fr", "de", "es", "it")
"""What a site may be in without a text of its own in a language that is not its own."""


def parsed(path: Path) -> dict[str, object]:
    """A YAML file as plain values."""
    yaml = YAML(typ="safe")
    yaml.version = (1, 2)
    return yaml.load(path.read_text("utf-8"))


def texts() -> Iterator[tuple[str, dict[str, str]]]:
    """Every text that has languages, with where it stands."""
    for path in [*sorted((PACKAGE / "library").glob("*.yaml")), STARTER / "site.yaml"]:
        yield from _within(parsed(path), path.stem)
    yield "own_cookies", own_cookies._ID_OF_ANY_DECISION
    for kind in KINDS.values():
        yield f"importing {kind.key}", dict(kind.title)


def _within(value: object, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict) and set(value) & set(LANGUAGES):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, f"{place} {key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = inner.get("key") or inner.get("use") or inner.get("name") if isinstance(inner, dict) else None
            yield from _within(inner, f"{place} {name or number}")


def policy(language: str) -> str:
    """The starter's policy text in a language."""
    return (STARTER / f"policy.{language}.md").read_text("utf-8")
