"""The visitor's country, as a proxy of the operator's tells it (L-40)."""

from __future__ import annotations

from functools import cache

from babel.core import Locale
from flask import Request

_NO_PLACES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # CLDR's codes for what is no country


def of_request(request: Request, header: str | None) -> str | None:
    """The country that the header names by its two letters; `None`, the strictest law, for all that is none.

    Without a `header` to look for, nobody is believed. Sent twice, by the visitor and the proxy, it says nothing.
    """
    written = request.headers.getlist(header) if header else []
    return named(written[0]) if len(written) == 1 else None


def named(written: str) -> str | None:
    """The country of these two letters, in capitals; `None` for what is no country."""
    found = written.strip().upper()
    return found if found in _countries() else None


@cache
def _countries() -> frozenset[str]:
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(one for one in codes - _NO_PLACES if len(one) == 2 and one.isalpha())
