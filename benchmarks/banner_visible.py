"""When is the banner seen, and what does it cost the page?

The same static page, served on this machine, once with our line and once with Orejime 3.2.1, set up as its manual
says and for the same purposes. In turns, each time in a fresh profile of a real Chromium, after a visit that only
warms up.
"""

from __future__ import annotations

import json
import mimetypes
import shutil
import statistics
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from benchmarks import results, starter
from benchmarks.peers import OREJIME, unpacked
from cookieprefs.core.policy import Policy

QUESTION = "When is the banner seen?"
VISITS = 25
PATIENCE = 60_000  # ms
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Tisanes</title>'
    '<meta name="viewport" content="width=device-width">{head}</head><body><h1>Tisanes</h1>{text}</body></html>'
)
TEXT = "<p>Du tilleul, de la menthe et de la sauge, séchés lentement au grenier et emballés à la main.</p>" * 40
OURS = f'<script src="{starter.MOUNT}/embed.js?lang=fr" async></script>'
THEIRS = (
    '<script>window.orejimeConfig = {config}</script><script src="/orejime/dist/orejime-standard-fr.js"></script>'
    '<link href="/orejime/dist/orejime-standard.css" rel="stylesheet">'
)
BANNERS = {"cookieprefs": ("/ours", "#cookieprefs-banner"), "Orejime 3.2.1": ("/theirs", ".orejime-Banner")}
"""Who is measured: the page with them in it, and what their banner is there."""

# Two frames after the banner has a size, one with it in it has been painted.
WATCH = """
  window.seen = new Promise((done) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector("BANNER")?.getBoundingClientRect().height) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame((now) => done(now)));
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });
  window.shifted = window.long = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { window.long += list.getEntries().length; })
    .observe({ type: "longtask", buffered: true });
"""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one first visit showed: times in milliseconds, layout shift in its own unit."""

    seen: float
    script: float
    shift: float
    long_tasks: int


def main() -> None:
    """Measure in turns, and keep what came of it."""
    visits: dict[str, list[Visit]] = {name: [] for name in BANNERS}
    with sync_playwright() as playwright, shop() as address:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=[*FLAGS])
        for turn in range(VISITS + 1):
            for name, (path, banner) in BANNERS.items():
                visit = look(browser, address + path, banner)
                if turn:  # the first of each only warms up
                    visits[name].append(visit)
        version = browser.version
        browser.close()
    results.keep(QUESTION, told(visits, version))


def told(visits: dict[str, list[Visit]], version: str) -> str:
    """The table of both, and how many times ours theirs is."""
    ours, theirs = visits.values()
    head = ("first visit", "banner seen, p50 (p10 to p90), ms", "script, p50, ms", "layout shift", "long tasks")
    seen = statistics.median(one.seen for one in theirs) / statistics.median(one.seen for one in ours)
    script = statistics.median(one.script for one in theirs) / statistics.median(one.script for one in ours)
    return (
        f"{results.table(head, (row(name, of) for name, of in visits.items()))}\n"
        f"Orejime's banner takes {seen:.2f} times ours to be seen, and its script {script:.2f} times ours.\n"
        f"{VISITS} visits each, in turns, Chromium {version}, the server on the same machine:\n"
        "downloading costs nothing here, so that a slow line is not in it. What else the machine does\n"
        "meanwhile lengthens tasks, and all times, of both.\n"
    )


def row(name: str, visits: list[Visit]) -> tuple[str, ...]:
    """One line of the table."""
    seen = [one.seen for one in visits]
    tenths = statistics.quantiles(seen, n=10)
    return (
        name,
        f"{statistics.median(seen):.0f} ({tenths[0]:.0f} to {tenths[-1]:.0f})",
        f"{statistics.median(one.script for one in visits):.1f}",
        f"{max(one.shift for one in visits):.4f}",
        f"{sum(one.long_tasks for one in visits)}",
    )


def look(browser: Browser, address: str, banner: str) -> Visit:
    """One first visit, in a profile of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(WATCH.replace("BANNER", banner))
    protocol = context.new_cdp_session(page)
    protocol.send("Performance.enable")
    page.goto(address)
    seen = page.evaluate("() => window.seen")
    measured = {one["name"]: one["value"] for one in protocol.send("Performance.getMetrics")["metrics"]}
    shift, long_tasks = page.evaluate("() => [window.shifted, window.long]")
    context.close()
    return Visit(seen=seen, script=measured["ScriptDuration"] * 1000, shift=shift, long_tasks=long_tasks)


@contextmanager
def shop() -> Iterator[str]:
    """Both pages, our app and Orejime's files on one free port: its address, as long as the block lasts."""
    with unpacked(OREJIME) as folder:
        front = Front(folder)
        server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet)
        address = f"http://localhost:{server.server_port}"
        with starter.published(address, features=()) as app:
            front.open(app)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield address
            server.shutdown()


class Quiet(WSGIRequestHandler):
    """Tells nobody of each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  the server's own name for it
        """Leave it untold."""


class Front:
    """The shop's web server: what is below our path goes to us, the rest is ready-made bytes."""

    def __init__(self, orejime: Path) -> None:
        self.orejime = orejime
        self.pages: dict[str, bytes] = {}

    def open(self, app: Flask) -> None:
        """Write both pages, for the purposes that the app's site has."""
        self.ours = app
        theirs = THEIRS.replace("{config}", json.dumps(configuration(app), ensure_ascii=False))
        heads = {"/ours": OURS, "/theirs": theirs}
        self.pages = {path: PAGE.format(head=head, text=TEXT).encode() for path, head in heads.items()}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(f"{starter.MOUNT}/"):
            return self.ours(environ, start_response)
        return self.plain(path)(environ, start_response)

    def plain(self, path: str) -> Response:
        """A page, or one of Orejime's files."""
        if path in self.pages:
            return Response(self.pages[path], mimetype="text/html")
        if path.startswith("/orejime/"):
            content = (self.orejime / path.removeprefix("/orejime/")).read_bytes()
            return Response(content, mimetype=mimetypes.guess_type(path)[0])
        return Response(status=204)


def configuration(app: Flask) -> dict[str, Any]:
    """Orejime's settings for the same site: a purpose for each of ours that asks, with its cookies' names."""
    with app.app_context():
        policy = app.extensions["cookieprefs"].version().policy
    purposes = [one for one in policy.catalogue.purposes if cookies_of(policy, one.key)]
    return {
        "privacyPolicyUrl": policy.site.privacy_policy["fr"],
        "purposes": [
            {
                "id": one.key,
                "title": one.title["fr"],
                "description": one.summary["fr"],
                "cookies": cookies_of(policy, one.key),
            }
            for one in purposes
        ],
    }


def cookies_of(policy: Policy, purpose: str) -> list[str]:
    """The names of what the services of a purpose store, of those that visitors are asked about."""
    asking = (one for one in policy.catalogue.services if one.purpose == purpose and one.regime.can_be_refused)
    return [cookie.name for one in asking for cookie in one.cookies]


def chromium() -> str:
    """The Chromium of this machine; none is downloaded. Raises `SystemExit` where there is none."""
    if found := shutil.which("chromium") or shutil.which("chromium-browser"):
        return found
    raise SystemExit("there is no Chromium on the PATH; on Debian: apt-get install chromium")


if __name__ == "__main__":
    main()
