"""A shop that has cookieprefs mounted under a path of its own, and the line on its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.host import Host
from tests.browser.line import Line
from tests.browser.site import Site, listening
from tests.browser.vendors import Vendors
from tests.clock import Clock

MOUNT = "/cookies"
LINE = f'<script src="{MOUNT}/embed.js" async></script>'
LINK = f'<a href="{MOUNT}/preferences" data-cookieprefs="preferences">Cookie Preferences</a>'

_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The shop's own pages, our app under its path, and the vendors that its pages name."""

    site: Site
    pages: Host
    vendors: Vendors

    @property
    def url(self) -> str:
        """Where the shop is served, without a slash at its end."""
        return self.site.url

    def page(
        self,
        path: str,
        body: str = "",
        *,
        head: str = "",
        line: str = LINE,
        lang: str = "en",
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Write a page of the shop's; the line stands in its head. Returns its path."""
        whole = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Test Shop</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{head}{line}</head><body>{body}</body></html>"
        )
        return self.pages.serve(path, whole, "text/html", headers)

    def decide(self, context: BrowserContext, **services: bool) -> None:
        """Have this browser's visitor answer for services by the panel's form, on a page that nobody sees."""
        for key, granted in services.items():
            form = {"version": self._version(), "lang": "en", "layer": "preferences", "layout": "full"}
            answer = context.request.post(
                f"{self.url}{MOUNT}/preferences/services/{key}",
                form={**form, **({"granted": "yes"} if granted else {})},
                headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"},
            )
            assert answer.ok, answer.text()

    def _version(self) -> str:
        with self.site.app.app_context():
            return str(self.site.runtime.version().number)


class _Front:
    """The shop's web server: it passes on to us what is below our path, prefix and all."""

    def __init__(self, pages: Host) -> None:
        self.pages = pages
        self.ours: Callable[..., Iterable[bytes]] = pages

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        app = self.ours if path == MOUNT or path.startswith(f"{MOUNT}/") else self.pages
        return app(environ, start_response)


@contextmanager
def opened(make_app: Callable[..., Flask], clock: Clock, host: str = "localhost") -> Iterator[Shop]:
    """Serve a shop with its vendors, as long as the block lasts; to browsers `*.localhost` is this machine."""
    front, vendors = _Front(Host()), Vendors()
    with listening(vendors) as elsewhere, listening(front) as port:
        url = f"http://{host}:{port}"
        # A browser reads the state cookie's end by its own clock.
        clock.now = datetime.now(UTC)
        # To a browser an address in numbers is another site than a name, wherever both lead.
        vendors.url = f"http://127.0.0.1:{elsewhere}"
        app = make_app(public_url=f"{url}{MOUNT}/")
        line = front.ours = Line(app)
        site = Site(url=url, app=app, runtime=app.extensions["cookieprefs"], clock=clock, line=line)
        yield Shop(site=site, pages=front.pages, vendors=vendors)


def settle(page: Page) -> None:
    """Let the page do what it has begun: whatever it asks for because of it has been asked for then."""
    page.evaluate(_PAINTED)


def ready(page: Page) -> None:
    """Wait until the script of the line has done its part."""
    page.wait_for_function("() => window.cookieprefs")
    settle(page)


def in_dialog(page: Page) -> Frame:
    """The preferences in the dialog over a page, once all of them is there: elements are before their style is."""
    expect(page.frame_locator("dialog iframe").locator("#cookieprefs-panel")).to_be_visible()
    frame = next(one for one in page.frames if "/preferences" in one.url)
    frame.wait_for_load_state()
    return frame
