"""How a field's reader says what is wrong with a value: one or several sentences, each with its place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from cookieprefs.sitefile.faults import listed, quoted

_At = TypeVar("_At", str, int)
_Read = TypeVar("_Read")

REFUSED = "refused"
"""The type of the validation errors that carry our own sentences."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What readers of single values must know of the whole file.

    `languages` is empty where the file's own list is at fault, so that one mistake is not told twenty times.
    A library's texts need not be in all of them.
    """

    languages: tuple[str, ...] = ()
    is_library: bool = False


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One sentence about a value, or about what lies at `path` in it; `on_key` means the key there."""

    problem: str
    cure: str
    path: tuple[str | int, ...] = ()
    on_key: bool = False


def refuse(*wrongs: Wrong) -> PydanticCustomError:
    """The error to raise."""
    return PydanticCustomError(REFUSED, "refused", {"wrongs": wrongs})


def wrong(problem: str, cure: str) -> PydanticCustomError:
    """The error to raise for one sentence about the whole value."""
    return refuse(Wrong(problem=problem, cure=cure))


def read_each(items: Iterable[tuple[_At, object]], read: Callable[[object], _Read]) -> dict[_At, _Read]:
    """Every item as `read` reads it. Raises all that is wrong with any of them at once."""
    found: dict[_At, _Read] = {}
    wrongs: list[Wrong] = []
    for at, value in items:
        try:
            found[at] = read(value)
        except PydanticCustomError as error:
            wrongs += [_within(at, one) for one in wrongs_of(error)]
    if wrongs:
        raise refuse(*wrongs)
    return found


def _within(at: str | int, one: Wrong) -> Wrong:
    return replace(one, path=(at, *one.path))


def wrongs_of(error: PydanticCustomError) -> tuple[Wrong, ...]:
    """The sentences that an error of ours carries."""
    return tuple((error.context or {}).get("wrongs", ()))


def setting_of(info: ValidationInfo) -> Setting:
    """The setting that validation was begun with."""
    return info.context if isinstance(info.context, Setting) else Setting()


def text_of(value: object, cure: str = "write a text") -> str:
    """The value as text without outer blanks. Raises where it is none, or is empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise wrong(misshapen(value, "a text"), cure)


def misshapen(value: object, wanted: str) -> str:
    """The sentence for a value of another shape than `wanted`."""
    if value is None or value == "":
        return "nothing is written here"
    if isinstance(value, bool):
        return f"`{str(value).lower()}` stands where {wanted} belongs"
    if isinstance(value, str):
        return f"the text {quoted(value)} stands where {wanted} belongs"
    if isinstance(value, list):
        return f"a list stands where {wanted} belongs"
    keys = listed(list(value)[:3]) if isinstance(value, dict) and value else "none"
    return f"a mapping (of {keys}) stands where {wanted} belongs"
