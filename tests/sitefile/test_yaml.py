"""What is wrong with the YAML itself, and with the bytes that should be YAML."""

import pytest

from cookieprefs.sitefile.read import read
from tests.sitefile.folder import SITE, at, broken, reading

SYNTAX = [
    (
        "  key: shop\n",
        "  key: shop\n  ◆key: shop\n",
        "`key` stands here a second time; keep this or the one in line 2",
    ),
    ("    category: D\n", "    category: D\n    ◆title: {}\n", "`title` stands here a second time"),
    (
        "  name: Tea Corner\n",
        "  name: ◆*shop\n",
        "a reference (`*`) stands here; write the value itself once more",
    ),
    ("  name: Tea Corner\n", "  name: ◆!!str Tea\n", 'a type ("tag:yaml.org,2002:str") stands before the value'),
    (
        "  name: Tea Corner\n",
        "  name: ◆!python/object:os.system Tea\n",
        'a type ("!python/object:os.system") stands',
    ),
    ("  name: Tea Corner\n", "  name: Tea◆: Corner\n", "a second colon stands here; put the text in quotes"),
    ("  name: Tea Corner\n", '  name: ◆"Tea Corner\n', "a quote is opened and never closed"),
    ("  name: Tea Corner\n", "◆\tname: Tea Corner\n", "a tab stands here; indent with spaces"),
    ("  name: Tea Corner\n", "  name: ◆@tea\n", "a text cannot begin with this character; put the text in quotes"),
    (
        "  name: Tea Corner\n",
        "   name◆: Tea Corner\n",
        "a second colon stands here; put the text in quotes, or indent",
    ),
    (
        "  name: Tea Corner\n",
        " ◆name: Tea Corner\n",
        "this line does not fit the lines above it; indent it by as many",
    ),
    ("[en, fr]\n", "◆[en, fr\n", "a bracket is opened and never closed"),
    ("  name: Tea Corner\n", '  name: ◆"Tea \\0 Corner"\n', "the text holds an invisible character (U+0000)"),
    ("  name: Tea Corner\n", '  name: ◆"Tea \\ud800"\n', "the text holds an invisible character (U+D800)"),
    (
        "  name: Tea Corner\n",
        "  name: Tea ◆\x07Corner\n",
        "an invisible character stands here (U+0007); delete it",
    ),
    ("  name: Tea Corner\n", "  name: Tea ◆\0Corner\n", "an invisible character stands here (U+0000)"),
    ("  name: Tea Corner\n", "  ? ◆[a, b]\n  : c\n  name: Tea Corner\n", "a key must be one word"),
    ("  name: Tea Corner\n", "  ◆: c\n  name: Tea Corner\n", "a key is missing before the colon"),
    ("        shared: true\n", "        shared: true\n◆---\na: b\n", "a second document begins here"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SYNTAX)
def test_what_is_no_yaml_of_ours_is_named_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    if "second document" in sentence:
        site = site[: site.index("        holds: {en: A number., fr: Un numéro.}\n")]
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.errors]


BYTES = [
    (b"", (1, 1), "nothing is written here"),
    (b"\n# only a word\n", (1, 1), "nothing is written here"),
    (b"- a list", (1, 1), "a list stands where a mapping belongs"),
    (b"just words", (1, 1), 'the text "just words" stands where a mapping belongs'),
    (b"a: b\nname: caf\xe9\n", (2, 10), "this character is not UTF-8; save the file as UTF-8"),
    ("site: ü".encode("utf-16"), (1, 1), "the file is written in UTF-16; save it as UTF-8"),
    (b'a: "\\U99999999"', (1, 1), "this is no YAML"),
    (b"#" * 600_000, (1, 1), "the file is larger than 512 kB"),
    (b"#" * 10_000_000, (1, 1), "the file is larger than 512 kB"),
    (b"a: " + b"[" * 100_000, (1, 16), "lists and mappings lie too deep here"),
    (b"- " * 100_000, (1, 27), "lists and mappings lie too deep here"),
    (b"{" * 100_000, (1, 2), "a key must be one word"),
    (b"%YAML 9.9\n---\na: b", (1, 1), "the YAML cannot be read from here on"),
]


@pytest.mark.parametrize(("content", "place", "sentence"), BYTES, ids=range(len(BYTES)))
def test_bytes_that_are_no_site_file_give_a_fault(tmp_path, content, place, sentence):
    found = reading(tmp_path, content)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one)[:300] for one in found.errors]


def test_references_do_not_multiply(tmp_path):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 12):
        bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n"
    found = reading(tmp_path, bomb)
    assert sum("a reference" in one.problem for one in found.errors) == 11 * 9


def test_faults_after_a_repeated_key_are_still_told(tmp_path):
    site = SITE.replace("  key: shop\n", "  key: shop\n  key: shop\n").replace("country: BE", "country: UK")
    assert [one.line for one in reading(tmp_path, site).errors] == [3, 11]


def test_a_byte_order_mark_and_windows_line_ends_change_no_place(tmp_path):
    site = SITE.replace("country: BE", "country: UK")
    found = reading(tmp_path, b"\xef\xbb\xbf" + site.replace("\n", "\r\n").encode())
    assert [(one.line, one.column) for one in found.errors] == [(10, 14)]


def test_norway_and_numbers_stay_what_was_written(tmp_path):
    site = SITE.replace("country: BE", "country: NO").replace("  name: Tea Corner\n", "  name: 2024\n")
    found = reading(tmp_path, site)
    assert (found.policy.site.controller.country, found.policy.site.name) == ("NO", "2024")


def test_a_missing_file_says_how_to_get_one(tmp_path):
    assert [one.problem for one in reading(tmp_path, None).errors] == ["there is no such file"]


def test_a_folder_in_place_of_the_file_is_a_fault(tmp_path):
    (tmp_path / "site.yaml").mkdir()
    assert [one.problem for one in read(tmp_path).errors] == ["there is no such file"]


def test_characters_may_be_escaped_the_way_json_does(tmp_path):
    site = SITE.replace("  name: Tea Corner\n", '  name: "Tea \\ud83c\\udf75"\n')
    assert reading(tmp_path, site).policy.site.name == "Tea 🍵"


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert [one.problem for one in read(tmp_path / "nowhere").errors] == ["there is no such file"]


def test_the_prose_is_checked_even_where_the_site_file_cannot_be_read(tmp_path):
    found = reading(tmp_path, "[", en="# T\n\n[[nothing]]\n")
    assert [one.file for one in found.errors] == [f"{tmp_path}/site.yaml", f"{tmp_path}/policy.en.md"]
