"""Fixtures of the browser tests: the app served, and a Chromium that is already on the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser import watch
from tests.browser.site import Site, served
from tests.clock import Clock

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine; none is ever downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the browser tests need Chromium: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": found, "args": [*_ARGUMENTS]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None for all, for each test serves its own site; the plugin's own fixture is one that pytest warns of."""


@pytest.fixture
def site(app: Flask, clock: Clock) -> Iterator[Site]:
    """The sample site, served."""
    with served(app, clock) as site:
        yield site


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
    context.set_default_timeout(10_000)
    context.add_init_script(watch.SCRIPT)
    return context
