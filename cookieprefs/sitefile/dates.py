"""The day in a line such as "Last updated: 22 February 2021", in the languages that a policy may be written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from cookieprefs.sitefile.folding import folded

# The EU's languages, and those of its neighbours and largest communities.
_CODES = (
    "en de fr es it nl pt pl ro cs sk sl hr hu bg el sv da fi et lv lt mt ga nb nn is lb ca gl eu "
    "sq sr bs mk uk ru tr ar he hi vi id ms af sw"
)
_LANGUAGES = tuple(_CODES.split())
_LABELS = re.compile(
    r"\b(updat|effectiv|revis|version|modifi|in force|in effect|date|as of|valid|publish|mise? a jour|en vigueur|"
    r"stand|aktuali[sz]|gultig|fassung|datum|actuali[sz]|vigen|vigor|ultim|aggiorna|laatst|bijgewerkt|geldig|"
    r"atuali[sz]|efetiv|ostatni|obowiazuj|wersja|uppdatera|galler|opdatere|oppdatert|paivitetty|voimaan|"
    r"aktualizacj|posledn|ucinn|zadnj|frissit|hataly|intra in|τελευται|ενημερω|"
    r"последн|обновл|актуал|оновл|תאריך|עדכון|עודכן|בתוקף|تحديث|تاريخ|سار)"
)
_FOUR_THEN_TWO = re.compile(r"(?<!\d)([12]\d{3})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)[日일.]?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?([12]\d{3})(?!\d)")
_NUMBER = re.compile(r"(?<!\d)(?:\d{1,2}|\d{4})(?!\d)")
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")  # of direction: they stand within dates, and are not seen
_ON = {"he": "ב"}  # what a month's name begins with after a day's number
_REACH = 14  # characters between a month's name and its day or year: "de", "of", a comma, " m. "
_LONGEST_LABEL = 8  # words
_LONGEST_LINE = 200  # characters


@dataclass(frozen=True, kw_only=True)
class DateLine:
    """A line that says since when a text holds; `day` is `None` where its numbers can be read two ways."""

    day: date | None


def date_line(text: str, language: str) -> DateLine | None:
    """What a short line says of its text's date; `None` when it is no such line."""
    plain = folded(" ".join(text.translate(_MARKS).split()))
    found = _find(plain, language) if len(plain) <= _LONGEST_LINE else None
    if found is None:
        return None
    line, start, end = found
    before, after = plain[:start].strip(), plain[end:].strip(" .)*_")
    if len(before.split()) > _LONGEST_LABEL or len(after.split()) > 1:
        return None
    return line if not before or before.endswith(":") or _LABELS.search(before) else None


def _find(plain: str, language: str) -> tuple[DateLine, int, int] | None:
    """The date in a line, and from where to where it stands there."""
    if found := _FOUR_THEN_TWO.search(plain):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return (DateLine(day=day), found.start(), found.end()) if day else None
    if found := _NUMERIC.search(plain):
        line = _numeric(int(found[1]), int(found[2]), int(found[3]), language)
        return (line, found.start(), found.end()) if line else None
    codes = (language.split("-")[0], *_LANGUAGES)
    return next((worded for code in codes if (worded := _worded(plain, code))), None)


def _numeric(first: int, second: int, year: int, language: str) -> DateLine | None:
    """22/02/2021, day first; in English 3/4/2021 is read one way by some and the other way by others."""
    day, other = _day(year, second, first), _day(year, first, second)
    if day and other and day != other and language.startswith("en"):
        return DateLine(day=None)
    return DateLine(day=day or other) if day or other else None


def _worded(plain: str, language: str) -> tuple[DateLine, int, int] | None:
    """A month's name with a day and a year about it, in any order."""
    names = _months(language)
    for found in re.finditer(r"[^\W\d_]+", plain):
        month = names.get(found[0])
        if month and (near := _day_and_year(plain, found)):
            (number, year), start, end = near
            if day := _day(year, month, number):
                return DateLine(day=day), start, end
    return None


def _day_and_year(plain: str, month: re.Match[str]) -> tuple[tuple[int, int], int, int] | None:
    around = [
        one
        for one in _NUMBER.finditer(plain)
        if one.end() >= month.start() - _REACH and one.start() <= month.end() + _REACH
    ]
    years = [one for one in around if len(one[0]) == 4]
    days = [one for one in around if len(one[0]) <= 2]
    if len(years) != 1 or len(days) != 1:
        return None
    spans = (years[0], days[0], month)
    start, end = min(one.start() for one in spans), max(one.end() for one in spans)
    return (int(days[0][0]), int(years[0][0])), start, end


@lru_cache(maxsize=len(_LANGUAGES) + 16)
def _months(language: str) -> dict[str, int]:
    """The names of the months in a language, as they stand alone and within a date, long and short."""
    try:
        found = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    names = [
        (folded(name).strip(". \u05f3").split(" "), number)  # a geresh ends what is shortened in Hebrew
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for number, name in found[context][width].items()
        if not name.strip(".")[:1].isdigit()
    ]
    return {one: number for words, number in names for one in _forms(words, number, names, language)}


def _forms(words: list[str], number: int, names: list[tuple[list[str], int]], language: str) -> tuple[str, ...]:
    """The word by which a month is known: its name's last, unless two share it; and that with "on" before."""
    is_shared = any(number != other and words[-1] == them[-1] for them, other in names)
    word = words[0] if is_shared else words[-1]
    return (word, _ON[language] + word) if language in _ON else (word,)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
