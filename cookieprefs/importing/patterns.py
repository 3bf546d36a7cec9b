"""A cookie's name as other tools write it, in ours: a name in which `*` stands for any characters."""

from __future__ import annotations

import re

from cookieprefs.importing.values import Pattern

# Of a regular expression's signs these two can be said by a `*`, where nothing follows that narrows them.
_ANYTHING = (".*", ".*?")
_TOKEN = re.compile(r"\\.|\.\*\??|\.\+\??|\[.*?\]|.", re.DOTALL)
_LITERAL = re.compile(r"[\w\-:=~!@%&#/]")
_GROUP = re.compile(r"^([^()]*)\((?:\?:)?([^()]*)\)([^()]*)$")
_MOST = 20
_LONGEST = 300
_WRITTEN = re.compile(r"/(.+)/([a-z]*)", re.DOTALL)


def regex_in(written: str) -> Pattern | None:
    """The regular expression that a text is, written between slashes."""
    found = _WRITTEN.fullmatch(written) if len(written) <= _LONGEST else None
    return Pattern(source=found[1], flags=found[2]) if found else None


def names_for(pattern: Pattern) -> tuple[str, ...]:
    """The names that say exactly what the regular expression says; none where no `*` can say it."""
    branches = _branches(pattern.source)
    if set(pattern.flags) - set("gu") or len(branches) > _MOST or len(pattern.source) > _LONGEST:
        return ()
    found = [_name(one) for one in branches]
    return tuple(dict.fromkeys(name for name in found if name)) if found and all(found) else ()


def _branches(source: str) -> list[str]:
    """The alternatives of an expression: outermost ones, else those of its single group."""
    group = _GROUP.match(source)
    if group and "|" not in group[1] + group[3]:
        return [f"{group[1]}{one}{group[3]}" for one in group[2].split("|")]
    return source.split("|")


def _name(source: str) -> str:
    """One alternative as a name; empty where it cannot be one."""
    body = source.removeprefix("^")
    ends = body.endswith("$") and not body.endswith(r"\$")
    found = "".join(_piece(one) for one in _TOKEN.findall(body.removesuffix("$") if ends else body))
    if "\0" in found:
        return ""
    whole = f"{'' if source.startswith('^') else '*'}{found}{'' if ends else '*'}"
    return re.sub(r"\*+", "*", whole)


def _piece(token: str) -> str:
    """What one sign of an expression is in a name; NUL where it cannot be said."""
    if token in _ANYTHING:
        return "*"
    if len(token) == 2 and token[0] == "\\" and not token[1].isalnum() and token[1] != "*":
        return token[1]
    return token if _LITERAL.fullmatch(token) else "\0"
