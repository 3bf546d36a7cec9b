"""Takes the pictures of this folder: the starter site on a free port, seen by a real Chromium.

Run by `make pictures`. Every picture is of the site as it is; nothing is drawn or retouched. The letters are those
of the machine: these were taken with DejaVu Sans and P052 (Debian: fonts-dejavu-core, fonts-urw-base35).
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
PATIENCE = 30.0
"""Seconds within which the site must answer."""
COLOURS = 192
"""As many as text, its soft edges and our few colours need; the files are a third of what they were."""
# The first two are for machines without a desktop; the rest keep Chromium from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one visitor sees the site."""

    name: str
    width: int = 1280
    height: int = 800
    scale: int = 1
    scheme: str = "light"
    language: str = "en"


LOOKS = (
    Look(name="wide"),
    Look(name="phone", width=320, height=640, scale=2),
    Look(name="dark", scheme="dark"),
    Look(name="french", language="fr"),
)


def main() -> None:
    """Take them all; says the size of each."""
    with tempfile.TemporaryDirectory(prefix="cookieprefs-pictures-") as instance, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
        with serving(Path(instance)) as address:
            for look in LOOKS:
                for name, picture in visit(browser, look, address):
                    path = HERE / f"{name}-{look.name}.png"
                    path.write_bytes(smaller(picture))
                    print(f"{path.name}: {path.stat().st_size // 1024} kB")
        browser.close()


def visit(browser: Browser, look: Look, address: str) -> Iterator[tuple[str, bytes]]:
    """A first visit, two switches, and the receipt: each page's name with its picture."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.scale,
        color_scheme=look.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale=look.language,
    )
    page = context.new_page()
    page.goto(f"{address}/?lang={look.language}")
    yield "banner", page.screenshot()
    page.goto(f"{address}/preferences?lang={look.language}")
    for key in ("matomo", "vimeo"):
        turn_on(page, key)
    page.locator("#cookieprefs-purpose-audience").evaluate("one => one.scrollIntoView()")
    yield "panel", page.screenshot()
    page.goto(f"{address}/?lang={look.language}")
    yield "policy", page.screenshot()
    page.locator(".cookieprefs-listed").first.evaluate("one => one.scrollIntoView()")
    yield "services", page.screenshot()
    page.goto(f"{address}/receipt?lang={look.language}")
    yield "receipt", page.screenshot()
    context.close()


def turn_on(page: Page, key: str) -> None:
    """Turn a service's switch, and wait until the answer says that it is stored."""
    page.locator(f"#cookieprefs-switch-{key}").click()
    page.locator(f'#cookieprefs-state-{key}[data-cookieprefs-state="on"]').wait_for()


def smaller(picture: bytes) -> bytes:
    """The same picture with a palette of its own."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        few = opened.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
    return written.getvalue()


@contextmanager
def serving(instance: Path) -> Iterator[str]:
    """The starter site in an instance of its own, on a free port, until the block ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COOKIEPREFS_")}
    environment |= {"COOKIEPREFS_INSTANCE": str(instance), "FLASK_APP": "cookieprefs"}
    port, log = free_port(), instance / "server.log"
    words = [sys.executable, "-m", "flask", "run", "--port", str(port)]
    with log.open("wb") as said, subprocess.Popen(words, env=environment, stdout=said, stderr=said) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            if not answers(f"{address}/readyz", server):
                raise SystemExit(f"the site does not serve:\n{log.read_text()}")
            yield address
        finally:
            server.terminate()


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers before it ends or patience does."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    """The Chromium of this machine. Raises `SystemExit` where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("there is no Chromium on the PATH; on Debian: apt-get install chromium")


if __name__ == "__main__":
    main()
