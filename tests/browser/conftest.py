"""Fixtures of the browser tests: the app served, and a Chromium that is already on the machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from cookieprefs.web.assets import hashed
from tests.browser import watch
from tests.browser.line import Line
from tests.browser.shop import Shop, opened
from tests.browser.site import Site, served
from tests.browser.vendors import Vendors
from tests.clock import Clock

expect.set_options(timeout=watch.PATIENCE)

HTMX_2 = Path(__file__).parent / "htmx-2.0.11.min.js"

_BESIDE_THE_PAGE = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
"""What Chromium loads with each window and page for its address bar, and for pages to come: half of its work."""

_PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What Playwright turns off by itself: of two such lists Chromium reads the last alone."""

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*_PLAYWRIGHTS, *_BESIDE_THE_PAGE))}",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine; none is ever downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the browser tests need Chromium: apt-get install chromium"
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "args": [*_ARGUMENTS],
        "timeout": 2 * watch.PATIENCE,
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """None for all, for each test serves its own site; the plugin's own fixture is one that pytest warns of."""


@pytest.fixture(autouse=True)
def htmx(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """htmx 2 in place of htmx 4, where the run asks for it by `--htmx2` (T19)."""
    if request.config.getoption("--htmx2"):
        monkeypatch.setattr(Line, "stand_ins", {f"/static/{hashed('vendor/htmx-4.0.1.min.js')}": HTMX_2})


@pytest.fixture
def site(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Site]:
    """The app on the sample site, served: alone, or below the shop's path where a test has one."""
    if "shop" in request.fixturenames:
        yield request.getfixturevalue("shop").site
        return
    with served(request.getfixturevalue("app"), clock) as site:
        yield site


@pytest.fixture
def shop(make_app: Callable[..., Flask], clock: Clock) -> Iterator[Shop]:
    """A shop with the app below a path of its own, and stand-ins for the vendors of its services."""
    with opened(make_app, clock) as shop:
        yield shop


@pytest.fixture
def vendors(shop: Shop) -> Vendors:
    """The stand-ins for the vendors."""
    return shop.vendors


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """Every address that the browser has asked for, or tried to."""
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], site: Site) -> dict[str, Any]:
    """A browser at the site, in English. It closes before the server does."""
    return {
        **browser_context_args,
        "base_url": site.url,
        "locale": "en-GB",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A fresh profile whose pages tell what happens in them."""
    context.set_default_timeout(watch.PATIENCE)
    context.add_init_script(watch.SCRIPT)
    return context
