"""What visitors read in English is read with ease: banner, panel, the starter's purposes, the whole interface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cookieprefs import firstrun
from cookieprefs.i18n.judging import forms, messages
from cookieprefs.i18n.source import source
from cookieprefs.web import translations
from tests.reading import grade, sentences, syllables
from tests.visitor import Visitor

HARDEST = 8.0
"""The school year up to which a text is called plain English."""

DOCS = Path(__file__).parents[2] / "docs" / "languages.md"
WORDS = {
    1: "site yes press stays used stored clicked checks leaves choice change screen things typed shared paid",
    2: "cookie browser refuse accept service button visit decide counted language people player details number",
    3: "privacy policy companies decided optional services advertise visitor audience measurement purposes video",
    4: "necessary advertising preferences conversation approximate information",
    5: "identifier",
    6: "responsibility",
}


@pytest.mark.parametrize(("count", "word"), [(count, word) for count in WORDS for word in WORDS[count].split()])
def test_syllables_are_counted_as_they_are_spoken(count: int, word: str) -> None:
    assert syllables(word) == count


def test_a_text_is_parted_where_a_reader_draws_breath() -> None:
    assert sentences("Videos: We show them; you choose. Is it so? See shop.test (or not).") == [
        *("Videos", "We show them;", "you choose.", "Is it so?", "See shop.test (or not)."),
    ]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("The cat sat on the mat.", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
    ],
)
def test_the_figures_are_those_published_for_a_text_or_a_little_stricter(text: str, published: float) -> None:
    assert published - 0.1 <= grade([text]) <= published + 2


@pytest.fixture
def shop(make_app, instance) -> Visitor:
    """Somebody in the starter's shop, who reads English."""
    for one in instance.glob("*.*"):
        if one.suffix in (".md", ".yaml"):
            one.unlink()
    starter = instance.parent / "starter"
    firstrun.write_starter(starter)
    for one in starter.iterdir():
        (instance / one.name).write_bytes(one.read_bytes())
    return Visitor(make_app(), has_htmx=False)


def told(part) -> list[str]:
    """The texts of a part of a page that are whole sentences; labels would make it easier than it is."""
    found = [one for one in part.select("p, li") if not one.select("p, ul, form, table")]
    texts = [" ".join(one.get_text(" ").split()) for one in found]
    return [one for one in texts if one.endswith((".", "!", "?"))]


def test_the_banner_and_the_panel_are_read_with_ease_and_the_docs_say_how_easily(shop) -> None:
    banner = told(shop.open("/?lang=en").select_one("#cookieprefs-banner"))
    panel = told(shop.open("/preferences?lang=en").main)
    assert len(banner) >= 6
    assert len(panel) >= 25
    years = {"banner": grade(banner), "preferences": grade(panel)}
    assert max(years.values()) <= HARDEST
    written = DOCS.read_text(encoding="utf-8")
    for name, year in years.items():
        (stated,) = re.findall(rf"\| the {name} \| ([\d.]+) \|", written)
        assert float(stated) == pytest.approx(year, abs=0.25), f"the {name} is {year:.1f}"


def test_the_whole_interface_is_read_with_ease() -> None:
    said = [translations.PLACE.sub("Matomo", form) for one in messages(source()) for form in forms(one.id)]
    whole = [one for one in said if one.endswith((".", "!", "?"))]
    assert len(whole) > 100
    assert grade(whole) <= HARDEST
    (stated,) = re.findall(r"\| all sentences of the interface \| ([\d.]+) \|", DOCS.read_text(encoding="utf-8"))
    assert float(stated) == pytest.approx(grade(whole), abs=0.25), f"{grade(whole):.1f}"
