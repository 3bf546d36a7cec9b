"""What another consent tool's cookie says: read strictly, bounded, and never an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TypeGuard
from urllib.parse import unquote

LONGEST = 8_192
"""Characters that a value may have: browsers keep 4,096 bytes of a cookie."""


class Tool(StrEnum):
    """A consent tool whose cookie we can read, by its package's name."""

    KLARO = "klaro"
    TARTEAUCITRON = "tarteaucitron"
    VANILLA = "vanilla-cookieconsent"
    OREJIME = "orejime"
    COOKIEBOT = "cookiebot"
    DJANGO = "django-cookie-consent"

    @property
    def cookie(self) -> str:
        """The name of its cookie, where the site gave it no other."""
        return _COOKIES[self]

    @property
    def is_hidden(self) -> bool:
        """Whether scripts do not see its cookie, as it is set."""
        return self is Tool.DJANGO

    @property
    def has_revision(self) -> bool:
        """Whether its cookie tells to which state of the tool's own settings the visitor answered."""
        return self in (Tool.VANILLA, Tool.DJANGO)

    @property
    def in_records(self) -> str:
        """Its name in a record, where there is room for 20 characters."""
        return {Tool.VANILLA: "vanilla", Tool.DJANGO: "django"}.get(self, self.value)


_COOKIES = {
    Tool.KLARO: "klaro",
    Tool.TARTEAUCITRON: "tarteaucitron",
    Tool.VANILLA: "cc_cookie",
    Tool.OREJIME: "eu-consent",
    Tool.COOKIEBOT: "CookieConsent",
    Tool.DJANGO: "cookie_consent",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """The explicit answers in a cookie by the tool's own names, and when they were given, where it tells.

    `is_complete` says that whatever it does not name was refused.
    """

    answers: Mapping[str, bool] = field(default_factory=dict)
    is_complete: bool = False
    decided_at: datetime | None = None

    def says(self, name: str) -> bool | None:
        """Yes, no, or nothing about `name`."""
        return self.answers.get(name, False if self.is_complete else None)


def read(tool: Tool, text: str, *, revision: str = "") -> Told | None:
    """What the cookie says; `None` on anything that is not exactly the tool's own, or not said explicitly.

    With `revision`, an answer to an earlier state of the tool's own settings counts as none. Never raises.
    """
    if not 0 < len(text) <= LONGEST:
        return None
    try:
        return _READERS[tool](text, revision)
    except (ValueError, OverflowError, RecursionError):
        return None


def _mapping(text: str, revision: str) -> Told | None:
    """Klaro and Orejime: a JSON object of true and false by name."""
    found = _json(text)
    if not isinstance(found, dict) or not all(isinstance(one, bool) for one in found.values()):
        return None
    return Told(answers=found)


_TARTEAUCITRON = re.compile(r"!([^!=]{1,100})=(true|false|wait)")


def _tarteaucitron(text: str, revision: str) -> Told | None:
    """`!matomo=true!youtube=wait`, where `wait` is no answer."""
    pairs = _TARTEAUCITRON.findall(text)
    is_whole = "".join(f"!{name}={state}" for name, state in pairs) == text
    if not is_whole or len({name for name, _ in pairs}) != len(pairs):
        return None
    return Told(answers={name: state == "true" for name, state in pairs if state != "wait"})


def _vanilla(text: str, revision: str) -> Told | None:
    """The accepted categories, since version 3 their services too, as `category/service`; all else was refused."""
    found = _json(text)
    if not isinstance(found, dict):
        return None
    accepted = found.get("categories", found.get("level"))
    services = found.get("services", {})
    if not _are_texts(accepted) or not isinstance(services, dict) or not all(map(_are_texts, services.values())):
        return None
    if revision and str(found.get("revision")) != revision:
        return None
    when = found.get("lastConsentTimestamp", found.get("last_consent_update"))
    names = [*accepted, *(f"{category}/{one}" for category, chosen in services.items() for one in chosen)]
    return Told(
        answers=dict.fromkeys(names, True),
        is_complete=True,
        decided_at=None if when is None else _moment(str(when)),
    )


_FIELD = r"([a-z0-9_]{1,20}):('[^']*'|true|false|-?[0-9]{1,20})"
_COOKIEBOT = re.compile(rf"\{{{_FIELD}(?:,{_FIELD})*\}}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BOTH = {"true": True, "false": False}


def _cookiebot(text: str, revision: str) -> Told | None:
    """Categories as a JavaScript literal; only what the visitor answered themselves says `explicit`."""
    plain = unquote(text, errors="strict")
    pairs = re.findall(_FIELD, plain, re.ASCII)
    fields = dict(pairs)
    if not _COOKIEBOT.fullmatch(plain) or len(fields) != len(pairs) or fields.get("method") != "'explicit'":
        return None
    when = _EPOCH + timedelta(milliseconds=int(fields["utc"])) if "utc" in fields else None
    answers = {name: _BOTH[said] for name, said in fields.items() if said in _BOTH}
    return Told(answers=answers, decided_at=when)


_DECLINED = "-1"


def _django(text: str, revision: str) -> Told | None:
    """`group=-1|other=2020-01-01T00:00:00+00:00`: the moment of what was agreed to, not of the answer."""
    pairs = [one.split("=") for one in text.split("|")]
    if any(len(pair) != 2 for pair in pairs) or len({pair[0] for pair in pairs}) != len(pairs):
        return None
    since = _moment(revision) if revision else None
    answers = {}
    for name, said in pairs:
        if said == _DECLINED:
            answers[name] = False
        elif since is None or _moment(said) >= since:
            answers[name] = bool(_moment(said))
    return Told(answers=answers)


def _json(text: str) -> object:
    """JSON as it is, or percent-encoded, in which no name stands twice. Raises `ValueError` on anything else."""
    load = partial(json.loads, object_pairs_hook=_each_once, parse_constant=_refuse)
    try:
        return load(text)
    except ValueError:
        return load(unquote(text, errors="strict"))


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _are_texts(found: object) -> TypeGuard[list[str]]:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _moment(text: str) -> datetime:
    """A moment as ISO 8601, in UTC where no zone stands. Raises `ValueError` on anything else."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_READERS: Mapping[Tool, Callable[[str, str], Told | None]] = {
    Tool.KLARO: _mapping,
    Tool.TARTEAUCITRON: _tarteaucitron,
    Tool.VANILLA: _vanilla,
    Tool.OREJIME: _mapping,
    Tool.COOKIEBOT: _cookiebot,
    Tool.DJANGO: _django,
}
