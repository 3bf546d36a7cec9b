"""`cookieprefs i18n status`: what is not said in which language, and an exit code for it."""

import re

import pytest

from cookieprefs.web import translations

STATUS = ("i18n", "status")
LANGUAGES = "languages: [en, fr, de, es, it]"


@pytest.fixture
def spanish(monkeypatch, tmp_path):
    """The interface with one catalogue of two sentences, one of which is not ours."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    said = 'msgid "Refuse all"\nmsgstr "Rechazar todo"\n\nmsgid "Olé"\nmsgstr "¡Olé!"\n'
    (tmp_path / "es.po").write_text(f"{head}\n{said}", encoding="utf-8")
    monkeypatch.setattr(translations, "_FOLDER", tmp_path)
    translations.catalogue.cache_clear()
    yield
    translations.catalogue.cache_clear()


def test_the_interface_is_whole_and_needs_no_instance(empty_shop):
    result = empty_shop.run(*STATUS, "--interface")
    assert result.exit_code == 0
    assert re.search(r"^fr: (\d+) of \1 sentences$", result.stdout, re.MULTILINE)
    assert not empty_shop.folder.exists()


def test_flaws_of_the_interface_are_told_one_by_one(empty_shop, spanish):
    result = empty_shop.run(*STATUS, "--interface")
    assert result.exit_code == 1
    assert result.stdout.startswith("es: 1 of ")
    assert "  missing: Accept all\n" in result.stdout
    assert "  stale: Olé\n" in result.stdout


def test_flaws_come_as_json_for_programs(empty_shop, spanish):
    told = empty_shop.json(*STATUS, "--interface", "--json")
    (one,) = told["interface"]
    assert (one["language"], one["translated"]) == ("es", 1)
    assert {"kind": "stale", "sentence": "Olé"} in one["flaws"]
    assert told["site"] is None


def test_a_site_that_says_everything_in_its_languages_is_in_order(shop):
    shop.edit("site.yaml", LANGUAGES, "languages: [en]")
    result = shop.run(*STATUS)
    assert "Each of its texts stands in all of them." in result.stdout
    assert result.exit_code == 0


def test_texts_that_fall_back_are_named_with_the_languages_that_lack_them(shop):
    shop.edit("site.yaml", LANGUAGES, "languages: [en, eo]")
    text = (shop.folder / "site.yaml").read_text("utf-8").replace(", fr: ", ", eo: ").replace(" fr: ", " eo: ")
    (shop.folder / "site.yaml").write_text(text, "utf-8")
    result = shop.run(*STATUS)
    assert result.exit_code == 1
    assert "The interface does not speak eo: its own words stay English there." in result.stdout
    assert "  the policy's text: not in eo\n" in result.stdout
    assert "  description of the service matomo: not in eo\n" in result.stdout
    told = shop.json(*STATUS, "--json")["site"]
    assert told["unspoken"] == ["eo"]
    assert {"text": "the policy's text", "languages": ["eo"]} in told["lacking"]


def test_a_site_file_with_errors_is_left_to_check(shop):
    shop.edit("site.yaml", LANGUAGES, "languages: []")
    result = shop.run(*STATUS)
    assert result.exit_code == 1
    assert "see them with: cookieprefs check" in result.stdout
    assert shop.json(*STATUS, "--json")["site"]["errors"]
