"""Text made plain for comparing: no accents, no capitals, one character for one character."""

from __future__ import annotations

import unicodedata

# What no decomposition takes apart, though people write it either way; one letter each, to keep every place.
_PLAIN = dict(zip("łøđıßæœς’‘", "lodisaoσ''", strict=True))  # noqa: RUF001  (that they look alike is the point)


def folded(text: str) -> str:
    """The text without accents and capitals, each blank a space; as long as `text`, if that is in form NFC."""
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    if character.isspace():
        return " "
    lower = character.lower()[:1]
    plain = unicodedata.normalize("NFKD", _PLAIN.get(lower, lower))[:1]
    return _PLAIN.get(plain, plain)
