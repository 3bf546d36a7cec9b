"""A site that still bears the starter's name, address or domain does not go to production."""

from importlib.resources import files
from pathlib import Path

import pytest

from cookieprefs.sitefile.production import check_for_production
from tests.sitefile.folder import SITE, TEXT, reading

STARTER = files("cookieprefs") / "starter"


def starter(folder):
    texts = {code: (STARTER / f"policy.{code}.md").read_text("utf-8") for code in ("en", "fr")}
    return reading(folder, (STARTER / "site.yaml").read_text("utf-8"), **texts).policy


def test_a_site_of_the_operator_s_own_has_no_fault(tmp_path):
    assert check_for_production(reading(tmp_path).policy) == ()


@pytest.mark.parametrize("file", ["site.yaml", "policy.en.md", "policy.fr.md"])
def test_the_starter_site_has_faults_in_each_of_its_files(tmp_path, file):
    faults = check_for_production(starter(tmp_path), tmp_path)
    assert f"{tmp_path}/{file}" in {one.file for one in faults}
    assert not any(one.is_warning for one in faults)


def test_each_fault_stands_where_the_starter_s_word_stands(tmp_path):
    for one in check_for_production(starter(tmp_path), tmp_path):
        line = Path(one.file).read_text("utf-8").split("\n")[one.line - 1]
        assert line[one.column - 1 :].strip('"').startswith(one.problem.split('"')[1].rstrip("…")[:20])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  name: Tea Corner\n", "  name: Maison Tilleul\n", '"Maison Tilleul" is of the starter site'),
        ("name: Tea Corner BV", "name: Maison Tilleul SARL", '"Maison Tilleul SARL" is of the starter site'),
        ("www.teacorner.eu", "teacorner.test", '"teacorner.test" leads nowhere; write your own'),
        ("www.teacorner.eu", "localhost", '"localhost" leads nowhere'),
        ("www.teacorner.eu", "shop.localhost", '"shop.localhost" leads nowhere'),
        ("www.teacorner.eu", "www.example.com", '"www.example.com" leads nowhere'),
        (
            "privacy@teacorner.eu",
            "privacy@maison-tilleul.example",
            '"privacy@maison-tilleul.example" leads nowhere',
        ),
        ("https://teacorner.eu/privacy", "https://a.invalid/privacy", '"https://a.invalid/privacy" leads nowhere'),
        ("https://counter.ie/privacy", "https://counter.test/", '"https://counter.test/" leads nowhere'),
    ],
)
def test_a_value_that_is_not_the_operator_s_own_is_a_fault_at_its_place(tmp_path, old, new, sentence):
    site = SITE.replace(old, new, 1)
    (fault,) = check_for_production(reading(tmp_path, site).policy, tmp_path)
    assert f"{fault.problem}; {fault.cure}".startswith(sentence)
    assert fault.line == site[: site.index(new)].count("\n") + 1


def test_a_text_that_names_the_starter_is_a_fault_at_its_place(tmp_path):
    text = TEXT.replace("We keep", "Maison Tilleul (see shop.example) keeps")
    faults = check_for_production(reading(tmp_path, en=text).policy)
    assert [(one.file, one.line, one.column) for one in faults] == [
        ("policy.en.md", 5, 1),
        ("policy.en.md", 5, 21),
    ]


@pytest.mark.parametrize("domain", ["examples.eu", "testing.eu", "my-example.eu", "example.eu", "test.invalid.eu"])
def test_a_domain_that_only_looks_reserved_is_none(tmp_path, domain):
    assert check_for_production(reading(tmp_path, SITE.replace("www.teacorner.eu", domain)).policy) == ()


@pytest.mark.parametrize(
    ("host", "is_refused"),
    [
        ("teacorner.eu", False),
        ("cookies.teacorner.eu", False),
        ("", False),
        ("tea.eu", True),
        ("myteacorner.eu", True),
    ],
)
def test_a_shared_cookie_has_to_be_set_from_below_its_domain(tmp_path, host, is_refused):
    site = SITE.replace("  privacy_policy:", "  cookie_domain: teacorner.eu\n  privacy_policy:", 1)
    faults = check_for_production(reading(tmp_path, site).policy, tmp_path, host=host)
    assert [one.line for one in faults] == ([5] if is_refused else [])
