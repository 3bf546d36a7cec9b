"""Takes the pictures of embedding.md: the sample shop of a local run, as a visitor sees it at each step.

Run by `make pictures`, after the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from take import FLAGS, HERE, chromium, serving, smaller


def main() -> None:
    """Take them all; says the size of each."""
    with tempfile.TemporaryDirectory(prefix="cookieprefs-pictures-") as instance, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
        with serving(Path(instance)) as address:
            page = context.new_page()
            page.goto(f"{address}/preview/?lang=en")
            for name in steps(page):
                path = HERE / f"embedding-{name}.png"
                path.write_bytes(smaller(page.screenshot()))
                print(f"{path.name}: {path.stat().st_size // 1024} kB")
        browser.close()


def steps(page: Page) -> Iterator[str]:
    """Each step's name, when the page shows it."""
    page.locator("#cookieprefs-banner").wait_for()
    yield "banner"
    page.locator("#cookieprefs-banner button[value=refuse_all]").click()
    page.locator("#cookieprefs-banner").wait_for(state="detached")
    page.locator("#preview-youtube").evaluate("one => one.scrollIntoView()")
    place = page.frame_locator("iframe[title=YouTube]")
    place.locator("button[value=once]").wait_for()
    yield "placeholder"
    place.locator("button[value=always]").click()
    place.locator("button").first.wait_for(state="detached")
    yield "opened"
    page.locator("footer [data-cookieprefs=preferences]").click()
    page.frame_locator("dialog iframe").locator("#cookieprefs-switch-matomo").click()
    page.frame_locator("dialog iframe").locator("#cookieprefs-state-matomo[data-cookieprefs-state=on]").wait_for()
    yield "preferences"
    page.locator("dialog button").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("footer [data-cookieprefs=withdraw]").click()
    page.locator(".cookieprefs-notice").wait_for()
    page.locator("#preview-stored", has_text="_pk_id").wait_for(state="detached")
    yield "withdrawn"


if __name__ == "__main__":
    main()
