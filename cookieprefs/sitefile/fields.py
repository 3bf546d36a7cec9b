"""How single values of the site file are read: keys, words from a list, lifetimes, days, true and false."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, TypeVar

from babel import Locale
from pydantic import BeforeValidator, PlainValidator

from cookieprefs.core.catalogue import KEY, DataKind, Kind, Party
from cookieprefs.core.lifetime import Lifetime as CoreLifetime
from cookieprefs.core.lifetime import Unit, parse_lifetime
from cookieprefs.core.othertool import Tool
from cookieprefs.core.policy import FirstRefusal
from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.faults import listed, quoted, suggestion
from cookieprefs.sitefile.refusal import misshapen, text_of, wrong

_Word = TypeVar("_Word", bound=StrEnum)
_DEFAULTS = (Regime.CONSENT, Regime.STRICTLY_NECESSARY)
_CATEGORIES = ("A", "B", "D", "E", "F", "X")
_NO_COUNTRIES = frozenset({"ZZ", "QO", "XA", "XB"})  # CLDR's codes for what is no place


def one_of(words: type[_Word]) -> Callable[[object], _Word]:
    """A reader of one word of a closed list."""
    known = tuple(one.value for one in words)

    def read(value: object) -> _Word:
        text = text_of(value, f"write one of {listed(known)}")
        if text not in known:
            raise wrong(f"{quoted(text)} is not known here", suggestion(text, known))
        return words(text)

    return read


def key(value: object) -> str:
    """A key: it stands in a cookie, a URL and an id."""
    text = text_of(value, "write a short word")
    if not KEY.fullmatch(text):
        raise wrong(f"{quoted(text)} is no key", f"write {_as_key(text)}: up to 40 of a-z, 0-9, `-` and `_`")
    return text


def _as_key(text: str) -> str:
    found = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[:40]
    return f"such as `{found}`" if found else "a short word"


def cookie_name(value: object) -> str:
    """The name of a stored item or a pattern for it; what no cookie's name can hold is refused."""
    text = text_of(value, "write its name, with `*` for what varies")
    if re.search(r"[;,\s]", text):
        raise wrong(f"{quoted(text)} is no name of a cookie", "write one name an entry, with `*` for what varies")
    return text


def lifetime(value: object) -> CoreLifetime:
    """A lifetime as a person writes it."""
    cure = "write `session`, `persistent`, or such as `13 months`, `2 years`"
    text = text_of(value, cure)
    try:
        return parse_lifetime(text)
    except ValueError as error:
        problem, _, own_cure = str(error).rpartition("; ")
        raise wrong(problem or f"{quoted(text)} is no lifetime", own_cure or cure) from None


def length(value: object) -> CoreLifetime:
    """A lifetime that ends at a known moment."""
    found = lifetime(value)
    if found.unit in (Unit.SESSION, Unit.PERSISTENT):
        raise wrong(f"`{found.unit}` has no known end", "write an amount, such as `6 months`")
    return found


def true_or_false(value: object) -> bool:
    """Exactly `true` or `false`: a text such as "no" would otherwise count as a yes."""
    if isinstance(value, bool):
        return value
    raise wrong(misshapen(value, "`true` or `false`"), "write `true` or `false`, without quotes")


def day(value: object) -> date:
    """A day as `2026-11-23`."""
    text = text_of(value, "write such as `2026-11-23`")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(f"{quoted(text)} is no day", "write year, month and day, such as `2026-11-23`") from None


def country(value: object) -> str:
    """A country as ISO 3166-1 alpha-2."""
    text = text_of(value, "write two letters, such as `FR`")
    if text in _countries():
        return text
    cure = "write two capital letters, such as `FR`"
    if text.upper() in _countries():
        cure = f"write `{text.upper()}`"
    elif text.upper() == "UK":
        cure = "write `GB`"
    raise wrong(f"{quoted(text)} is no country's code", cure)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in codes - _NO_COUNTRIES if len(code) == 2 and code.isalpha())


def category(value: object) -> str:
    """The letter under which a visitor's consent helper knows this kind of purpose (FIELD: Consent-O-Matic)."""
    text = text_of(value, f"write one of {listed(_CATEGORIES)}")
    if text not in _CATEGORIES:
        raise wrong(f"{quoted(text)} is no category", f"write one of {listed(_CATEGORIES)}")
    return text


def default_regime(value: object) -> Regime:
    """What holds where the country is unknown: consent, or strictly necessary everywhere (L-40)."""
    found = one_of(Regime)(value)
    if found not in _DEFAULTS:
        cure = f"write it for the countries where it holds, such as `regimes: {{FR: {found}}}`"
        raise wrong(f"`{found}` cannot hold everywhere", cure)
    return found


def regime_in_country(value: object) -> Regime:
    """What holds in one country; strictly necessary is so everywhere or nowhere."""
    found = one_of(Regime)(value)
    if found is Regime.STRICTLY_NECESSARY:
        raise wrong(f"`{found}` cannot hold in single countries", "write it as `regime:`, or write `exempt` here")
    return found


def empty_is_none(value: object) -> object:
    """An empty text counts as none where nothing needs to be written."""
    return None if value == "" else value


Key = Annotated[str, PlainValidator(key)]
Text = Annotated[str, PlainValidator(text_of)]
CookieName = Annotated[str, PlainValidator(cookie_name)]
Lifetime = Annotated[CoreLifetime, PlainValidator(lifetime)]
Length = Annotated[CoreLifetime, PlainValidator(length)]
Category = Annotated[str, PlainValidator(category)]
Flag = Annotated[bool, PlainValidator(true_or_false)]
Day = Annotated[date, PlainValidator(day)]
Country = Annotated[str, PlainValidator(country)]
MaybeText = Annotated[Text | None, BeforeValidator(empty_is_none)]
MaybeCountry = Annotated[Country | None, BeforeValidator(empty_is_none)]
DefaultRegime = Annotated[Regime, PlainValidator(default_regime)]
CountryRegime = Annotated[Regime, PlainValidator(regime_in_country)]
StoredAs = Annotated[Kind, PlainValidator(one_of(Kind))]
OtherTool = Annotated[Tool, PlainValidator(one_of(Tool))]
KeptOfRefusal = Annotated[FirstRefusal, PlainValidator(one_of(FirstRefusal))]
WhoseDomain = Annotated[Party, PlainValidator(one_of(Party))]
DataWord = Annotated[DataKind, PlainValidator(one_of(DataKind))]
