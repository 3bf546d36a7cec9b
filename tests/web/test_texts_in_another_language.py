"""A page in a language that some texts lack: each of those shows in another, and is marked as being in it."""

import re

import pytest

from tests import sample
from tests.web.posts import soup

COUNTER = """\
  - key: counter
    name: Counter
    purpose: audience
    vendor: site
    description: {en: Counts the visits., fr: Compte les visites.}
    data: [usage]
    cookies:
      - {name: count, lifetime: 1 day, holds: {en: A number of its own., fr: Un numéro à lui.}}
"""
NOT_HERE = "The text of this policy is not available in this language."
ELSEWHERE = "Le texte de cette politique n’est pas disponible dans cette langue."


@pytest.fixture
def opened(make_app, instance):
    """Opens a page of a site in these languages, whose Counter is described in English and French alone."""

    def opened(path, *languages, without=()):
        sample.write(instance, f"{sample.SITE}{COUNTER}".replace("[en, fr]", f"[{', '.join(languages)}]"))
        for code in without:
            (instance / f"policy.{code}.md").unlink()
        return soup(make_app().test_client().get(path))

    return opened


def language_of(element):
    """The language and direction that an element is in, as the nearest that says so."""
    return next((one["lang"], one.get("dir")) for one in (element, *element.parents) if one.get("lang"))


def standing(page, words):
    """The languages in which a text stands on a page."""
    return {language_of(one.parent) for one in page.find_all(string=re.compile(re.escape(words)))}


@pytest.mark.parametrize("path", ["/?lang=fi", "/preferences?lang=fi"])
@pytest.mark.parametrize(
    ("order", "said", "code"),
    [(("en", "fr", "fi"), "Counts the visits.", "en"), (("fr", "en", "fi"), "Compte les visites.", "fr")],
)
def test_a_service_described_in_two_languages_shows_in_the_first_one_on_a_page_in_a_third(
    opened, path, order, said, code
):
    page = opened(path, *order)
    assert page.html["lang"] == "fi"
    assert standing(page, said) == {(code, "ltr")}


def test_so_does_what_its_cookie_holds_and_each_text_of_a_purpose(opened):
    page = opened("/?lang=fi", "en", "fr", "fi")
    for words in ("A number of its own.", "Audience measurement", "Pages that you open are counted."):
        assert standing(page, words) == {("en", "ltr")}, words


def test_so_does_the_first_layer(opened):
    banner = opened("/banner?lang=fi", "en", "fr", "fi").select_one("#cookieprefs-banner")
    assert banner["lang"] == "fi"
    assert standing(banner, "We count visits to mend broken pages.") == {("en", "ltr")}


def test_so_does_a_text_of_the_library(opened):
    page = opened("/?lang=fi", "fr", "fi")
    assert standing(page, "Mesure les visites sur le serveur du site") == {("fr", "ltr")}


def test_a_text_that_runs_the_other_way_is_marked_so(make_app, instance):
    sample.write(instance, f"{sample.SITE}{COUNTER}".replace("[en, fr]", "[ar, fi]").replace("{en:", "{ar:"))
    (instance / "policy.ar.md").write_text(sample.POLICY_EN, encoding="utf-8")
    page = soup(make_app().test_client().get("/?lang=fi"))
    assert language_of(page.html) == ("fi", "ltr")
    for words in ("Counts the visits.", "Cookie policy", "Small texts that a site leaves in your browser."):
        assert standing(page.body, words) == {("ar", "rtl")}, words
    assert language_of(page.select_one("#cookieprefs-services")) == ("fi", "ltr")


def test_a_policy_that_a_language_lacks_shows_in_the_first_one_and_says_so(opened):
    page = opened("/?lang=fr", "en", "fr", without=["fr"])
    assert page.html["lang"] == "fr"
    assert standing(page, "Cookie policy") >= {("en", "ltr")}
    assert standing(page, "Small texts that a site leaves in your browser.") == {("en", "ltr")}
    assert standing(page, ELSEWHERE) == {language_of(page.html)}


def test_what_is_generated_within_such_a_policy_is_in_the_page_s_own_language(opened):
    page = opened("/?lang=fr", "en", "fr", without=["fr"])
    assert standing(page, "Mesure d’audience") == {("fr", "ltr")}
    assert standing(page, "Lors de votre première visite") == {("fr", "ltr")}
    for part in ("services", "scope"):
        assert language_of(page.select_one(f"#cookieprefs-{part}"))[0] == "fr"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_policy_in_the_page_s_language_says_nothing_of_the_kind(opened, language):
    page = opened(f"/?lang={language}", "en", "fr")
    assert {one["lang"] for one in page.select("main [lang]")} <= {language}
    assert not page.select(".cookieprefs-untranslated")


def test_the_first_language_s_own_page_says_nothing_of_it_either(opened):
    page = opened("/?lang=en", "en", "fr", without=["fr"])
    assert NOT_HERE not in page.get_text()
    assert not page.select_one("article").get("lang")
