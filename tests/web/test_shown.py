"""What was shown is shown again: the very bytes, or why not, and never something else in their place (R-02)."""

import hashlib

import pytest

from cookieprefs.store import versions
from tests.conftest import publish
from tests.sample import SITE
from tests.web.proving import a_visitor, kept, page_of, tamper, words_on

NEW_WORDS = SITE.replace("We count visits to mend broken pages.", "We count visits to find broken pages.")


@pytest.fixture
def reader(app):
    """Somebody other than the visitor who decided."""
    a_visitor(app)
    return app.test_client(use_cookies=False)


def test_it_shows_again_what_was_shown_and_links_the_very_bytes(app, reader):
    for record, title in zip(kept(app), ["Cookies: your choice", "Choose service by service"], strict=True):
        page = page_of(reader, record)
        assert title in words_on(page)
        link = page.select_one("#cookieprefs-words a")["href"]
        assert hashlib.sha256(reader.get(link).data).hexdigest() == record.shown.snapshot


def test_the_words_are_the_kept_bytes_and_do_nothing(app, reader):
    banner = reader.get("/banner").data
    name = hashlib.sha256(banner).hexdigest()
    publish(app, NEW_WORDS)
    found = reader.get(f"/shown/{name}")
    assert found.data == banner != reader.get("/banner").data
    assert found.content_type == "text/html; charset=utf-8"
    rules = found.headers["Content-Security-Policy"]
    assert rules.startswith("sandbox; default-src 'none'; style-src 'self'")
    assert "frame-ancestors 'self'" in rules
    assert found.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ["0" * 64, "0" * 63, "A" * 64, "g" * 64, "%00" * 64, "..", "é" * 64])
def test_words_that_nobody_was_shown_are_not_there(reader, name):
    assert reader.get(f"/shown/{name}").status_code == 404


def test_words_that_somebody_changed_are_told_as_that_and_never_shown(app, reader, caplog):
    record = kept(app)[0]
    name = record.shown.snapshot
    tamper(app, "UPDATE cookieprefs_snapshot SET html = html || '<p>and more</p>' WHERE sha256 = ?", name)
    page = page_of(reader, record)
    assert "somebody changed it" in page.select_one("#cookieprefs-words").get_text()
    assert "This is not as it was written" in page.select_one("[role=alert]").get_text()
    assert not page.select("iframe")
    answer = reader.get(f"/shown/{name}")
    assert answer.status_code == 500
    assert "is no longer what was shown" in answer.text
    assert "and more" not in answer.text
    assert f"snapshot {name} was changed" in caplog.text


def test_words_that_somebody_took_away_are_told_as_missing(app, reader):
    record = kept(app)[0]
    tamper(app, "DELETE FROM cookieprefs_snapshot WHERE sha256 = ?", record.shown.snapshot)
    page = page_of(reader, record)
    assert "What was shown is missing" in page.select_one("#cookieprefs-words").get_text()
    assert page.select_one("[role=alert]").get_text(strip=True)
    assert reader.get(f"/shown/{record.shown.snapshot}").status_code == 404


def test_every_kept_snapshot_can_be_seen(app, reader, runtime):
    with app.app_context():
        everything = versions.snapshots_of(runtime.sessions(), "test-shop", 1, "")
    assert len(everything) > 5
    for one in everything:
        assert reader.get(f"/shown/{one.sha256}").data == one.html.encode()
