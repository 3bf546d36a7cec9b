"""Each way in which a catalogue can be wrong is told by its name."""

from __future__ import annotations

import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cookieprefs.i18n.judging import Flaw, Kind, flaws, judge
from cookieprefs.web import translations

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
POLISH = (
    '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
)
ONE = 'msgid "%(count)s item of {service}"\nmsgid_plural "%(count)s items of {service}"\n'
THREE = ONE + "".join(f'msgstr[{place}] "%(count)s z {{service}} {place}"\n' for place in range(3))


def wanted(*sentences):
    found = Catalog()
    for one in sentences:
        found.add(one)
    return found


def written(text):
    return read_po(io.BytesIO(f"{HEAD}{POLISH}\n{text}".encode()), locale="pl")


ITEMS = ("%(count)s item of {service}", "%(count)s items of {service}")


@pytest.mark.parametrize(
    ("text", "sentence", "kinds"),
    [
        ('msgid "Yes"\nmsgstr "Tak"', "Yes", []),
        ("", "Yes", [Kind.MISSING]),
        ('msgid "Yes"\nmsgstr ""', "Yes", [Kind.MISSING]),
        ('msgid "Yes"\nmsgstr " "', "Yes", [Kind.MISSING]),
        ('#~ msgid "Yes"\n#~ msgstr "Tak"', "Yes", [Kind.MISSING, Kind.STALE]),
        ('msgid "Yes"\nmsgstr "Yes"', "Yes", [Kind.LEFT_IN_ENGLISH]),
        ('msgid "cookie"\nmsgstr "cookie"', "cookie", []),
        ('#, fuzzy\nmsgid "Yes"\nmsgstr "Tak"', "Yes", [Kind.UNSURE]),
        ('msgid "Yes"\nmsgstr "Tak"\n\nmsgid "No"\nmsgstr "Nie"', "Yes", [Kind.STALE]),
        ('msgid "Yes, {name}"\nmsgstr "Tak"', "Yes, {name}", [Kind.PLACE_BROKEN]),
        ('msgid "Yes, {name}"\nmsgstr "Tak, {nazwa}"', "Yes, {name}", [Kind.PLACE_BROKEN]),
        ('msgid "Yes, {name}"\nmsgstr "Tak, {name} {name}"', "Yes, {name}", [Kind.PLACE_BROKEN]),
        ('msgid "%(a)s of %(b)s"\nmsgstr "%(b)s, %(a)s"', "%(a)s of %(b)s", []),
        ('msgid "%(a)s of %(b)s"\nmsgstr "%(a) z %(b)s"', "%(a)s of %(b)s", [Kind.PLACE_BROKEN]),
        ('msgid "all"\nmsgstr "100 %"', "all", [Kind.PLACE_BROKEN]),
        ('msgid "run <code>x</code>"\nmsgstr "<code>x</code>"', "run <code>x</code>", []),
        ('msgid "run <code>x</code>"\nmsgstr "<code>x"', "run <code>x</code>", [Kind.PLACE_BROKEN]),
        (THREE, ITEMS, []),
        (ONE + 'msgstr[0] "%(count)s {service}"\nmsgstr[1] "%(count)s {service}"', ITEMS, ["two of three"]),
        (THREE.replace('"%(count)s z {service} 1"', '""'), ITEMS, [Kind.PLURAL_FORM_MISSING]),
        (THREE.replace("{service} 2", "2"), ITEMS, [Kind.PLACE_BROKEN]),
    ],
)
def test_what_is_wrong_with_a_sentence_is_told_by_its_name(text, sentence, kinds):
    found = [one.kind for one in flaws(written(text), wanted(sentence))]
    assert found == [Kind.PLURAL_FORM_MISSING if one == "two of three" else one for one in kinds]


def test_a_flaw_names_its_sentence_in_english():
    text = 'msgid "No"\nmsgstr "Nie"'
    assert list(flaws(written(text), wanted(ITEMS))) == [
        Flaw(kind=Kind.MISSING, sentence="%(count)s item of {service}"),
        Flaw(kind=Kind.STALE, sentence="No"),
    ]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of catalogues in place of ours."""
    monkeypatch.setattr(translations, "_FOLDER", tmp_path)
    return tmp_path


def test_a_catalogue_is_counted_against_the_whole_source(folder):
    (folder / "pl.po").write_text(f'{HEAD}{POLISH}\nmsgid "On"\nmsgstr "Tak"\n', encoding="utf-8")
    judged = judge("pl")
    assert judged.translated == 1
    assert judged.sentences > 200
    assert {one.kind for one in judged.flaws} == {Kind.MISSING}


@pytest.mark.parametrize("content", [b'msgid "a\nmsgstr', b"\xff\xfe\x00", b'msgid "On"\nmsgstr "\xff"\n'])
def test_a_file_that_is_no_catalogue_says_nothing(folder, content):
    (folder / "pl.po").write_bytes(content)
    judged = judge("pl")
    assert judged.translated == 0
    assert judged.flaws
