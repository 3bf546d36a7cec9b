"""Takes the gallery: banner and preferences in six languages, each on one sheet in three widths and three schemes.

Run by `make pictures`, after the others. It is there to be looked at: no clipped word, no button alone on its
line, both buttons alike. The languages are those that ask most of a page: the longest sentences (Greek,
German), the longest buttons (Irish), and one that runs from right to left (Arabic). The sample shop is the
starter site, whose own texts are not there in all of them, and so stand in English, marked as such.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from take import FLAGS, HERE, chromium, serving, smaller, turn_on

import cookieprefs.starter

LANGUAGES = ("en", "fr", "de", "el", "ga", "ar")
WINDOWS = {320: 640, 768: 640, 1280: 640}
"""Width to height, in CSS pixels."""
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
GAP, PAPER = 16, "#777"


def main() -> None:
    """Take a sheet of each page in each language; says the size of each."""
    with tempfile.TemporaryDirectory(prefix="cookieprefs-pictures-") as folder, sync_playwright() as playwright:
        instance = Path(folder)
        write(instance)
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
        with serving(instance) as address:
            for language in LANGUAGES:
                for name, pictures in sheets(browser, address, language):
                    path = HERE / f"gallery-{name}-{language}.png"
                    path.write_bytes(smaller(sheet(pictures)))
                    print(f"{path.name}: {path.stat().st_size // 1024} kB")
        browser.close()


def write(instance: Path) -> None:
    """The starter site in all these languages, published."""
    shutil.copytree(Path(cookieprefs.starter.__file__).parent, instance, dirs_exist_ok=True)
    site = instance / "site.yaml"
    languages = f"languages: [{', '.join(LANGUAGES)}]"
    site.write_text(re.sub(r"(?m)^languages: .*$", languages, site.read_text("utf-8")), "utf-8")
    environment = os.environ | {"COOKIEPREFS_INSTANCE": str(instance), "FLASK_APP": "cookieprefs"}
    for words in (("db", "upgrade"), ("publish", "--yes")):
        program = [sys.executable, "-m", "flask", *words]
        subprocess.run(program, env=environment, check=True, stdout=subprocess.DEVNULL)


def sheets(browser: Browser, address: str, language: str) -> Iterator[tuple[str, list[list[bytes]]]]:
    """The name of each page, and its pictures: a row for each scheme, in it one for each width."""
    rows: dict[str, list[list[bytes]]] = {"banner": [], "panel": []}
    for scheme in SCHEMES.values():
        context = browser.new_context(locale=language, reduced_motion="reduce", **scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for name, take in (("banner", banner), ("panel", panel)):
            rows[name].append([take(page, address, language, width) for width in WINDOWS])
        context.close()
    yield from rows.items()


def banner(page: Page, address: str, language: str, width: int) -> bytes:
    """The banner on a page of the sample shop."""
    page.set_viewport_size({"width": width, "height": WINDOWS[width]})
    page.goto(f"{address}/preview/?lang={language}")
    page.locator("#cookieprefs-banner").wait_for()
    return page.screenshot()


def panel(page: Page, address: str, language: str, width: int) -> bytes:
    """The preferences, from a purpose with its services on; Matomo is switched on once."""
    page.set_viewport_size({"width": width, "height": WINDOWS[width]})
    page.goto(f"{address}/preferences?lang={language}")
    if not page.locator("#cookieprefs-switch-matomo").is_checked():
        turn_on(page, "matomo")
    page.locator("#cookieprefs-purpose-audience").evaluate("one => one.scrollIntoView()")
    return page.screenshot()


def sheet(rows: list[list[bytes]]) -> bytes:
    """All pictures on one, at half their size."""
    opened = [[Image.open(io.BytesIO(one)).reduce(2) for one in row] for row in rows]
    width = sum(one.width + GAP for one in opened[0]) + GAP
    height = sum(max(one.height for one in row) + GAP for row in opened) + GAP
    paper, down = Image.new("RGB", (width, height), PAPER), GAP
    for row in opened:
        across = GAP
        for one in row:
            paper.paste(one, (across, down))
            across += one.width + GAP
        down += max(one.height for one in row) + GAP
    written = io.BytesIO()
    paper.save(written, "PNG")
    return written.getvalue()


if __name__ == "__main__":
    main()
