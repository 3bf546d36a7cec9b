"""Dates, lengths of time, lists, numbers and names, as the language being spoken writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime, get_datetime_format
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup

from cookieprefs.core.catalogue import DataKind
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.web import translations
from cookieprefs.web.translations import SOURCE_LANGUAGE, direction
from cookieprefs.web.units import UNITS
from cookieprefs.web.wording import DATA_KINDS, on_device

_ZONE = re.compile(r"'[^']*'|z+")


class Number(int):
    """A number that chooses plural forms as it is, and reads as the language groups its digits."""

    def __str__(self) -> str:
        return format_decimal(int(self), locale=_locale())


def day(when: date | datetime) -> str:
    """A date in full."""
    return format_date(when, format="long", locale=_locale())


def moment(when: datetime) -> str:
    """A date and time to the second, in UTC: by that name, for it is compared with other papers."""
    locale = _locale()
    time = _ZONE.sub(lambda found: found[0] if found[0][0] == "'" else "'UTC'", str(locale.time_formats["long"]))
    both: Any = get_datetime_format("long", locale=locale)
    pattern = str(both).replace("{0}", time).replace("{1}", str(locale.date_formats["long"]))
    return format_datetime(when, format=pattern, locale=locale)


def lifetime(length: Lifetime) -> str:
    """A lifetime in words: "13 months", "until you close the browser"."""
    if length.unit in (Unit.SESSION, Unit.PERSISTENT):
        return translations.say(on_device(length.unit))
    locale = _locale()
    forms = UNITS.get(locale.language, {}).get(length.unit)
    if forms is None:
        return format_unit(length.amount, f"duration-{length.unit.value}", "long", locale=locale)
    category = locale.plural_form(length.amount)
    return forms.get(category, forms["other"]).format(length.amount)


def listed(words: Iterable[str]) -> str:
    """Several things in one breath: "a, b and c"; each by itself where the sentence runs the other way."""
    items = [one if isinstance(one, Markup) else translations.apart(one) for one in words]
    places = format_list([f"{{{place}}}" for place in range(len(items))], locale=_locale())
    sort = Markup if any(isinstance(one, Markup) for one in items) else str
    return sort(places).format(*items)


def comma() -> str:
    """What stands between two phrases side by side."""
    return "، " if _locale().language in ("ar", "fa", "ur") else ", "


def data_kind(kind: DataKind) -> str:
    """A kind of data, in words."""
    return translations.say(DATA_KINDS[kind])


def country(code: str) -> Markup:
    """A country's name; where the language has none, the English one, marked as such."""
    known = _locale().territories.get(code)
    if known is not None:
        return Markup("{}").format(known)
    name = translations.locale(SOURCE_LANGUAGE).territories.get(code, code)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(SOURCE_LANGUAGE, direction(SOURCE_LANGUAGE), name)


def country_name(code: str) -> str:
    """A country's name where no mark can stand: the English one where the language has none."""
    return country(code).striptags()


def language_name(code: str) -> str:
    """A language's name in itself, as its speakers look for it."""
    return Locale.parse(code, sep="-").get_display_name() or code


def _locale() -> Locale:
    return translations.locale(translations.language())
