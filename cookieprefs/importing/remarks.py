"""Sentences about what is not taken over that several tools share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cookieprefs.importing.values import Code, plain
from cookieprefs.sitefile.faults import quoted

_MOST = 12


def in_a_row(names: Iterable[str]) -> str:
    """Names in a row; the first dozen of many."""
    found = [plain(one) for one in names]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return ", ".join([*found[:_MOST], *more])


def on_before_left(names: Iterable[str]) -> tuple[str, ...]:
    """That what was on before a choice waits for one here."""
    found = tuple(names)
    return (f"on before a choice there, waiting for a yes here: {in_a_row(found)}",) if found else ()


def functions_left(config: Mapping[str, object]) -> tuple[str, ...]:
    """That what only a running script would tell was not read, with the place of each."""
    found = [".".join(path) for path in _code_in(config)]
    return (f"a function or sum, which only running the script would tell: {in_a_row(found)}",) if found else ()


def untold_left(what: str, written: str) -> tuple[str, ...]:
    """That a value could not be used, with what it says."""
    return (f"{what}: {quoted(written)}",) if written else ()


def _code_in(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        if isinstance(one, Code):
            yield (*path, str(key))
        else:
            yield from _code_in(one, (*path, str(key)))
