"""The page behind a receipt's number: to be read, and nothing to be done by (R-06)."""

import pytest

from cookieprefs import actions
from cookieprefs.web.assets import hashed
from tests.conftest import publish
from tests.sample import with_service
from tests.visitor import Visitor
from tests.web.posts import post, soup
from tests.web.proving import a_visitor, kept, page_of, tamper, words_on


@pytest.fixture
def client(app):
    """A visitor who decided twice."""
    return a_visitor(app)


@pytest.fixture
def reader(app, client):
    """Somebody else, who has nothing but the address."""
    return app.test_client(use_cookies=False)


def test_the_page_tells_its_record_and_every_other_of_the_same_visitor(app, reader):
    first, second = kept(app)
    page = page_of(reader, first)
    assert [one["id"] for one in page.select(".cookieprefs-record")] == [
        "cookieprefs-decision-1",
        "cookieprefs-decision-2",
    ]
    told = page.select_one("#cookieprefs-decision-1").get_text(" ", strip=True)
    assert "by the button that accepts all" in told
    assert "version 1 of the policy, in the banner" in told
    assert "You said yes to Hotjar, Matomo and YouTube" in told
    assert "You withdrew your yes to Matomo" in page.select_one("#cookieprefs-decision-2").get_text(
        " ", strip=True
    )
    links = [one["href"] for one in page.select(".cookieprefs-record dd a:not(.cookieprefs-hash)")]
    assert links == [f"/receipt/{one.receipt_id}?lang=en" for one in (first, second)]


def test_what_counts_now_is_marked_and_what_has_ended_no_longer(app, reader, clock):
    def marked():
        return [
            one.find_parent("section")["id"] for one in page_of(reader, kept(app)[0]).select(".cookieprefs-here")
        ]

    assert marked() == ["cookieprefs-decision-2"]
    clock.pass_(days=200)
    assert marked() == []


def test_it_gives_no_power(app, reader):
    page = page_of(reader, kept(app)[0])
    assert not page.select("form, button, input")
    frame = page.select_one("iframe")
    assert frame["sandbox"] == []  # nothing is allowed in it
    (subject,) = {one.subject for one in kept(app)}
    assert subject not in page.prettify()
    assert [rule for rule in app.url_map.iter_rules() if "/receipt/" in rule.rule and "POST" in rule.methods] == []


def test_it_is_the_same_for_whoever_reads_it(app, client, reader):
    path = f"/receipt/{kept(app)[0].receipt_id}"
    assert client.get(path).text == reader.get(path).text


def test_it_is_nobody_elses_to_keep_or_to_find(app, reader):
    for path in (f"/receipt/{kept(app)[0].receipt_id}", f"/shown/{kept(app)[0].shown.snapshot}"):
        headers = reader.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex"


def test_it_speaks_the_readers_language_and_shows_the_visitors(app, reader):
    page = page_of(reader, kept(app)[0], **{"Accept-Language": "fr"})
    assert page.h1.get_text() == "Preuve d’une décision"
    assert "Cookies: your choice" in words_on(page)


def test_the_receipt_to_take_along_is_that_of_the_record_asked_for(app, reader):
    first, second = kept(app)
    publish(app, with_service("vimeo", "media"))
    found = reader.get(f"/receipt/{first.receipt_id}.json")
    assert found.content_type == "application/json; charset=utf-8"
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert (found.json["receipt_id"], found.json["record_id"]) == (first.receipt_id, first.record_id)
    assert [one["x_receipt_id"] for one in found.json["events"]] == [first.receipt_id, second.receipt_id]
    assert [one["service"] for one in found.json["pii_processing"]] == ["matomo", "hotjar", "youtube"]


def test_a_refusal_without_id_has_its_page_too_and_its_number_leads_there(app, visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all")
    (record,) = kept(app)
    (link,) = visitor.page.select("#cookieprefs-summary a")
    assert link["href"] == f"/receipt/{record.receipt_id}?lang=en"
    page = visitor.open(link["href"])
    assert len(page.select(".cookieprefs-record")) == 1
    assert visitor.client.get(f"/receipt/{record.receipt_id}.json").json["receipt_id"] == record.receipt_id


UNKNOWN = [
    "0" * 32,
    "0" * 21,
    "a" * 65,
    "-" * 32,
    "%00" * 22,
    "é" * 32,
    ".." + "0" * 30,
    "'; DROP TABLE x; --00000000",
]


@pytest.mark.parametrize("receipt", UNKNOWN)
@pytest.mark.parametrize("end", ["", ".json"])
def test_a_number_that_was_never_given_is_not_there(reader, receipt, end):
    assert reader.get(f"/receipt/{receipt}{end}").status_code == 404


def test_once_erased_it_is_as_if_it_had_never_been(app, client, reader):
    record = kept(app)[0]
    post(client, "/forget")
    never, gone = (reader.get(f"/receipt/{one}") for one in ("0" * 32, record.receipt_id))
    assert (gone.status_code, gone.text) == (never.status_code, never.text) == (404, never.text)
    assert reader.get(f"/receipt/{record.receipt_id}.json").status_code == 404


def test_what_was_erased_of_a_chain_is_told_as_erased(app, reader):
    first, second = kept(app)
    tamper(app, "DELETE FROM cookieprefs_record_payload WHERE seq = 1")
    page = page_of(reader, second)
    erased = page.select_one("#cookieprefs-decision-1").get_text(" ", strip=True)
    assert erased == "Decision 1, erased Nothing of it is kept but its place among the others."
    assert not page.select("[role=alert]:not(:empty)")
    assert first.receipt_id not in page.prettify()


def test_a_record_that_somebody_changed_is_no_proof(app, reader):
    first, second = kept(app)
    tamper(app, "UPDATE cookieprefs_record_payload SET domain = 'x.test' WHERE seq = 1")
    for record in (first, second):
        assert "This is not as it was written" in page_of(reader, record).select_one("[role=alert]").get_text()


def test_a_record_that_names_no_words_and_no_version_is_still_told(app, reader):
    first = kept(app)[0]
    tamper(app, "UPDATE cookieprefs_record_payload SET snapshot = '', version = 9 WHERE seq = 1")
    page = page_of(reader, first)
    assert "hotjar, matomo and youtube" in page.select_one("#cookieprefs-decision-1").get_text()
    assert page.select_one("[role=alert]").get_text(strip=True)


def test_a_seal_is_told_by_its_line(app, reader, runtime):
    record = kept(app)[0]
    assert "no seal names it yet" in page_of(reader, record).select_one("#cookieprefs-evidence").get_text()
    with app.app_context():
        sealed = actions.seal(runtime.sessions(), "test-shop", now=runtime.clock())
    evidence = page_of(reader, record).select_one("#cookieprefs-evidence").get_text()
    assert "number 1 of 23 November 2026" in evidence
    assert f"sha256:{sealed.digest}" in evidence


def test_the_visitors_own_page_links_each_decision_to_its_proof_and_to_its_words(app, client):
    page = soup(client.get("/receipt"))
    for record in kept(app):
        section = page.select_one(f"#cookieprefs-decision-{record.seq}")
        assert [one["href"] for one in section.select("a")] == [
            f"/receipt/{record.receipt_id}?lang=en",
            f"/shown/{record.shown.snapshot}?lang=en",
        ]


def test_the_visitors_own_page_shows_downloads_withdraws_and_forgets(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    page = visitor.open("/receipt")
    assert page.select_one(".cookieprefs-record .cookieprefs-here").get_text() == "counts now"
    assert visitor.client.get(page.select_one("#cookieprefs-download")["href"]).json["events"]
    visitor.press("Withdraw all")
    assert visitor.cookie().endswith("yes=&no=hotjar.matomo.youtube")
    page = visitor.open("/receipt")
    assert [len(one.select(".cookieprefs-here")) for one in page.select(".cookieprefs-record")] == [1, 0]
    visitor.press("Erase my records")
    assert visitor.open("/receipt").select(".cookieprefs-record") == []


def test_below_a_path_every_address_keeps_it(make_app):
    app = make_app(public_url="https://shop.test/cookies/")
    visitor = Visitor(app, has_htmx=False, base_url="https://shop.test/")
    visitor.open("/cookies/preferences")
    visitor.press("Accept all")
    page = visitor.open(f"/cookies/receipt/{kept(app)[0].receipt_id}")
    own = [one["href"] for one in page.select("main a, link")]
    assert all(one.startswith("/cookies/") for one in own)
    assert f'href="/cookies/static/{hashed("site.css")}"' in words_on(page)


def test_the_ledger_out_of_reach_is_said(app, reader, runtime, monkeypatch):
    record = kept(app)[0]

    def fail(_):
        raise actions.LedgerUnavailableError("gone")

    monkeypatch.setattr(runtime, "reading", fail)
    for path in (f"/receipt/{record.receipt_id}", f"/shown/{record.shown.snapshot}"):
        assert reader.get(path).status_code == 503
