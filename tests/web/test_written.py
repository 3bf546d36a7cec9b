"""Dates, times, lengths of time, lists, numbers and names, in every language that the interface is to speak."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from babel import Locale
from markupsafe import Markup

from cookieprefs.core.catalogue import DataKind
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.web import translations, written
from cookieprefs.web.units import UNITS

WITH_DATA = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv ar he"
LANGUAGES = WITH_DATA.split()
LENGTHS = [unit for unit in Unit if unit not in (Unit.SESSION, Unit.PERSISTENT)]
WHEN = datetime(2025, 10, 8, 14, 5, 9, tzinfo=UTC)
SHARED = {("nl", "week"), ("fr", "minute"), ("fr", "minutes")}
"""Units that are the same words in English."""

every = pytest.mark.parametrize("code", LANGUAGES)


def said(code, filtered, value):
    with translations.speaking(code):
        return str(filtered(value))


def letters(text):
    return "".join(one for one in text if one.isalpha())


def test_every_language_of_the_interface_is_among_them():
    assert set(translations.interface_languages()) <= set(LANGUAGES)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "8 October 2025"),
        ("de", "8. Oktober 2025"),
        ("es", "8 de octubre de 2025"),
        ("fr", "8 octobre 2025"),
        ("hu", "2025. október 8."),
        ("lv", "2025. gada 8. oktobris"),
        ("mt", "8 ta’ Ottubru 2025"),
        ("he", "8 באוקטובר 2025"),
    ],
)
def test_a_day_and_a_moment_are_written_as_the_language_writes_them(code, shown):
    assert said(code, written.day, WHEN) == shown
    assert said(code, written.moment, WHEN).startswith(shown)


@every
def test_a_moment_has_its_day_its_second_and_the_zone_by_one_name(code):
    day, moment = said(code, written.day, WHEN), said(code, written.moment, WHEN)
    assert "2025" in day
    assert day in moment
    assert re.search(r"\b(14|2)[:.]05[:.]09\b", moment)
    assert moment.count("UTC") == 1
    for other in ("TU", "AUL", "ĦUK", "GMT", "+00", "{", "'"):
        assert other not in moment


@every
def test_no_day_bears_the_name_of_an_english_month_but_where_the_languages_share_it(code):
    english = Locale("en").months["format"]["wide"]
    own = translations.locale(code).months["format"]["wide"]
    for month in range(1, 13):
        name = own[month]
        day = said(code, written.day, datetime(2025, month, 8, tzinfo=UTC))
        assert name in day
        assert english[month] not in day or name == english[month]


def own_unit(code, unit):
    """The words of a unit in each plural category, as the language's own data has them."""
    patterns = translations.locale(code)._data["unit_patterns"].get(f"duration-{unit}", {})
    return UNITS.get(code, {}).get(unit) or dict(patterns.get("long", {}))


@pytest.mark.parametrize(("code", "unit"), list(product(LANGUAGES, LENGTHS)))
def test_a_unit_is_written_out_in_each_language(code, unit):
    assert own_unit(code, unit), "CLDR abbreviates it: give it forms in web/units.py"
    for amount in (1, 2, 3, 5, 7, 11, 21, 100):
        words = said(code, written.lifetime, Lifetime(amount=amount, unit=unit))
        assert str(amount) in words or amount <= 2
        assert len(letters(words)) >= 2, words
        assert "{" not in words


@every
def test_no_unit_is_an_english_one_but_where_the_languages_share_it(code):
    for unit, amount in product(LENGTHS, (1, 2, 5, 13)):
        one = Lifetime(amount=amount, unit=unit)
        mine, english = letters(said(code, written.lifetime, one)), letters(said("en", written.lifetime, one))
        assert mine != english or code == "en" or (code, mine) in SHARED


@pytest.mark.parametrize(
    ("code", "amount", "unit", "shown"),
    [
        ("en", 1, Unit.YEAR, "1 year"),
        ("en", 13, Unit.MONTH, "13 months"),
        ("pl", 2, Unit.MONTH, "2 miesiące"),
        ("pl", 5, Unit.MONTH, "5 miesięcy"),
        ("pl", 22, Unit.YEAR, "22 lata"),
        ("hr", 21, Unit.DAY, "21 dan"),
        ("sl", 2, Unit.DAY, "2 dneva"),
        ("lt", 11, Unit.DAY, "11 dienų"),
        ("lv", 21, Unit.DAY, "21 diena"),
        ("ro", 21, Unit.DAY, "21 de zile"),
        ("ar", 2, Unit.MONTH, "شهران"),
        ("ar", 6, Unit.MONTH, "6 أشهر"),
        ("ar", 13, Unit.MONTH, "13 شهرًا"),
        ("he", 2, Unit.MONTH, "חודשיים"),
        ("ga", 1, Unit.YEAR, "1 bhliain"),
        ("ga", 3, Unit.YEAR, "3 bliana"),
        ("ga", 7, Unit.YEAR, "7 mbliana"),
        ("ga", 11, Unit.YEAR, "11 bliain"),
        ("ga", 24, Unit.HOUR, "24 uair an chloig"),
        ("ga", 30, Unit.MINUTE, "30 nóiméad"),
        ("ga", 6, Unit.MONTH, "6 mhí"),
        ("mt", 1, Unit.YEAR, "1 sena"),
        ("mt", 2, Unit.YEAR, "sentejn"),
        ("mt", 6, Unit.MONTH, "6 xhur"),
        ("mt", 13, Unit.MONTH, "13-il xahar"),
        ("mt", 30, Unit.MINUTE, "30 minuta"),
        ("mt", 30, Unit.DAY, "30 jum"),
    ],
)
def test_a_length_of_time_has_the_form_that_its_amount_wants(code, amount, unit, shown):
    assert said(code, written.lifetime, Lifetime(amount=amount, unit=unit)) == shown


@pytest.mark.parametrize("code", sorted(UNITS))
def test_units_of_our_own_have_a_form_for_each_category_that_the_language_tells_apart(code):
    categories = {*translations.locale(code).plural_form.tags, "other"}
    assert set(UNITS[code]) == set(LENGTHS)
    for forms in UNITS[code].values():
        assert "other" in forms
        assert set(forms) <= categories


@pytest.mark.parametrize("code", translations.interface_languages())
@pytest.mark.parametrize("unit", [Unit.SESSION, Unit.PERSISTENT])
def test_what_has_no_length_is_told_in_the_interfaces_words(code, unit):
    words = said(code, written.lifetime, Lifetime(amount=0, unit=unit))
    assert words
    assert (words == said("en", written.lifetime, Lifetime(amount=0, unit=unit))) == (code == "en")


@every
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_list_has_each_thing_once_and_in_order(code, count):
    names = ["Matomo", "Google Analytics 4", "Yahoo!", "C++", "{0}"][:count]
    shown = said(code, written.listed, names)
    places = [shown.index(name) for name in names]
    assert places == sorted(places)
    assert all(shown.count(name) == 1 for name in names)
    assert (" and " in shown) == (code == "en" and count > 1)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "A, B and C"),
        ("de", "A, B und C"),
        ("ga", "A, B agus C"),
        ("mt", "A, B, u C"),
        ("ar", "\u2068A\u2069 و\u2068B\u2069 و\u2068C\u2069"),
        ("he", "\u2068A\u2069, \u2068B\u2069 \u05d5\u2068C\u2069"),
    ],
)
def test_a_list_is_joined_as_the_language_joins_it(code, shown):
    assert said(code, written.listed, ["A", "B", "C"]) == shown


def test_a_list_of_names_with_marks_of_their_own_keeps_them_and_escapes_the_others():
    with translations.speaking("en"):
        assert written.listed([Markup("<i>a</i>"), "<b>"]) == Markup("<i>a</i> and &lt;b&gt;")


@every
def test_countries_are_named_in_the_language_or_visibly_in_english(code):
    for country in ("FR", "IE", "US", "GB", "DE", "IL", "EG", "MT"):
        name = said(code, written.country, country)
        assert name
        assert name != country
        assert "<" not in name
    assert (said(code, written.country, "US") == "United States") == (code == "en")


def test_a_country_without_a_name_in_a_language_has_the_english_one_marked_as_such():
    assert said("mt", written.country, "CQ") == '<span lang="en" dir="ltr">Sark</span>'
    assert said("mt", written.country_name, "CQ") == "Sark"


@every
def test_each_language_is_named_in_itself(code):
    name = written.language_name(code)
    assert name
    assert (name == "English") == (code == "en")
    assert name == Locale.parse(code).languages[code]


@pytest.mark.parametrize(
    ("code", "shown"), [("en", "12,345"), ("de", "12.345"), ("es", "12.345"), ("fr", "12\u202f345")]
)
def test_a_number_is_grouped_as_the_language_groups_it_and_counts_all_the_same(code, shown):
    assert said(code, written.Number, 12345) == shown
    assert written.Number(2) == 2


@pytest.mark.parametrize("code", translations.interface_languages())
def test_kinds_of_data_are_told_in_the_language(code):
    words = {said(code, written.data_kind, kind) for kind in DataKind}
    assert len(words) == len(DataKind)
    assert (said(code, written.data_kind, DataKind.USAGE) == "what you look at and click") == (code == "en")


@pytest.mark.parametrize(("code", "sign"), [("en", ", "), ("fr", ", "), ("ar", "، "), ("he", ", ")])
def test_two_phrases_side_by_side_have_the_languages_comma(code, sign):
    with translations.speaking(code):
        assert written.comma() == sign
