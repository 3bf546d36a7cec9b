"""Validation errors as faults: the place in the file, and a sentence for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cookieprefs.sitefile import model, theme_entry
from cookieprefs.sitefile.faults import Fault, suggestion
from cookieprefs.sitefile.refusal import REFUSED, Setting, Wrong, misshapen
from cookieprefs.sitefile.yaml_tree import Path, Tree

_Entry = TypeVar("_Entry", bound=model.Entry)

_SHAPES = {
    "model_type": ("a mapping", "write its keys below it, indented, each as `key: value`"),
    "dict_type": ("a mapping", "write its keys below it, indented, each as `key: value`"),
    "list_type": ("a list", "write each item on a line of its own after `- `, or all in `[ ]`"),
    "tuple_type": ("a list", "write each item on a line of its own after `- `, or all in `[ ]`"),
}
_PLACES: dict[tuple[str, ...], type[model.Entry]] = {
    (): model.FileEntry,
    ("site",): model.SiteEntry,
    ("site", "controller"): model.ControllerEntry,
    ("site", "authority"): model.AuthorityEntry,
    ("consent",): model.ConsentEntry,
    ("take_over",): model.TakeOverEntry,
    ("theme",): theme_entry.ThemeEntry,
    ("theme", "light"): theme_entry.PaletteEntry,
    ("theme", "dark"): theme_entry.PaletteEntry,
    ("purposes",): model.PurposeEntry,
    ("vendors",): model.VendorEntry,
    ("vendor",): model.VendorEntry,
    ("services",): model.ServiceEntry,
    ("services", "exemption"): model.ExemptionEntry,
    ("services", "sources"): model.SourceEntry,
    ("services", "cookies"): model.CookieEntry,
    ("services", "cookies", "source"): model.SourceEntry,
}
_CURES = {
    "lifetime": "write `lifetime:` with `session`, `persistent`, or such as `13 months`",
    "holds": "write `holds:` and what it holds, in each language",
    "key": "write `key:` and a short word for it",
    "domains": "write `domains: [shop.example]`",
    "languages": "write `languages: [en]`",
    "purposes": "write `purposes:` and at least one below it",
    "changed_on": "write `changed_on:` and the day on which the site changed over, such as `2026-12-01`",
    "same_meaning": "write `same_meaning:`, below it each service that may be taken over and its name there",
}


def validated(
    kind: type[_Entry], data: object, tree: Tree, at: Path, setting: Setting
) -> tuple[_Entry | None, list[Fault]]:
    """The entry at `at`, and its faults; no entry when there are any."""
    try:
        return kind.model_validate(data, context=setting), []
    except ValidationError as error:
        return None, list(faults_of(error, tree, at))


def faults_of(error: ValidationError, tree: Tree, at: Path) -> Iterator[Fault]:
    """The faults behind the errors of the entry at `at`."""
    for one in error.errors(include_url=False):
        path = (*at, *one["loc"])
        if one["type"] == REFUSED:
            yield from _refused(one["ctx"]["wrongs"], tree, path)
        else:
            yield _fault(one, tree, path)


def missing(tree: Tree, entry: Path, key: str) -> Fault:
    """The fault of an entry that lacks a key."""
    return tree.fault(entry, f"`{key}` is missing", _CURES.get(key, f"write `{key}:` and its value"))


def _refused(wrongs: tuple[Wrong, ...], tree: Tree, path: Path) -> Iterator[Fault]:
    if path[-1:] == ("[key]",):
        path = path[:-1]
        for one in wrongs:
            yield tree.fault(path, one.problem, one.cure, on_key=True)
        return
    name = f"`{path[-1]}`: " if path and isinstance(path[-1], str) else ""
    for one in wrongs:
        yield tree.fault((*path, *one.path), name + one.problem, one.cure, on_key=one.on_key)


def _fault(error: ErrorDetails, tree: Tree, path: Path) -> Fault:
    kind = error["type"]
    if kind == "missing":
        return missing(tree, path[:-1], str(path[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(tree, path)
    if kind == "too_short":
        return tree.fault(path, f"`{path[-1]}` is empty", _CURES.get(str(path[-1]), "write at least one"))
    wanted, cure = _SHAPES.get(kind, ("something else", "compare it with the documentation"))
    name = f"`{path[-1]}`: " if path and isinstance(path[-1], str) else ""
    return tree.fault(path, name + misshapen(error["input"], wanted), cure)


def _unknown_key(tree: Tree, path: Path) -> Fault:
    names = tuple(one for one in path[:-1] if isinstance(one, str))
    known = tuple(_PLACES[names].model_fields) if names in _PLACES else ()
    key = str(path[-1])
    if names[:1] == ("theme",) and theme_entry.sets_apart(key):
        return tree.fault(path, *theme_entry.ALIKE, on_key=True)
    return tree.fault(path, f"`{key}` is no key that is known here", suggestion(key, known), on_key=True)
