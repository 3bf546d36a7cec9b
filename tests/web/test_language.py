"""Which language a page is in: the address, the site's setting, the browser, the site's default; no cookie."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from cookieprefs.web import language
from tests import sample
from tests.visitor import Visitor

NAMES = {"en": "English", "fr": "français", "pt": "português", "he": "עברית"}


def language_of(html):
    return str(BeautifulSoup(html, "html5lib").html["lang"])


@pytest.fixture
def site_in(make_app, instance):
    """Publishes the sample site in some languages, the first being its default."""

    def publish(*codes, follows="true"):
        site = sample.with_languages(*codes)
        sample.write(instance, site.replace("  controller:", f"  follow_browser: {follows}\n  controller:", 1))
        return make_app()

    return publish


@pytest.mark.parametrize(
    ("query", "follows", "accepted", "default", "spoken"),
    [
        ("?lang=fr", "true", "en", "en", "fr"),
        ("?lang=fr", "false", "en", "en", "fr"),
        ("?lang=en", "true", "fr", "fr", "en"),
        ("?lang=FR", "true", "", "en", "fr"),
        ("?lang=fr-CA", "true", "", "en", "fr"),
        ("?lang=fr_FR", "true", "", "en", "fr"),
        ("?lang=xx", "true", "fr", "en", "fr"),
        ("?lang=", "true", "", "fr", "fr"),
        ("?lang=en&lang=fr", "true", "", "fr", "en"),
        (f"?lang={'fr' * 4000}", "true", "", "en", "en"),
        ("?lang=%00%F0%9F", "true", "", "en", "en"),
        ("", "true", "fr", "en", "fr"),
        ("", "false", "fr", "en", "en"),
        ("", "false", "en", "fr", "fr"),
        ("", "true", "fr-CA, fr;q=0.9, en;q=0.8", "en", "fr"),
        ("", "true", "de, fr;q=0.3, en;q=0.8", "fr", "en"),
        ("", "true", "en;q=0, fr;q=0.1", "en", "fr"),
        ("", "true", "de", "fr", "fr"),
        ("", "true", "zh-Hant-TW, zh;q=0.9", "fr", "fr"),
        ("", "true", "*", "fr", "fr"),
        ("", "true", "", "fr", "fr"),
        ("", "true", ";;;q=,,", "fr", "fr"),
        ("", "true", "fr;q=loud", "en", "en"),
        ("", "true", "fr;q=nan, ☃, en;q=0.1", "fr", "en"),
        ("", "true", "en-" + "x" * 4000, "fr", "en"),
        ("", "true", ", ".join(["xx"] * 900 + ["en"]), "fr", "en"),
    ],
)
def test_the_address_goes_first_then_the_sites_setting_then_the_browser_then_the_default(
    site_in, query, follows, accepted, default, spoken
):
    app = site_in(default, {"en": "fr", "fr": "en"}[default], follows=follows)
    headers = {"Accept-Language": accepted.encode().decode("latin-1")} if accepted else {}
    answer = app.test_client().get(f"/{query}", headers=headers)
    assert answer.status_code == 200
    assert language_of(answer.text) == spoken


@pytest.mark.parametrize(
    ("written", "offered", "found"),
    [
        ("pt-BR", ["en", "pt"], "pt"),
        ("pt-BR", ["en", "pt", "pt-BR"], "pt-BR"),
        ("pt", ["en", "pt-BR"], "pt-BR"),
        ("pt-PT", ["en", "pt-BR"], "pt-BR"),
        ("PT_br", ["pt-BR"], "pt-BR"),
        ("zh-Hans-CN", ["zh", "en"], "zh"),
        ("zh", ["en", "fr"], None),
        ("zha", ["zh"], None),
        ("e", ["en"], None),
        (" fr ", ["fr"], "fr"),
        ("-", ["en"], None),
        ("", ["en"], None),
        (None, ["en"], None),
        ("en", [], None),
    ],
)
def test_a_region_falls_back_to_its_language_and_a_language_to_a_region_on_offer(written, offered, found):
    assert language.matching(written, offered) == found


def test_no_cookie_has_a_part_in_it(site_in):
    client = site_in("en", "fr").test_client()
    answer = client.get("/?lang=fr")
    assert "Set-Cookie" not in answer.headers
    client.set_cookie("lang", "fr")
    client.set_cookie("cookieprefs_language", "fr")
    assert language_of(client.get("/").text) == "en"


@pytest.mark.parametrize("path", ["/embed.js", "/banner", "/effects.js"])
def test_what_anybody_may_cache_heeds_the_address_alone(site_in, path):
    client = site_in("en", "fr").test_client()
    plain = client.get(path)
    assert client.get(path, headers={"Accept-Language": "fr"}).data == plain.data
    assert client.get(f"{path}?lang=fr").data != plain.data
    assert "Accept-Language" not in plain.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/preferences", "/receipt", "/versions/1"])
def test_the_switch_keeps_the_page_and_what_was_asked_for(site_in, path):
    visitor = Visitor(site_in("en", "fr", "pt", "he"), has_htmx=False)
    page = visitor.open(f"{path}?country=FR&lang=fr")
    links = page.select(".cookieprefs-languages a")
    assert {one["lang"]: one.get_text(strip=True) for one in links} == NAMES
    assert [one["hreflang"] for one in links] == [one["lang"] for one in links]
    assert [one["lang"] for one in links if one.has_attr("aria-current")] == ["fr"]
    assert {one["lang"]: one["dir"] for one in links} == {"en": "ltr", "fr": "ltr", "pt": "ltr", "he": "rtl"}
    for one in links:
        address = urlsplit(one["href"])
        assert address.path == path
        assert parse_qs(address.query) == {"country": ["FR"], "lang": [one["lang"]]}
        assert visitor.open(one["href"]).html["lang"] == one["lang"]


def test_a_site_in_one_language_has_no_switch(site_in):
    page = Visitor(site_in("en"), has_htmx=False).open("/")
    assert not page.select(".cookieprefs-languages")


def test_after_a_decision_the_switch_leads_to_a_page_that_can_be_opened(site_in):
    visitor = Visitor(site_in("en", "fr"), has_htmx=False)
    visitor.open("/preferences?lang=fr")
    visitor.press("Tout refuser", within="#cookieprefs-panel")
    (french, english) = reversed(visitor.page.select(".cookieprefs-languages a"))
    assert french["aria-current"] == "true"
    assert visitor.open(english["href"]).html["lang"] == "en"
    assert urlsplit(english["href"]).path == "/preferences"


def test_a_policy_without_a_text_in_the_language_shows_the_first_marked_as_such(make_app, instance):
    (instance / "policy.fr.md").unlink()
    page = Visitor(make_app(), has_htmx=False).open("/?lang=fr")
    assert page.html["lang"] == "fr"
    for prose in (page.h1, page.select_one("article")):
        assert (prose["lang"], prose["dir"]) == ("en", "ltr")
    assert page.select_one("#cookieprefs-services").parent["lang"] == "fr"
    (told,) = (one for one in page.select("article p") if "bandeau" in one.get_text())
    assert told["lang"] == "fr"
