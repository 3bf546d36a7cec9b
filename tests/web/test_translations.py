"""The interface in other languages: whole catalogues, and pages that speak one language from top to bottom."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from flask import Flask

from cookieprefs.i18n.judging import forms, judge, messages
from cookieprefs.web import translations
from cookieprefs.web.render import told
from tests import sample
from tests.conftest import publish
from tests.visitor import Visitor

TOP = Path(__file__).parents[2]
FILES = sorted((TOP / "cookieprefs" / "translations").glob("*.po"))
FRENCH = FILES[0].with_stem("fr")
PAGES = ["/", "/preferences", "/receipt", "/versions/1"]

every_file = pytest.mark.parametrize("file", FILES, ids=[one.stem for one in FILES])


def read(file: Path) -> Catalog:
    with file.open("rb") as written:
        return read_po(written, locale=file.stem, abort_invalid=True)


def test_the_interface_speaks_the_languages_that_have_a_catalogue() -> None:
    spoken = "ar bg cs da de el es et fi fr ga he hr hu it lt lv mt nl pl pt ro sk sl sv"
    assert translations.interface_languages() == ("en", *spoken.split())


@every_file
def test_everything_is_said_in_sure_and_whole_sentences(file: Path) -> None:
    assert judge(file.stem).flaws == ()
    assert all(form == form.strip() for one in messages(read(file)) for form in forms(one.string))


@every_file
def test_a_file_says_what_it_is_and_nothing_of_who_made_it(file: Path) -> None:
    headers = dict(read(file).mime_headers)
    text = file.read_text(encoding="utf-8")
    assert headers["Language"] == file.stem
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Date" not in text.partition("\n\n")[0]
    assert not re.search(r"\S@\S|^#:", text, re.MULTILINE)


@every_file
def test_a_file_compiles(file: Path) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(file))
    assert compiled.getvalue().startswith(b"\xde\x12\x04\x95")
    assert translations.catalogue(file.stem).gettext("Refuse all") != "Refuse all"


@pytest.mark.parametrize("slip", [r"(?<![\u00a0\u202f])[:;?!»]", r"«(?!\u00a0)", r"""["'“”]""", r"  |\.\.\."])
def test_french_typography(slip: str) -> None:
    french = [form for one in messages(read(FRENCH)) for form in forms(one.string)]
    assert [form for form in french if re.search(slip, form)] == []


@pytest.mark.parametrize(("count", "word"), [(0, "élément"), (1, "élément"), (2, "éléments")])
def test_french_counts_nothing_in_the_singular(count: int, word: str) -> None:
    one = "What %(service)s stores: %(count)s item"
    with translations.speaking("fr"):
        assert translations.say_number(one, f"{one}s", count).endswith(f" {word}")


def test_a_language_that_we_do_not_speak_is_answered_in_the_source() -> None:
    with translations.speaking("eo"):
        assert translations.say("Refuse all") == "Refuse all"


@pytest.fixture
def french(app: Flask) -> Visitor:
    """Somebody who reads French and asks for it by the address alone."""
    return Visitor(app, has_htmx=False)


def english_left(page: BeautifulSoup) -> list[str]:
    """The words of a French page, told by eye or by ear, that are English ones of the interface."""
    return [words for words in told_words(page) if any(one.search(words) for one in english())]


def told_words(page: BeautifulSoup) -> Iterator[str]:
    for node in page.find_all(string=True):
        if type(node) is NavigableString and is_french(node.parent):
            yield " ".join(node.split())
    for name in ("aria-label", "title", "alt", "data-cookieprefs-label", "data-cookieprefs-offline"):
        for tag in page.select(f"[{name}]"):
            if is_french(tag):
                yield " ".join(str(tag[name]).split())


def is_french(tag) -> bool:
    return next(one["lang"] for one in (tag, *tag.parents) if one.get("lang")) == "fr"


@cache
def english() -> list[re.Pattern[str]]:
    """Each English sentence that has another one in French; whole ones are found inside longer texts too."""
    found = []
    for one in messages(read(FRENCH)):
        for form in forms(one.id):
            letters = translations.PLACE.sub("", form)
            if form in forms(one.string) or len(letters.strip()) <= 3:
                continue
            pattern = ".+?".join(map(re.escape, translations.PLACE.split(form)))
            found.append(re.compile(pattern if len(letters.split()) > 3 else f"^{pattern}$"))
    return found


def test_english_that_is_left_is_found() -> None:
    page = """<html lang="fr"><p title="Cookies of Hotjar">Oui. You have not decided yet.
        <b>1 of 3 on</b> <i lang="en">Refuse all</i> Refuse all <b>Matomo</b> Tout refuser"""
    assert english_left(BeautifulSoup(page, "html5lib")) == [
        "Oui. You have not decided yet.",
        "1 of 3 on",
        "Refuse all",
        "Cookies of Hotjar",
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_french_throughout(french: Visitor, path: str) -> None:
    page = french.open(f"{path}?lang=fr")
    assert page.html["lang"] == "fr"
    assert english_left(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_french_throughout_once_the_visitor_has_decided_and_is_asked_anew(
    app: Flask, french: Visitor, path: str
) -> None:
    french.open("/?lang=fr")
    french.press("Tout accepter", within="#cookieprefs-banner")
    publish(app, sample.with_service("vimeo", "media", sample.without_service("hotjar")))
    page = french.open(f"{path}?lang=fr")
    assert french.has_banner() == (path != "/preferences")
    assert english_left(page) == []


def test_the_banner_is_french(french: Visitor) -> None:
    banner = french.open("/?lang=fr").select_one("#cookieprefs-banner")
    assert banner["lang"] == "fr"
    assert [one.get_text(strip=True) for one in banner.select("button")] == ["Tout refuser", "Tout accepter"]


def test_an_error_is_told_in_french(french: Visitor) -> None:
    page = french.open("/versions/99?lang=fr", status=404)
    assert page.html["lang"] == "fr"
    assert page.h1.get_text() == "Cela n\u2019a pas fonctionné"
    assert english_left(page) == []


@pytest.mark.parametrize("button", ["Tout refuser", "Tout accepter"])
def test_the_answer_to_a_french_decision_is_french(visitor: Visitor, button: str) -> None:
    visitor.open("/preferences?lang=fr")
    visitor.press(button, within="#cookieprefs-panel")
    assert visitor.answer.status_code == 200
    assert visitor.page.html["lang"] == "fr"
    assert english_left(visitor.page) == []


@pytest.mark.parametrize("path", PAGES)
def test_links_and_forms_keep_the_language(french: Visitor, path: str) -> None:
    french.open("/?lang=fr")
    french.press("Tout accepter", within="#cookieprefs-banner")
    page = french.open(f"{path}?lang=fr")
    own = [str(one["href"]) for one in page.select('a[href^="/"]:not([hreflang])')]
    assert own
    assert [one for one in own if parse_qs(urlsplit(one).query).get("lang") != ["fr"]] == []
    for form in page.select("form"):
        assert [one["value"] for one in form.select('input[name="lang"]')] == ["fr"]


def test_a_french_post_leads_to_a_french_page_even_where_no_referrer_tells_of_it(app: Flask) -> None:
    client = app.test_client()
    page = BeautifulSoup(client.get("/?lang=fr").text, "html5lib")
    fields = {one["name"]: one["value"] for one in page.select("#cookieprefs-banner input")}
    answer = client.post(
        "/preferences", data={**fields, "action": "refuse_all"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303
    assert language_of(client.get(answer.location).text) == "fr"


def language_of(html: str) -> str:
    return str(BeautifulSoup(html, "html5lib").html["lang"])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"en": "Maps", "fr": "Cartes"}, "Cartes"),
        ({"en": "Maps"}, '<span lang="en" dir="ltr">Maps</span>'),
        ({"ar": "خرائط", "de": "Karten"}, '<span lang="ar" dir="rtl">خرائط</span>'),
        ({"fr": "<b> & Cie"}, "&lt;b&gt; &amp; Cie"),
        ({"en": "<b>"}, '<span lang="en" dir="ltr">&lt;b&gt;</span>'),
    ],
)
def test_a_text_in_another_language_bears_its_own(words: dict[str, str], shown: str) -> None:
    with translations.speaking("fr"):
        assert told(words, "en") == shown
