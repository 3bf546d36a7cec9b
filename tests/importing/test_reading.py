"""Which tool a file is of, and what is told where none or two can be meant."""

import pytest

from cookieprefs.importing.values import NotReadableError
from tests.importing.drafts import imported

APPS = '{"apps": [{"name": "youtube", "purposes": ["media"]}]}'
MANY = ['{"name": "a"}'] * 501


@pytest.mark.parametrize(
    ("content", "tool"),
    [
        ('{"services": [{"name": "a"}]}', "Klaro"),
        ('{"version":1,"lang":"en","services":[{"name":"a","title":"A"}]}', "Klaro"),
        ("var klaroConfig = {apps: [{name: 'a'}]}", "Klaro"),
        ("export default {services: [{name: 'a'}]}", "Klaro"),
        ('{"purposes": [{"id": "a", "cookies": []}]}', "Orejime"),
        ("window.orejimeConfig = {apps: [{name: 'a'}]}", "Orejime"),
        ("CookieConsent.run({categories: {a: {services: {hotjar: {}}}}})", "vanilla-cookieconsent"),
        ("<script>tarteaucitron.job.push('vimeo')</script>", "tarteaucitron"),
        ("Name,Provider,Category\nsid,Us,Necessary", "Cookiebot"),
    ],
)
def test_a_file_tells_whose_it_is(content, tool):
    assert imported(content).text.startswith(f"# Read from {tool} ")


@pytest.mark.parametrize(
    ("content", "said", "place"),
    [
        ("", "the file is empty", None),
        ("{", "this is no JSON", (1, 2)),
        ("var a = {\n  b: ;\n}", "this is no JavaScript", (2, 3)),
        ("<p>\n<script>\nvar a = ;</script>", "this is no JavaScript", (3, 7)),
        ("\xff".encode("latin-1"), "not UTF-8", (1, 1)),
        ("{}", "none of the configurations", None),
        ("var a = 1", "none of the configurations", None),
        (APPS, "may be of klaro or orejime", None),
        ("x = " + "[" * 100 + "]" * 100, "too deep", (1, 66)),
        ("[" * 200 + "]" * 200, "too deep", None),
        ("[" * 200_000, "cannot be held", None),
        ('Name,Provider,Category\na,"b', "cannot be read", None),
        (b" " * (4 * 1024 * 1024 + 1), "larger than 4 MB", None),
        ("<p>" * 200_000, "larger than 512 kB", None),
        ("tarteaucitron.init({})", "names no service", None),
        (f'{{"services": [{", ".join(MANY)}]}}', "500 can be held", None),
    ],
)
def test_what_cannot_be_read_is_told(content, said, place):
    with pytest.raises(NotReadableError, match=said) as told:
        imported(content)
    if place:
        assert told.value.place == place


def test_from_says_whose_it_is():
    assert "# Read from Klaro" in imported(APPS, tool="klaro").text
    assert "# Read from Orejime" in imported(APPS, tool="orejime").text
    with pytest.raises(NotReadableError, match="no configuration of django"):
        imported(APPS, tool="django")


@pytest.mark.parametrize(
    ("only", "said"), [((), "lists 1 platforms"), (("Googel",), "did you mean Google"), (("zzzz",), "look it up")]
)
def test_of_the_database_one_has_to_choose(only, said):
    table = "Platform,Category,Cookie / Data Key name,Wildcard match\nGoogle,Analytics,_ga,0"
    with pytest.raises(NotReadableError, match=said):
        imported(table, only=only)


def test_a_language_is_one():
    with pytest.raises(NotReadableError, match="no language's code"):
        imported('{"services": [{"name": "a"}]}', "xx-nope")
