"""YAML text as plain values, with the line and column that each came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from cookieprefs.sitefile.faults import Fault, quoted
from cookieprefs.sitefile.yaml_syntax import syntax_fault

Path = tuple[str | int, ...]
"""The way from the top of a file to one of its values: keys, and places in lists counted from 0."""

_DEEPEST = 12
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# How JSON, which is YAML too, escapes a character beyond the first 65,536.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = ("", "~", "null", "Null", "NULL")


class Tree:
    """The values of one file, every place by path, and what was wrong with the YAML itself.

    Every plain scalar is text, but for `true`, `false` and nothing: whether it is a number is for the reader of
    the value to say, so that a name such as `2024` or the country `NO` stays what was written.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.data: object = None
        self.faults: list[Fault] = []
        self.values: dict[Path, tuple[int, int]] = {(): (1, 1)}
        self.keys: dict[Path, tuple[int, int]] = {}
        _Builder(self, text).build()

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, else of the nearest that holds it."""
        while path not in self.values:
            path = path[:-1]
        return self.values[path]

    def fault(
        self, path: Path, problem: str, cure: str, *, on_key: bool = False, is_warning: bool = False
    ) -> Fault:
        """A fault of the value at `path`, or of its key."""
        line, column = self.keys[path] if on_key and path in self.keys else self.place(path)
        return Fault(file=self.file, line=line, column=column, problem=problem, cure=cure, is_warning=is_warning)


class _Stop(Exception):  # noqa: N818  (no error: the fault is noted, the rest of the file cannot be read)
    pass


@dataclass
class _Builder:
    tree: Tree
    text: str
    events: Iterator[Event] = field(init=False)

    def build(self) -> None:
        try:
            # The scanner needs no loader's comments, and the pure one gives marks; composing is left out, as
            # that is where aliases multiply and deep nesting exhausts the stack.
            self.events = iter(YAML(typ="safe", pure=True).parse(self.text))
            self.tree.data = self._document()
        except _Stop:
            self.tree.data = None
        except MarkedYAMLError as error:
            self._note(*syntax_fault(self.text, error))
        except Exception:  # the scanner lets ValueError, OverflowError and others out on broken escapes
            self._note((1, 1), "this is no YAML", "compare it with the example in the documentation")

    def _document(self) -> object:
        event = self._next(StreamStartEvent, DocumentStartEvent)
        if isinstance(event, StreamEndEvent):
            return None
        data = self._value(event, ())
        event = self._next(DocumentEndEvent)
        if not isinstance(event, StreamEndEvent):
            self._note(_mark(event), "a second document begins here", "delete the line `---` and join the two")
        return data

    def _next(self, *passed_over: type[Event]) -> Event:
        event = next(self.events)
        while isinstance(event, passed_over):
            event = next(self.events)
        return event

    def _value(self, event: Event, path: Path) -> object:
        place = _mark(event)
        self.tree.values[path] = place
        if isinstance(event, AliasEvent):
            self._note(place, "a reference (`*`) stands here", "write the value itself once more")
            return None
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent) and event.tag is not None:
            self._note(place, f"a type ({quoted(event.tag)}) stands before the value", "delete it")
        self._check_depth(len(path), place)
        if isinstance(event, SequenceStartEvent):
            return self._items(path)
        if isinstance(event, MappingStartEvent):
            return self._pairs(path)
        return self._scalar(event, place) if isinstance(event, ScalarEvent) else None

    def _items(self, path: Path) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _pairs(self, path: Path) -> dict[str, object]:
        pairs: dict[str, object] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            if key is None:
                self._skip()
            elif key in pairs:
                line = self.tree.keys[(*path, key)][0]
                self._note(
                    _mark(event), f"`{key}` stands here a second time", f"keep this or the one in line {line}"
                )
                self._skip()
            else:
                self.tree.keys[(*path, key)] = _mark(event)
                pairs[key] = self._value(next(self.events), (*path, key))
                if self.tree.values[(*path, key)][0] > self.tree.keys[(*path, key)][0] and pairs[key] is None:
                    # Where nothing is written, the parser names the line that follows.
                    self.tree.values[(*path, key)] = self.tree.keys[(*path, key)]
        return pairs

    def _key(self, event: Event, path: Path) -> str | None:
        """The key; `None`, and noted, where none can be read."""
        place = _mark(event)
        if not isinstance(event, ScalarEvent):
            self._note(place, "a key must be one word", "write `key: value`")
            self._skip(event)
            return None
        if event.value == "":
            self._note(place, "a key is missing before the colon", "write `key: value`")
            return None
        return self._text(event, place)

    def _skip(self, first: Event | None = None) -> None:
        """Pass over one value, however large."""
        depth, event = 0, first or next(self.events)
        while True:
            depth += isinstance(event, SequenceStartEvent | MappingStartEvent)
            depth -= isinstance(event, SequenceEndEvent | MappingEndEvent)
            if depth == 0:
                return
            self._check_depth(depth, _mark(event))
            event = next(self.events)

    def _check_depth(self, depth: int, place: tuple[int, int]) -> None:
        if depth > _DEEPEST:
            self._note(place, "lists and mappings lie too deep here", "compare it with the documentation")
            raise _Stop

    def _scalar(self, event: ScalarEvent, place: tuple[int, int]) -> object:
        if event.style is None and event.value in _WORDS:
            return _WORDS[event.value]
        if event.style is None and event.value in _NOTHING:
            return None
        return self._text(event, place)

    def _text(self, event: ScalarEvent, place: tuple[int, int]) -> str:
        """The scalar's text, as UTF-8 can hold it."""
        text = _PAIR.sub(
            lambda found: found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), event.value
        )
        if found := _CONTROL.search(text):
            self._note(place, f"the text holds an invisible character (U+{ord(found[0]):04X})", "delete it")
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)

    def _note(self, place: tuple[int, int], problem: str, cure: str) -> None:
        line, column = place
        self.tree.faults.append(Fault(file=self.tree.file, line=line, column=column, problem=problem, cure=cure))


def _mark(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
