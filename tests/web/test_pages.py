"""What stands on the pages: every part of a policy (DESIGN 1, L-20 to L-26), and of the first layer."""

import pytest

from tests.conftest import publish
from tests.sample import POLICY_EN, with_service, without_service
from tests.web.posts import post, soup

SERVICES = ["cookieprefs", "matomo", "hotjar", "youtube"]
SECTIONS = ["scope", "vendors", "control", "contact", "versions"]


@pytest.fixture
def policy(app):
    """The policy page on a first visit."""
    return soup(app.test_client().get("/"))


def text(page, place):
    return page.select_one(place).get_text(" ", strip=True)


def test_the_policy_is_dated_and_has_the_preferences_at_its_top(policy):
    assert policy.select_one("h1").get_text() == "Cookie policy"
    assert policy.select_one(".cookieprefs-top time")["datetime"] == "2026-11-01"
    opener = policy.select_one(".cookieprefs-top a#cookieprefs-open")
    assert (opener.get_text(), opener["href"]) == ("Cookie Preferences", "/preferences?lang=en")
    assert policy.select_one(".cookieprefs-top #cookieprefs-summary").get_text(strip=True)


def test_the_operator_s_prose_stands_in_its_order_with_title_and_date_once(policy):
    headings = [one.get_text() for one in policy.select("article > h2")]
    assert headings == ["What are cookies?", "Which cookies do we use?", "How do you decide?"]
    assert len(policy.select("h1")) == 1
    assert text(policy, "main").count("Last updated") == 1


def test_the_privacy_policy_is_linked_in_the_language_of_the_page(app):
    for language, address in (("en", "https://shop.test/privacy"), ("fr", "https://shop.test/fr/vie-privee")):
        page = soup(app.test_client().get(f"/?lang={language}"))
        assert page.select_one(f"footer a[href='{address}']")
        assert page.select_one(f"#cookieprefs-contact a[href='{address}']")


def test_the_sections_that_are_made_for_every_policy_come_in_order(policy):
    found = [one["id"].removeprefix("cookieprefs-") for one in policy.select("main > section")]
    assert found == SECTIONS
    assert all(policy.select_one(f"#cookieprefs-{one} h2") for one in SECTIONS)


def test_the_domains_that_a_choice_covers_are_named(policy):
    assert "shop.test and www.shop.test" in text(policy, "#cookieprefs-scope")
    assert "6 months" in text(policy, "#cookieprefs-scope")


def test_every_service_stands_under_its_purpose_with_its_cookies_in_a_table(policy, runtime):
    catalogue = runtime.version().catalogue
    listed = policy.select("#cookieprefs-services > section")
    assert [one.select_one("h3").get_text(strip=True) for one in listed] == [
        one.title["en"] for one in catalogue.purposes
    ]
    assert [
        one["id"].removeprefix("cookieprefs-listed-") for one in policy.select("#cookieprefs-services h4")
    ] == SERVICES
    for service in catalogue.services:
        part = policy.select_one(f"#cookieprefs-listed-{service.key}").find_parent("section")
        assert service.description["en"] in part.get_text()
        assert catalogue.vendor(service.vendor).name in part.select_one(".cookieprefs-vendor").get_text()
        names = [one.get_text(strip=True) for one in part.select("tbody tr td:first-child code")]
        assert names == [one.name for one in service.cookies]


def test_every_cookie_tells_what_it_holds_how_long_it_stays_and_who_reads_it(policy):
    rows = policy.select("#cookieprefs-services tbody tr")
    assert len(rows) > 10
    for row in rows:
        heads = [one.get_text(strip=True) for one in row.find_parent("table").select("thead th")]
        assert len(heads) == 5
        assert [cell["data-cookieprefs-label"] for cell in row.select("td")] == heads
        assert all(cell.get_text(strip=True) for cell in row.select("td"))


def test_what_always_runs_says_why(policy, runtime):
    part = policy.select_one("#cookieprefs-listed-cookieprefs").find_parent("section")
    assert part.select_one("[data-cookieprefs-state=always]")
    assert runtime.version().catalogue.service("cookieprefs").necessity_reason["en"] in part.get_text()


def test_every_vendor_is_named_with_its_services_and_its_privacy_policy(policy, runtime):
    listed = policy.select("#cookieprefs-vendors li")
    vendors = [one for one in runtime.version().catalogue.vendors if one.privacy_policy]
    assert len(listed) == len({one.vendor for one in runtime.version().catalogue.services})
    for vendor in vendors:
        (part,) = (one for one in listed if one.b.get_text() == vendor.name)
        assert part.select_one("a")["href"] == vendor.privacy_policy
    assert "YouTube" in text(policy, "#cookieprefs-vendors")


def test_deleting_and_proof_are_explained(policy):
    assert "browser" in text(policy, "#cookieprefs-control")
    assert "3 years" in text(policy, "#cookieprefs-control")
    assert policy.select_one("#cookieprefs-control a[href^='/receipt']")


def test_who_answers_and_where_to_complain_is_told(policy):
    contact = policy.select_one("#cookieprefs-contact")
    for word in ("Test Shop Ltd", "1 Test Street, Testville", "privacy@shop.test", "CNIL"):
        assert word in contact.get_text(" ")
    assert contact.select_one("a[href='mailto:privacy@shop.test']")
    assert contact.select_one("a[href='https://www.cnil.fr']")


def test_every_page_leads_to_the_preferences_in_one_step(visitor):
    for path in ("/", "/preferences", "/receipt", "/versions/1"):
        assert visitor.open(path).select("a[href^='/preferences']")
    assert visitor.open("/nothing", status=404).select("a[href^='/preferences']")


def test_a_page_speaks_the_language_that_is_asked_for(app):
    client = app.test_client()
    for address, sent, language in (
        ("/", "", "en"),
        ("/", "fr-CA,fr;q=0.9", "fr"),
        ("/?lang=fr", "en", "fr"),
        ("/?lang=de", "fr", "fr"),
        ("/", "de", "en"),
    ):
        page = soup(client.get(address, headers={"Accept-Language": sent}))
        assert page.html["lang"] == language, (address, sent)
        assert page.html["dir"] == "ltr"
        assert [one["hreflang"] for one in page.select("nav a[aria-current=true]")] == [language]
        assert page.select_one("main h1").get_text().startswith("Cookie" if language == "en" else "Politique")


def test_an_earlier_version_stays_readable_as_it_was(visitor, app):
    instance = app.extensions["cookieprefs"].settings.instance
    (instance / "policy.en.md").write_text(POLICY_EN.replace("Small texts", "Short notes"), encoding="utf-8")
    publish(app, with_service("vimeo", "media", without_service("hotjar")))
    now, before = visitor.open("/"), visitor.open("/versions/1")
    assert "Short notes" in text(now, "article")
    assert "Small texts" in text(before, "article")
    assert now.select_one("#cookieprefs-listed-vimeo")
    assert not now.select_one("#cookieprefs-listed-hotjar")
    assert before.select_one("#cookieprefs-listed-hotjar")
    assert before.select_one(".cookieprefs-problem a[href^='/']")
    assert not before.select_one("#cookieprefs-summary")
    versions = now.select("#cookieprefs-versions > ol > li")
    assert [one["value"] for one in versions] == ["2", "1"]
    assert [bool(one.select_one("a")) for one in versions] == [False, True]
    changed = [one.get_text() for one in versions[0].select("li")]
    assert any("Vimeo" in one for one in changed)
    assert any("Hotjar" in one for one in changed)


def test_the_first_layer_says_all_that_must_be_said_before_the_buttons(policy):
    banner = policy.select_one("section#cookieprefs-banner")
    words = banner.get_text(" ", strip=True)
    assert "Test Shop Ltd" in words
    purposes = [one.get_text(" ", strip=True) for one in banner.select("ul li")]
    assert purposes == [
        "Audience measurement: We count visits to mend broken pages.",
        "Videos: We show videos from other sites.",
    ]
    assert "Cookie Preferences" in words
    assert "refuse" in words.lower()
    vendors = banner.select_one("a[href$='#cookieprefs-vendors']")
    assert "2" in vendors.get_text()
    assert "shop.test and www.shop.test" in words
    buttons = banner.select("button")
    assert all(part.sourceline <= buttons[0].sourceline for part in [*banner.select("li"), vendors])


def test_a_no_is_offered_exactly_as_a_yes_is(policy):
    refuse, accept = policy.select("#cookieprefs-banner button")
    assert (refuse["value"], accept["value"]) == ("refuse_all", "accept_all")
    assert refuse.parent is accept.parent
    assert {**refuse.attrs, "value": "", "data-cookieprefs-action": ""} == {
        **accept.attrs,
        "value": "",
        "data-cookieprefs-action": "",
    }
    assert policy.select_one("#cookieprefs-banner a[data-cookieprefs=preferences]")


def test_nothing_is_ticked_before_the_visitor_ticks_it(visitor):
    page = visitor.open("/preferences")
    assert len(page.select("input[type=checkbox]")) >= 3
    assert not page.select("input[checked]")
    assert not page.select("#cookieprefs-panel input[value=cookieprefs]")
    assert "Always active" in text(page, "#cookieprefs-service-cookieprefs")


def test_the_first_button_of_the_panel_accepts_nothing(visitor):
    page = visitor.open("/preferences")
    assert page.select_one("#cookieprefs-panel button")["value"] == "save"


def test_the_summary_tells_the_state_in_one_sentence(app):
    client = app.test_client()
    assert "not decided" in text(soup(client.get("/")), "#cookieprefs-summary")
    post(client, "/preferences", action="save", services="matomo")
    told = text(soup(client.get("/")), "#cookieprefs-summary")
    assert all(word in told for word in ("1 of 3", "Matomo", "2026", "2027"))
