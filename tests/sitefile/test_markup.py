"""Whose markup the site's pages still bear, as the site file says it."""

import pytest

from cookieprefs.sitefile import markup
from cookieprefs.web import assets
from tests.sitefile.folder import SITE, at, broken, reading

WRITTEN = [
    ("[klaro]", {"klaro": {}}),
    ("[klaro, cookiebot]", {"klaro": {}, "cookiebot": {}}),
    ("{klaro: }", {"klaro": {}}),
    ("{klaro: {}}", {"klaro": {}}),
    (
        "{klaro: {Our counter: counter, visits: audience}}",
        {"klaro": {"Our counter": "counter", "visits": "audience"}},
    ),
    ("{cookiebot: {statistics: audience}, klaro: }", {"cookiebot": {"statistics": "audience"}, "klaro": {}}),
    ("{orejime: {audience: audience}}", {"orejime": {"audience": "audience"}}),
]
FAULTY = [
    ("◆klaro", 'the text "klaro" stands where a list of tools belongs; write such as `[klaro]`'),
    ("[◆klaru]", '"klaru" is no tool whose markup is known here; did you mean `klaro`?'),
    ("{◆onetrust: }", '"onetrust" is no tool whose markup is known here; write one of `cookiebot`'),
    ("[◆{klaro: }]", "a mapping (of `klaro`) stands where a text belongs"),
    ("{klaro: ◆[ga]}", "a list stands where a mapping of its names to yours belongs"),
    (
        "{klaro: {ga: ◆[counter]}}",
        "a list stands where a text belongs; write the key of a service or of a purpose",
    ),
    ("{klaro: {ga: ◆countr}}", "`countr` is neither a service nor a purpose of yours; did you mean `counter`?"),
    ("{orejime: {◆audience: counter}}", "`audience` is a name of your own"),
    ("{vanilla-cookieconsent: {◆counter: audience}}", "`counter` is a name of your own"),
]


def with_markup(text):
    return SITE.replace("purposes:\n", f"markup: {text}\npurposes:\n", 1)


def test_none_is_read_where_none_is_named(tmp_path):
    assert reading(tmp_path).policy.markup == {}


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_each_tool_comes_with_what_its_names_mean(tmp_path, text, expected):
    found = reading(tmp_path, with_markup(text))
    assert found.errors == ()
    assert found.policy.markup == expected


@pytest.mark.parametrize(("text", "sentence"), FAULTY)
def test_what_cannot_be_meant_is_told_at_its_place(tmp_path, text, sentence):
    site, place = broken("purposes:\n", f"markup: {text}\npurposes:\n")
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.faults, place)), found.faults


def test_every_tool_has_its_reader():
    files = {one.stem for one in (assets.folder("static") / "markup").glob("*.js")}
    assert files == {*markup.TOOLS, "reading"}
