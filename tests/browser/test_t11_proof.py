"""T11: what proves a decision is what the browser received then, byte for byte, whatever changed since (R-02)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import expect

from cookieprefs.cli import main
from cookieprefs.web import assets, render
from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.shop import MOUNT, ready

NEW_SITE = sample.with_service("vimeo", "media").replace("We count visits to mend", "We count clicks to sell")
ONCE = re.compile(r'(name="once" value=")[^"]*')


@pytest.fixture
def change_everything(monkeypatch):
    """A new release with other templates, another site file, a new version, and processes that start anew."""
    environment = render.environment()

    def change(site):
        folder = Path(assets.folder("templates"), "fragments")
        changed = {
            f"fragments/{name}.html": (folder / f"{name}.html")
            .read_text("utf-8")
            .replace("Accept all", "Take it all")
            for name in ("banner", "panel")
        }
        monkeypatch.setattr(environment, "loader", ChoiceLoader([DictLoader(changed), environment.loader]))
        environment.cache.clear()
        site.publish(NEW_SITE)
        for known in (site.runtime._versions, site.runtime._layers):
            known.clear()
        with site.app.app_context():
            assert site.runtime.version().number == 2

    yield change
    environment.cache.clear()


def text_of(page, path, *, part):
    """What the browser received at an address that has this in it, on the way to a page."""
    with page.expect_response(lambda answer: part in answer.url and answer.status == 200) as got:
        page.goto(path)
    return got.value.text()


def carried(script):
    """The banner that embed.js brings, as a JavaScript engine reads it there."""
    return json.loads(re.search(r'^\s*"banner": (".*"),?$', script, re.MULTILINE)[1])


def prove(site, record, *options):
    """What the operator's command gives, as bytes."""
    result = CliRunner().invoke(
        main, ["proof", record.receipt_id, *options], obj=ScriptInfo(create_app=lambda: site.app)
    )
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def assert_proven(site, page, words, *, mount="", layer, language="en", layout="full"):
    """That command, page and address give these very words for the last record."""
    record = site.records()[-1]
    assert (record.shown.layer, record.shown.language, record.shown.layout) == (layer, language, layout)
    assert hashlib.sha256(words.encode()).hexdigest() == record.shown.snapshot
    assert prove(site, record, "--shown") == words.encode()
    assert prove(site, record).endswith(f"What was shown:\n{words}\n".encode())
    (kept,) = (
        one["html"]
        for one in json.loads(prove(site, record, "--json"))["snapshots"]
        if one["sha256"] == record.shown.snapshot
    )
    assert kept == words
    page.goto(f"{mount}/receipt/{record.receipt_id}")
    with page.expect_response(lambda answer: "/shown/" in answer.url) as got:
        page.locator("#cookieprefs-words a").click()
    assert got.value.body() == words.encode()
    # What is shown today is something else.
    assert site.app.test_client().get("/banner").text != words


def test_the_banner_on_our_own_page(site, page, change_everything):
    received = text_of(page, "/", part="/")
    (words,) = re.findall(r'<section id="cookieprefs-banner".*?\n</section>', received, re.DOTALL)
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    change_everything(site)
    assert_proven(site, page, words, layer="banner")


def test_the_panel_as_somebody_undecided_received_it(site, page, change_everything):
    received = text_of(page, "/preferences", part="/preferences")
    (words,) = re.findall(r'<section id="cookieprefs-panel".*?\n</section>', received, re.DOTALL)
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    change_everything(site)
    # Only the number that each render draws for its clicks was another for each visitor.
    assert_proven(site, page, ONCE.sub(r"\1", words), layer="preferences")


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_the_banner_on_a_page_of_the_site(shop, site, page, change_everything, action):
    shop.page("/", "<h1>Tea</h1>")
    words = carried(text_of(page, "/", part="/embed.js"))
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)
    change_everything(site)
    assert_proven(site, page, words, mount=MOUNT, layer="banner")


def test_the_banner_on_a_page_in_another_language(shop, site, page, change_everything):
    shop.page("/fr", "<h1>Thé</h1>", lang="fr")
    words = text_of(page, "/fr", part=f"{MOUNT}/banner?lang=fr")
    ready(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button(banner(page), "accept_all").click()
    change_everything(site)
    assert_proven(site, page, words, mount=MOUNT, layer="banner", language="fr")
    assert "Tout accepter" in words


def test_a_banner_for_what_is_new_alone(site, page):
    site.app.test_client()
    page.goto("/preferences")
    button(panel(page), "refuse_all").click()
    watch.wait_for_answers(page, 1)
    site.publish(sample.with_service("vimeo", "media"))
    received = text_of(page, "/", part="/")
    (words,) = re.findall(r'<section id="cookieprefs-banner".*?\n</section>', received, re.DOTALL)
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    site.publish(sample.SITE)
    assert_proven(site, page, words, layer="banner", layout="new-2")


def test_the_words_are_shown_again_in_a_frame_where_nothing_can_be_done(site, page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    record = site.records()[-1]
    page.goto(f"/receipt/{record.receipt_id}")
    frame = page.frame_locator("iframe.cookieprefs-words")
    expect(frame.get_by_role("heading")).to_have_text("Cookies: your choice")
    pressed = frame.get_by_role("button", name="Refuse all")
    expect(pressed).to_have_css("pointer-events", "none")
    pressed.evaluate("one => { one.focus(); one.click(); }")
    pressed.press("Enter", no_wait_after=True)
    page.goto(f"/shown/{record.shown.snapshot}")
    page.get_by_role("button", name="Refuse all").click()
    page.goto(f"/receipt/{record.receipt_id}")
    assert site.line.posts == ["/preferences"]
    assert len(site.records()) == 1


def test_the_page_of_a_proof_violates_nothing(site, page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    page.goto(f"/receipt/{site.records()[-1].receipt_id}")
    expect(page.frame_locator("iframe.cookieprefs-words").get_by_role("heading")).to_be_visible()
    assert watch.violations(page) == []
    # The style of the page came into the frame as well, under the same policy.
    expect(page.frame_locator("iframe.cookieprefs-words").locator(".cookieprefs-banner-form")).to_have_css(
        "max-width", "736px"
    )
