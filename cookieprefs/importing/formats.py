"""Which tool a file is of, told by what stands in it, and its draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cookieprefs.importing import django, klaro, orejime, tables, tarteaucitron, vanilla
from cookieprefs.importing.draft import Draft, Wish
from cookieprefs.importing.finishing import finished
from cookieprefs.importing.javascript import Assigned, Called, Step, steps_of
from cookieprefs.importing.pages import Page, page_of
from cookieprefs.importing.values import NotReadableError, items, mapping, text
from cookieprefs.sitefile.addresses import is_language

LARGEST = 4 * 1024 * 1024
"""Bytes that a file may have: several times the whole Open Cookie Database."""

NAMES = (
    "tarteaucitron",
    "klaro",
    "vanilla-cookieconsent",
    "orejime",
    "django",
    "cookiebot",
    "open-cookie-database",
)
"""What `--from` may say."""

_LARGEST_PAGE = 512 * 1024  # characters: the reader of pages slows down on what is no HTML
_DEEPEST = 100
_MOST = 500
_UNKNOWN = "this is none of the configurations that are known here"
_TELL = f"say which with --from: {', '.join(NAMES)}"
_READERS: Mapping[str, Callable[[object, Wish], Draft]] = {
    "klaro": klaro.read,
    "vanilla-cookieconsent": vanilla.read,
    "orejime": orejime.read,
    "django": django.read,
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A configuration that a file holds, by the tool's name; what was read of it is for that tool's reader."""

    tool: str
    read: Callable[[Wish], Draft]


def read(content: bytes, wish: Wish, *, tool: str | None = None) -> Draft:
    """The finished draft of a file. Raises `NotReadableError` where there is none, or more than one."""
    if odd := [one for one in wish.languages if not is_language(one)]:
        raise NotReadableError(f"{odd[0]!r} is no language's code", "write such as `--language fr`")
    found = {one.tool: one for one in _found(_decoded(content), tool)}
    if tool and tool not in found:
        raise NotReadableError(
            f"this is no configuration of {tool}", "give the file that holds it, or leave --from out"
        )
    if tool:
        found = {tool: found[tool]}
    if not found:
        raise NotReadableError(_UNKNOWN, "compare it with the section “Your configuration” of docs/migrating.md")
    if len(found) > 1:
        raise NotReadableError(f"this may be of {' or '.join(found)}", _TELL)
    draft = next(iter(found.values())).read(wish)
    if not draft.services and not draft.purposes:
        raise NotReadableError(
            f"this configuration of {draft.tool} names no service", "give the file that lists them"
        )
    if len(draft.services) > _MOST:
        raise NotReadableError(f"{len(draft.services)} services stand here, and {_MOST} can be held", "give fewer")
    return finished(draft)


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise NotReadableError(
            f"the file is larger than {LARGEST // 1024 // 1024} MB", "give the configuration alone"
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise NotReadableError("this character is not UTF-8", "save the file as UTF-8", place=place) from None


def _found(whole: str, tool: str | None) -> list[Found]:
    first = whole.lstrip()[:1]
    if not first:
        raise NotReadableError("the file is empty", "give the file that holds the configuration")
    if rows := tables.table_of(whole):
        name, reader = _table_reader(rows)
        return [Found(tool=name, read=lambda wish: reader(rows, wish))]
    if first in "[{":
        return [_config(name, value) for value in [_json(whole)] for name in _tools_of(value, "")]
    if first == "<" and len(whole) > _LARGEST_PAGE:
        raise NotReadableError(
            f"the page is larger than {_LARGEST_PAGE // 1024} kB", "give its scripts alone, as .js"
        )
    if first == "<":
        return _in_page(page_of(whole), tool)
    return _in_steps(steps_of(whole), Page(scripts=()))


def _table_reader(rows: tuple[tables.Row, ...]) -> tuple[str, Callable[[tuple[tables.Row, ...], Wish], Draft]]:
    if tables.is_database(rows):
        return "open-cookie-database", tables.read_database
    return "cookiebot", tables.read_declaration


def _json(whole: str) -> object:
    try:
        value: object = json.loads(whole, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        problem = f"this is no JSON from here on ({error.msg})"
        raise NotReadableError(
            problem, "mend it, or save a script as .js", place=(error.lineno, error.colno)
        ) from None
    except (RecursionError, ValueError):
        raise NotReadableError("this JSON cannot be held", "give the configuration alone") from None
    if _depth(value) > _DEEPEST:
        raise NotReadableError("lists and objects lie too deep here", "give the configuration alone")
    return value


def _depth(value: object) -> int:
    """How deep lists and mappings lie, as far as it matters."""
    depth, layer = 0, [value]
    while layer and depth <= _DEEPEST:
        depth += 1
        layer = [one for held in layer for one in (held.values() if isinstance(held, dict) else items(held))]
    return depth


def _in_page(page: Page, tool: str | None) -> list[Found]:
    """What a page's scripts hold; a script that cannot be read is only told where nothing else was found."""
    steps: list[Step] = []
    broken: NotReadableError | None = None
    for line, script in page.scripts:
        try:
            steps += steps_of(script, line)
        except NotReadableError as error:
            broken = broken or error
    found = _in_steps(tuple(steps), page)
    if broken and not found:
        raise broken
    return found


def _in_steps(steps: tuple[Step, ...], page: Page) -> list[Found]:
    found = []
    if tarteaucitron.names_it(steps):

        def read_calls(wish: Wish) -> Draft:
            return tarteaucitron.read(steps, wish, classes=page.classes, language=page.language)

        found.append(Found(tool="tarteaucitron", read=read_calls))
    return found + [_config(tool, value) for name, value in _values(steps) for tool in _tools_of(value, name)]


def _values(steps: Iterable[Step]) -> Iterable[tuple[str, object]]:
    for one in steps:
        if isinstance(one, Assigned):
            yield one.name, one.value
        elif isinstance(one, Called):
            yield from ((one.name, value) for value in one.arguments)


def _config(tool: str, value: object) -> Found:
    return Found(tool=tool, read=lambda wish: _READERS[tool](value, wish))


def _tools_of(value: object, name: str) -> list[str]:
    """The tools whose configuration a value may be; `name` is what the script calls it."""
    if any(str(mapping(one).get("model", "")).startswith("cookie_consent.") for one in items(value)):
        return ["django"]
    whole = mapping(value)
    if any("id" in mapping(one) for one in items(whole.get("purposes"))):
        return ["orejime"]
    if _has_names(whole.get("services")):
        return ["klaro"]
    if _has_names(whole.get("apps")):
        return _of_old_age(whole, name)
    if any(isinstance(one, dict) for one in mapping(whole.get("categories")).values()):
        return ["vanilla-cookieconsent"]
    if any("settings_modal" in mapping(one) for one in mapping(whole.get("languages")).values()):
        return ["vanilla-cookieconsent"]
    return []


def _has_names(listed: object) -> bool:
    return any("name" in mapping(one) for one in items(listed))


def _of_old_age(whole: Mapping[str, object], name: str) -> list[str]:
    """Klaro before 0.7 and Orejime 2, which came of it, look the same but for their own names."""
    words = " ".join((name, text(whole.get("elementID")), text(whole.get("cookieName")))).lower()
    if items(whole.get("categories")) or ("orejime" in words and "klaro" not in words):
        return ["orejime"]
    return ["klaro"] if "klaro" in words else ["klaro", "orejime"]
