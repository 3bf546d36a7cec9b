"""Pages that run right to left: each mark of a language says its direction, and names stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bs4 import NavigableString

from cookieprefs.web import translations
from tests import sample
from tests.visitor import Visitor

PAGES = ["/", "/preferences", "/receipt", "/versions/1", "/do-not-sell"]
NAMES = [
    *("Matomo", "Hotjar", "YouTube", "Google", "Test Shop", "1 Test Street", "privacy@shop.test", "shop.test"),
    *("CNIL", "_pk_id", "_hj", "VISITOR_INFO1_LIVE", "https://"),
]
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
HEBREW = re.compile("[\u05d0-\u05ea\u0621-\u064a]")

both = pytest.mark.parametrize("code", ["he", "ar"])


@pytest.fixture
def visitor(make_app, instance) -> Visitor:
    """Somebody on a site in English, Hebrew, Arabic and Persian, which the interface does not speak."""
    site = sample.with_service("google-ads", "media", sample.with_languages("en", "he", "ar", "fa"))
    sample.write(instance, site)
    return Visitor(make_app(), has_htmx=True)


def blocks(page) -> Iterator[tuple[NavigableString, str]]:
    """Each text on a page that is seen, with what is left of it outside of its isolated parts."""
    for node in page.body.find_all(string=True):
        if type(node) is not NavigableString or node.parent.name in ("script", "pre"):
            continue
        left, found = str(node), None
        while found != left:
            found, left = left, ISOLATED.sub("", left)
        yield node, left


def is_apart(node: NavigableString, code: str) -> bool:
    """Whether an element around it isolates it, or all that stands beside it in its line runs the same way."""
    for one in node.parents:
        if one.name == "bdi" or one.get("dir") in ("ltr", "auto"):
            return True
        if one.get("dir") == translations.direction(code) or one.name in (
            "p",
            "li",
            "dd",
            "td",
            "h1",
            "h2",
            "h3",
            "h4",
        ):
            return not HEBREW.search(one.get_text())
    return False


def mingled(page, code) -> list[str]:
    """The names that stand in a line of the other direction without being kept apart from it."""
    return [
        " ".join(node.split())
        for node, left in blocks(page)
        if any(name in left for name in NAMES) and not is_apart(node, code)
    ]


def test_a_name_that_is_not_kept_apart_is_found(visitor):
    page = visitor.open("/?lang=he")
    assert not mingled(page, "he")
    (label,) = page.select("label[for=cookieprefs-switch-matomo]") or page.select("#cookieprefs-listed-matomo")
    label.bdi.unwrap()
    label.append(" של")
    assert mingled(page, "he") == ["Matomo"]


@both
@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_as_its_language_does_and_keeps_names_apart(visitor, code, path):
    page = visitor.open(f"{path}?lang={code}")
    assert (page.html["lang"], page.html["dir"]) == (code, "rtl")
    for part in page.select("#cookieprefs-banner, #cookieprefs-panel, #cookieprefs-do-not-sell[lang]"):
        assert (part["lang"], part["dir"]) == (code, "rtl")
    assert mingled(page, code) == []


@both
@pytest.mark.parametrize("path", PAGES)
def test_it_does_so_once_the_visitor_has_decided(visitor, code, path):
    visitor.open(f"/preferences?lang={code}")
    with translations.speaking(code):
        visitor.press(translations.say("Accept all"), within="#cookieprefs-panel")
    status = visitor.page.select_one("#cookieprefs-status")
    assert "\u2068" in status.get_text()
    assert mingled(visitor.page, code) == []
    assert mingled(visitor.open(f"{path}?lang={code}"), code) == []


@both
def test_a_proof_and_what_was_shown_run_so_too(visitor, code):
    visitor.open(f"/preferences?lang={code}")
    with translations.speaking(code):
        visitor.press(translations.say("Accept all"), within="#cookieprefs-panel")
    receipt = visitor.open(f"/receipt?lang={code}")
    links = receipt.select(".cookieprefs-record dd a")
    proof = visitor.open(links[0]["href"])
    assert proof.html["dir"] == "rtl"
    assert mingled(proof, code) == []
    marked = f'lang="{code}" dir="rtl"'
    assert f"<html {marked}" in proof.iframe["srcdoc"]
    assert marked in visitor.client.get(receipt.select_one("a.cookieprefs-hash")["href"]).text


def test_every_mark_of_a_language_says_its_direction(visitor):
    for path, code in ((path, code) for path in PAGES for code in ("en", "he", "fa")):
        page = visitor.open(f"{path}?lang={code}")
        for one in page.select("[lang]"):
            assert one["dir"] == translations.direction(one["lang"]), one.name


@pytest.mark.parametrize("path", PAGES)
def test_a_page_from_left_to_right_bears_no_invisible_signs(visitor, path):
    visitor.open(f"{path}?lang=en")
    assert not re.search("[\u2066-\u2069]", visitor.answer.text)


def test_sentences_that_scripts_fill_in_have_places_that_keep_apart(visitor):
    told = visitor.client.get("/effects.js?lang=he").text
    assert '"direction": "rtl"' in told
    assert "\u2068{services}\u2069" in told
    assert "\u2068{vendor}\u2069" in visitor.client.get("/embed.js?lang=he").text
    english = visitor.client.get("/effects.js").text
    assert '"direction": "ltr"' in english
    assert "\u2068" not in english


def test_english_words_on_a_page_that_the_interface_does_not_speak_run_as_english_does(visitor):
    page = visitor.open("/?lang=fa")
    assert page.html["dir"] == "rtl"
    (button,) = page.select("#cookieprefs-banner button[value=refuse_all]")
    assert button.get_text(strip=True) == "\u2066Refuse all\u2069"


@pytest.mark.parametrize("path", ["/versions/99?lang=he", "/no-such-page?lang=he"])
def test_an_error_runs_as_its_language_does(visitor, path):
    page = visitor.open(path, status=404)
    assert (page.html["lang"], page.html["dir"]) == ("he", "rtl")
