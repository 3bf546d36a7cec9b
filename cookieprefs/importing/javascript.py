"""A script as the plain values that it writes down: read, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cookieprefs.importing.values import Code, NotReadableError, Pattern

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_DEEPEST = 60
_LONGEST_NAME = 1000  # bytes; what is longer is no name, and is not copied to find out
_NAMED_BY = {
    "member_expression": "object",
    "subscript_expression": "object",
    "assignment_expression": "left",
    "binary_expression": "left",
}
_LONGEST_CODE = 60
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_HEX = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_NO_READER = "reading a script takes one more package"
_GET_READER = "run `pip install 'cookieprefs[import]'`, or give the configuration as JSON"


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A value that the script gives to a name, such as `tarteaucitron.user.gtagUa`."""

    name: str
    value: object


@dataclass(frozen=True, kw_only=True)
class Called:
    """A function that the script calls, such as `tarteaucitron.init`, with what it hands over."""

    name: str
    arguments: tuple[object, ...]


Step = Assigned | Called


def steps_of(script: str, first_line: int = 1) -> tuple[Step, ...]:
    """All assignments and calls in the order in which they stand, in functions too.

    `first_line` is where the script begins in its file. Raises `NotReadableError` where it is no JavaScript.
    """
    root = _parser().parse(script.encode("utf-8", "replace")).root_node
    if root.has_error and (broken := next((one for one in _nodes(root) if one.is_error or one.is_missing), None)):
        place = (broken.start_point.row + first_line, broken.start_point.column + 1)
        raise NotReadableError("this is no JavaScript from here on", "mend it, or give JSON", place=place)
    return tuple(step for node in _nodes(root) for step in _steps(node))


@cache
def _parser() -> Parser:
    try:
        import tree_sitter
        import tree_sitter_javascript
    except ImportError:
        raise NotReadableError(_NO_READER, _GET_READER) from None
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


def _nodes(root: Node) -> Iterator[Node]:
    """Every node, in the order of the text; without recursion, for a script may lie as deep as it likes."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _steps(node: Node) -> Iterator[Step]:
    if node.type == "variable_declarator":
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    elif node.type == "assignment_expression":
        name, value = node.child_by_field_name("left"), node.child_by_field_name("right")
    elif node.type == "export_statement":
        name, value = None, node.child_by_field_name("value")
    elif node.type == "call_expression":
        name, value = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if name and value and value.type == "arguments":
            yield Called(name=_path(name), arguments=tuple(_value(one) for one in _meant(value)))
        return
    else:
        return
    if value and value.type != "assignment_expression":
        yield Assigned(name=_path(name) if name else "default", value=_value(value))


def _meant(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type != "comment"]


def _path(node: Node, depth: int = 0) -> str:
    """The dotted name that an expression stands for, empty where it has none; `window.` goes without saying."""
    if node.type in ("identifier", "this"):
        return _source(node)
    inner = node.child_by_field_name(_NAMED_BY[node.type]) if node.type in _NAMED_BY else None
    if node.type == "parenthesized_expression" and _meant(node):
        inner = _meant(node)[0]
    if inner is None or depth > _DEEPEST:
        return ""
    path = _path(inner, depth + 1)
    if node.type == "member_expression":
        path = f"{path}.{_source(node.child_by_field_name('property'))}"
    if node.type == "subscript_expression" and (index := node.child_by_field_name("index")):
        path = f"{path}.{_string(index) if index.type == 'string' else '?'}"
    return path.removeprefix("window.")


def _value(node: Node, depth: int = 0) -> object:
    """What is written down, or `Code` where only running it would tell."""
    if depth > _DEEPEST:
        place = (node.start_point.row + 1, node.start_point.column + 1)
        raise NotReadableError("lists and objects lie too deep here", "give a shorter file", place=place)
    if node.type == "object":
        return _object(node, depth)
    if node.type == "array":
        return [_value(one, depth + 1) for one in _meant(node)]
    if node.type == "parenthesized_expression" and len(_meant(node)) == 1:
        return _value(_meant(node)[0], depth + 1)
    if node.type in ("unary_expression", "binary_expression", "new_expression"):
        return _computed(node, depth)
    return _simple(node)


def _simple(node: Node) -> object:
    if node.type in _WORDS:
        return _WORDS[node.type]
    if node.type == "string" or (node.type == "template_string" and "template_substitution" not in _types(node)):
        return _string(node)
    if node.type == "number":
        return _number(_source(node))
    if node.type == "regex":
        pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
        return Pattern(source=_source(pattern), flags=_source(flags))
    return _code(node)


def _object(node: Node, depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in _meant(node):
        key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
        if one.type == "pair" and key and value and key.type != "computed_property_name":
            found[_string(key) if key.type == "string" else _source(key)] = _value(value, depth + 1)
        elif one.type == "method_definition" and (name := one.child_by_field_name("name")):
            found[_source(name)] = _code(one)
        else:
            found[str(_code(one))] = _code(one)
    return found


def _computed(node: Node, depth: int) -> object:
    """Sums of texts, minus numbers, `!0` and `new RegExp`; the rest is code."""
    parts = [_value(one, depth + 1) for one in _meant(node)]
    sign = _source(node.child_by_field_name("operator"))
    if node.type == "binary_expression" and sign == "+" and all(isinstance(one, str) for one in parts):
        return "".join(str(one) for one in parts)
    if node.type == "unary_expression" and len(parts) == 1 and isinstance(one := parts[0], int | float):
        return {"-": -one, "+": one, "!": not one}.get(sign, _code(node))
    called = _source(node.child_by_field_name("constructor"))
    if called == "RegExp" and (given := node.child_by_field_name("arguments")):
        words = [_value(one, depth + 1) for one in _meant(given)]
        if words and all(isinstance(one, str) for one in words):
            return Pattern(source=str(words[0]), flags=str(words[1]) if len(words) > 1 else "")
    return _code(node)


def _string(node: Node) -> str:
    pieces = [
        _unescaped(_source(one)) if one.type == "escape_sequence" else _source(one) for one in node.named_children
    ]
    # Two escapes may be one character beyond the first 65,536.
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped(written: str) -> str:
    if found := _HEX.fullmatch(written):
        code = int(found[1] or found[2] or found[3], 16)
        return chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return _ESCAPES.get(written[1:], written[1:])


def _number(source: str) -> object:
    try:
        return int(source.replace("_", ""), 0)
    except ValueError:
        pass
    try:
        return float(source)
    except ValueError:
        return Code(text=source[:_LONGEST_CODE])


def _code(node: Node) -> Code:
    if node.end_byte - node.start_byte > _LONGEST_NAME:
        return Code(text="a longer piece of code")
    return Code(text=" ".join(_source(node).split())[:_LONGEST_CODE])


def _types(node: Node) -> set[str]:
    return {one.type for one in node.children}


def _source(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node and node.text is not None else ""
