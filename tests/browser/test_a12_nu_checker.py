"""The Nu checker finds nothing in what we send, nor in what the script makes of a site's page (A-12)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click
import pytest
from playwright.sync_api import expect

from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from cookieprefs.web.translations import interface_languages
from tests import nu, sample
from tests.browser.pages import banner, button
from tests.browser.placeholders import film
from tests.browser.shop import LINK, in_dialog, ready
from tests.conftest import SECRET, publish
from tests.web import everything

LANGUAGES = [one for one in ("en", "fr", "ar") if one in interface_languages()]
"""One that is written from right to left among them, once we speak one."""

EXCUSED = {
    "Resource violates Content Security Policy (meta tag): image “data:": (
        "the policy of that page says `img-src data:`, and browsers show its pictures"
    ),
}
"""What the checker says and we do all the same: the beginning of its sentence, and our reason."""

WRONG = "wrong.html"
# What is set on elements through the CSSOM stays out: the checker knows few of the properties that `all` means.
SERIALISED = """() => {
  const copy = document.documentElement.cloneNode(true);
  for (const one of copy.querySelectorAll("[style]")) one.removeAttribute("style");
  return `<!doctype html>${copy.outerHTML}`;
}"""


@pytest.fixture
def previewed(instance):
    """The preview of the site's files."""
    with click.Context(click.Command("check"), info_name="check"):
        app = build_app(Settings(instance=instance, secret_key=SECRET, preview=True))
    yield app
    app.extensions["cookieprefs_preview"].close()
    with app.app_context():
        db.engine.dispose()


def on_a_sites_page(shop, vendors, page, code) -> Iterator[tuple[str, str]]:
    """What the script of the line makes: banner and placeholder, the dialog, and a notice."""
    shop.page("/", f"<h1>Tea</h1>{LINK}{film(vendors.at('/first.html'))}", lang=code)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    yield "shop banner", page.evaluate(SERIALISED)
    # A document of `srcdoc` needs no title: its frame has one.
    yield "shop placeholder", everything.wrapped(page.frame_locator("iframe").locator("body").inner_html(), code)
    page.locator("[data-cookieprefs=preferences]").first.click()
    in_dialog(page)
    yield "shop dialog", page.evaluate(SERIALISED)
    page.keyboard.press("Escape")
    shop.site.line.failures = 1
    button(banner(page), "accept_all").click()
    expect(banner(page).get_by_role("alert")).not_to_be_empty()
    yield "shop alert", page.evaluate(SERIALISED)
    page.context.clear_cookies()


def operators_pages(folder, code) -> Iterator[tuple[str, str]]:
    """The operator's page in a host app."""
    site = sample.write(folder / f"host-{code}")
    edits = {"changed": sample.with_service("vimeo", "media"), "faulty": "site: 1"}
    return everything.operators(site, code, edits)


@pytest.fixture
def written(shop, vendors, page, make_app, previewed, instance, tmp_path):
    """A folder with all of it, and with one page that is wrong."""
    alone, folder = make_app(), tmp_path / "written"
    folder.mkdir()
    for code in LANGUAGES:
        publish(alone, sample.with_language(instance, code))
        shop.site.publish()
        documents = (
            everything.pages(alone, code),
            everything.fragments(alone, code),
            everything.previews(previewed, code),
            operators_pages(tmp_path, code),
            on_a_sites_page(shop, vendors, page, code),
        )
        everything.keep(folder, code, chain(*documents))
    everything.keep(folder, "en", everything.papers(alone, tmp_path))
    (folder / WRONG).write_text(everything.wrapped('<p hx-post="/">', "en"), encoding="utf-8")
    return folder


def test_it_finds_nothing_but_what_is_wrong_on_purpose(written):
    found = nu.check(written)
    assert [one for one in found if one.file == WRONG], "the checker overlooks what HTML does not allow"
    left = [one for one in found if one.file != WRONG and not one.says.startswith(tuple(EXCUSED))]
    assert left == [], "\n".join(map(str, left))
    assert {one for one in EXCUSED if not any(told.says.startswith(one) for told in found)} == set()
