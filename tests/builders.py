"""Werkzeug writes two functions for each address of each app, half of what an app takes; here once for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_write = Rule._compile_builder
_known: dict[tuple[object, ...], Callable[..., Any]] = {}


def remember_builders() -> None:
    """Have the apps of this process share them: such a function asks the rule that it is bound to, no more."""
    Rule._compile_builder = _written  # type: ignore[method-assign]


def _written(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    if rule.defaults:
        return _write(rule, append_unknown)
    found = (rule.rule, *rule._trace, append_unknown)
    if found not in _known:
        _known[found] = _write(rule, append_unknown)
    return _known[found]
