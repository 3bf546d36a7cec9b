"""The state cookie's value: what any back end, proxy or script reads without us (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from cookieprefs.core.catalogue import KEY
from cookieprefs.core.consent import Answer, Choice, Decision, is_fresh
from cookieprefs.core.policy import PolicyVersion

LONGEST = 3_500
"""Bytes that a value may have: name, value and attributes share the browser's 4,096 (B-04)."""

_NAMES = ("v", "until", "yes", "no")
_UNRECORDED = "&unrecorded=1"
_LATEST = 253_402_214_399  # 9999-12-30T23:59:59Z: a day before time ends, so that no time zone passes it
_HIGHEST_REVISION = 1_000_000_000


def encode(version: PolicyVersion, decision: Decision) -> str:
    """The value that says what of `decision` counts under `version`, and `unrecorded=1` where noes await a record.

    Answers that must be given anew stand in neither list, so `v` is always the version's own revision.
    """
    fresh = {key: one.choice for key, one in decision.answers.items() if is_fresh(version, key, one)}
    yes = sorted(key for key, choice in fresh.items() if choice is Choice.GIVEN)
    no = sorted(key for key, choice in fresh.items() if choice is not Choice.GIVEN)
    mark = _UNRECORDED if decision.is_unrecorded else ""
    return value(version.consent_revision, int(decision.until.timestamp()), yes, no) + mark


def value(revision: int, until: int, yes: Iterable[str], no: Iterable[str]) -> str:
    """The bare value: `until` in seconds since 1970, keys as lists."""
    return f"v={revision}&until={until}&yes={'.'.join(yes)}&no={'.'.join(no)}"


def longest_value(keys: Iterable[str]) -> int:
    """The bytes that the value can come to for services with these keys."""
    return len(value(_HIGHEST_REVISION, _LATEST, keys, ()) + _UNRECORDED)


def decode(text: str) -> Decision | None:
    """The decision that a cookie claims; `None` on anything that is not exactly ours. Never raises.

    A yes in it is a claim, not a proof: see `claim` and `consent.with_refusals_of`.
    """
    if len(text) > LONGEST or not text.isascii():
        return None
    bare = text.removesuffix(_UNRECORDED)
    fields = [part.partition("=") for part in bare.split("&", len(_NAMES))]
    if tuple(name for name, _, _ in fields) != _NAMES:
        return None
    revision, until, yes, no = (found for _, _, found in fields)
    number, moment = _integer(revision, _HIGHEST_REVISION), _integer(until, _LATEST)
    given, denied = _keys(yes), _keys(no)
    if number is None or moment is None or given is None or denied is None or set(given) & set(denied):
        return None
    answers = {key: Answer(choice=Choice.GIVEN, revision=number) for key in given}
    answers |= {key: Answer(choice=Choice.REFUSED, revision=number) for key in denied}
    return Decision(answers=answers, until=datetime.fromtimestamp(moment, UTC), is_unrecorded=bare != text)


def claim(version: PolicyVersion, text: str) -> Decision | None:
    """What a cookie can claim of `version`, the newest: only its services, and no revision yet to come.

    Whatever else a cookie names must not find its way into the ledger. `None` on rubbish.
    """
    decision = decode(text)
    if decision is None:
        return None
    newest = version.consent_revision
    answers = {
        key: Answer(choice=one.choice, revision=min(one.revision, newest))
        for key, one in decision.answers.items()
        if key in version.since
    }
    return replace(decision, answers=answers)


def _integer(digits: str, highest: int) -> int | None:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(highest))):
        return None
    number = int(digits)
    return number if number <= highest else None


def _keys(joined: str) -> list[str] | None:
    if not joined:
        return []
    keys = joined.split(".")
    if len(set(keys)) != len(keys) or not all(KEY.fullmatch(key) for key in keys):
        return None
    return keys
