"""No content whatever gives a traceback, and no prose gives HTML that does anything."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cookieprefs.core.policy import Policy
from cookieprefs.sitefile import Reading
from cookieprefs.sitefile.markers import MARKERS
from cookieprefs.sitefile.production import check_for_production
from tests.sitefile.folder import SITE, TEXT, reading
from tests.sitefile.prose import sheet_of

LINES = SITE.splitlines(keepends=True)
WORDS = (
    "key",
    "name",
    "cookies",
    "en",
    "fr",
    "regime",
    "use",
    "vendor",
    "site",
    "true",
    "matomo",
    "6 months",
    "*",
    "&a",
)
few = settings(max_examples=150, deadline=None)

odd_text = st.text(st.characters(codec="utf-8"), max_size=40)
snippets = st.one_of(
    odd_text, st.sampled_from(LINES), st.sampled_from([f"{one}: " for one in WORDS]), st.sampled_from(WORDS)
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), odd_text, st.sampled_from(WORDS))
nested = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(snippets, inner, max_size=4),
    max_leaves=20,
)


def read_all(site: str | bytes, **texts: str | bytes) -> Reading:
    """What reading such a folder gives; every fault has a place in it."""
    with TemporaryDirectory() as folder:
        found = reading(Path(folder), site, **texts)
        assert (found.policy is None) == bool(found.errors)
        for fault in found.faults:
            assert fault.line >= 1
            assert fault.column >= 1
            assert fault.problem
            assert fault.cure
            str(fault).encode()
        if found.policy:
            assert isinstance(found.policy, Policy)
            check_for_production(found.policy, Path(folder))
    return found


@few
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"a: \x00")
def test_any_bytes_give_a_reading(content):
    read_all(content, en=content)


@few
@given(st.text(max_size=300))
@example('"\\U99999999"')
@example("a: &a [*a]")
@example("!!binary x")
@example("? ")
@example("%TAG ! tag:x,2000:\n---\n!y z")
@example("- - - - - - - - - - - - - - - -")
@example("services: [{use: []}, {key: {}}, null, 3]")
@example("languages: [{}]\nsite: []\npurposes: {}\nvendors: 3\nservices: {a: b}\nconsent: [1]")
def test_any_text_gives_a_reading(content):
    read_all(content.encode("utf-8", "surrogatepass"))


@few
@given(
    st.dictionaries(st.sampled_from(("site", "languages", "consent", "purposes", "vendors", "services")), nested)
)
def test_any_values_under_the_known_keys_give_a_reading(data):
    read_all(json.dumps(data))


@few
@given(nested)
def test_any_values_written_as_yaml_give_a_reading(data):
    with TemporaryDirectory() as folder:
        YAML(typ="safe", pure=True).dump(data, path := Path(folder) / "any.yaml")
        content = path.read_bytes()
    read_all(content)


@st.composite
def mutated(draw, lines):
    """The lines with some of them taken out, doubled, put elsewhere or replaced."""
    changed = list(lines)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(changed) - 1))
        change = draw(st.sampled_from(("delete", "double", "move", "replace", "within")))
        line = changed.pop(place)
        if change == "double":
            changed[place:place] = [line, line]
        elif change == "move":
            changed.insert(draw(st.integers(0, len(changed))), line)
        elif change == "replace":
            changed.insert(place, draw(snippets) + "\n")
        elif change == "within":
            at = draw(st.integers(0, len(line)))
            changed.insert(place, line[:at] + draw(snippets) + line[at:])
    return "".join(changed)


@settings(few, max_examples=400)
@given(mutated(LINES))
def test_a_site_file_that_somebody_slipped_in_gives_a_reading(content):
    read_all(content.encode("utf-8", "surrogatepass"))


@few
@given(st.data())
def test_any_value_in_place_of_a_right_one_gives_a_reading(data):
    tree = YAML(typ="safe", pure=True).load(SITE)
    holder, key = data.draw(st.sampled_from(list(places(tree))))
    holder[key] = data.draw(nested)
    read_all(json.dumps(tree))


def places(tree):
    """Every mapping and list in the tree, with each of its keys."""
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from places(value)


MARKDOWN = (
    "# ", "## ", "\n---\n", "\n===\n", "\n\n", "\n", "- ", "> ", "1. ", "    ", "\t", "|a|b|\n|-|-|\n|c|d|\n",
    "```", "`", "*", "**", "[a](", ")", "[", "]", "![", "](https://x.test \"t\")", "](javascript:alert(1))",
    "](data:text/html,x)", "<script>", "</script>", "<style>", "<img src=x onerror=alert(1)>",
    "<a onclick=x href=\"", "\" onclick=\"x", "<!--", "-->", "&lt;script&gt;", "&#x3c;", "[[services]]",
    "[[domains]]", "[[how]]", "[[x]]", "[[", "]]", "[a]: javascript:x\n", "<https://x.test>",
    "<javascript:x>", "Last updated: 3 May 2026", "What cookies do we use?", "continue to browse",
    "\N{NO-BREAK SPACE}", "\0", "\x0b", "\\", "é", "中",
)  # fmt: skip
markdown = st.lists(st.one_of(st.sampled_from(MARKDOWN), st.text(max_size=8)), max_size=25).map("".join)
TAGS = {
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "a",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "table",
}
TAGS |= {"thead", "tbody", "tr", "th", "td", "hr", "br"}


@settings(few, max_examples=500)
@given(markdown)
def test_any_markdown_gives_html_that_does_nothing(text):
    prose, _ = sheet_of(text)
    for part in prose.parts if prose else ():
        assert bool(part.html) != bool(part.marker)
        assert part.marker in ("", *MARKERS)
        for element in BeautifulSoup(part.html, "html.parser").find_all(True):
            assert element.name in TAGS
            assert set(element.attrs) <= {"id", "href", "title", "rel", "scope", "start"}
            assert element.get("href", "/").partition(":")[0].lower() not in ("javascript", "data", "vbscript")


@few
@given(markdown)
def test_any_markdown_has_its_services_and_each_id_once(text):
    prose, sheet = sheet_of(text)
    if prose and not any(not one.is_warning for one in sheet.faults):
        assert [one.marker for one in prose.parts].count("services") == 1
    soup = BeautifulSoup("".join(part.html for part in prose.parts) if prose else "", "html.parser")
    ids = [one["id"] for one in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("cookieprefs-") for one in ids)


@few
@given(mutated(TEXT.splitlines(keepends=True)), st.binary(max_size=60))
def test_any_policy_text_in_the_folder_gives_a_reading(text, more):
    read_all(SITE, en=text.encode("utf-8", "surrogatepass"), fr=TEXT.encode() + more)
