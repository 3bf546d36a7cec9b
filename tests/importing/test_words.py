"""Names, lifetimes and texts of other tools in ours; whatever they are, the file can be read again."""

import json
import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cookieprefs.importing.draft import FoundCookie, FoundService
from cookieprefs.importing.lifetimes import lifetime_in
from cookieprefs.importing.matching import library_key, recognised
from cookieprefs.importing.patterns import names_for, regex_in
from cookieprefs.importing.values import plain, tidied
from cookieprefs.importing.yamltext import Lines
from cookieprefs.sitefile.yaml_tree import Tree
from tests.importing.drafts import imported


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("/^_pk_.*$/", ("_pk_*",)),
        ("/^_ga/", ("_ga*",)),
        ("/_ga/", ("*_ga*",)),
        (r"/^a\.b$/", ("a.b",)),
        ("/^(_ga|_gid)$/", ("_ga", "_gid")),
        ("/^(?:own_)(.*)$/", ()),
        ("/^a|b$/", ("a*", "*b")),
        ("/^_gat_.+$/", ()),
        ("/^_ga$/i", ()),
        ("/^[ab]$/", ()),
        (r"/^\d$/", ()),
        ("/^a?$/", ()),
        ("/^(a)+$/", ()),
    ],
)
def test_an_expression_is_a_name_where_that_says_exactly_the_same(written, names):
    assert names_for(regex_in(written)) == names


@given(source=st.text("ab_.*^$|()", max_size=8), name=st.text("ab_", max_size=6))
def test_a_name_means_what_its_expression_means(source, name):
    names = names_for(regex_in(f"/{source}/")) if source else ()
    if names:
        assert any(fnmatchcase(name, one) for one in names) == bool(re.search(source, name))


@pytest.mark.parametrize(
    ("written", "lifetime"),
    [
        ("2 years", "2 years"),
        ("1 Jahr", "1 year"),
        ("13 mois", "13 months"),
        ("a day", "1 day"),
        ("30 mins", "30 minutes"),
        ("Session", "session"),
        ("Persistent", "persistent"),
        ("3 fortnights", ""),
        ("1 m", ""),
        ("0 days", ""),
        ("", ""),
    ],
)
def test_a_lifetime_is_taken_where_it_can_be_told(written, lifetime):
    assert lifetime_in(written) == lifetime


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Google Analytics 4", "google-analytics"),
        ("GTM", "google-tag-manager"),
        ("cookieprefs", None),
        ("x", None),
    ],
)
def test_a_name_tells_a_service_of_the_library(name, key):
    assert library_key(name) == key


@pytest.mark.parametrize(
    ("cookies", "use"),
    [
        (["_fbp"], "meta-pixel"),
        (["_ga*"], "google-analytics"),
        (["_fbp", "_clck"], None),
        (["fr"], None),
        (["x"], None),
    ],
)
def test_cookies_tell_a_service_where_only_it_stores_them(cookies, use):
    found = FoundService(key="x", cookies=tuple(FoundCookie(name=one) for one in cookies))
    assert recognised(found).use == use


@given(st.text(), st.text())
def test_any_text_and_comment_can_be_read_again(value, comment):
    lines = Lines()
    lines.value(0, "key", value, comment)
    tree = Tree("site.yaml", lines.whole())
    assert not tree.faults
    assert tree.data == {"key": tidied(value)}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(), min_size=1, max_size=3), st.text(), st.text())
def test_any_name_title_and_purpose_can_be_read_again(names, title, purpose):
    services = [{"name": one, "title": title, "purposes": [purpose], "cookies": [one]} for one in ["a", *names]]
    shop = imported(json.dumps({"services": services}))
    assert plain(title) in ("", *(one.get("name") for one in shop.data["services"]))
