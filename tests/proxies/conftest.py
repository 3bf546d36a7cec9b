"""Fixtures of the tests behind real proxies: a site over TLS, and a Chromium that trusts its certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.browser import watch
from tests.browser.conftest import base_url, browser_type_launch_args
from tests.browser.line import Line
from tests.browser.site import Site, listening
from tests.browser.vendors import Vendors
from tests.clock import Clock
from tests.proxies.certificate import HOSTS
from tests.proxies.house import MOUNTS, House, Stand, Street, street
from tests.proxies.proxies import KINDS

__all__ = ["base_url", "browser_type_launch_args"]


@pytest.fixture(scope="session")
def proxies() -> Iterator[Street]:
    """The proxies of this process: each is started when a test first needs it."""
    with street() as found:
        yield found


@pytest.fixture(scope="session")
def browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], proxies: Street
) -> Iterator[Browser]:
    """A Chromium to which the site's hosts are this machine, and its certificate as good as any."""
    hosts = ",".join(f"MAP {host} 127.0.0.1" for host in HOSTS)
    ours = (
        f"--host-resolver-rules={hosts}",
        f"--ignore-certificate-errors-spki-list={proxies.certificate.pin}",
    )
    given = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *ours]}
    browser = browser_type.launch(**given)
    yield browser
    browser.close()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each of the four proxies."""
    return str(request.param)


@pytest.fixture(params=MOUNTS)
def mount(request: pytest.FixtureRequest) -> str:
    """At a path of the site's host, and at the root of a host of its own."""
    return str(request.param)


@pytest.fixture(params=[1])
def hops(request: pytest.FixtureRequest) -> int:
    """How many proxies the operator declared."""
    return int(request.param)


@pytest.fixture
def stand(proxies: Street, kind: str, mount: str) -> Stand:
    """The proxy, running."""
    return proxies.stand(kind, mount)


@pytest.fixture
def house(
    proxies: Street, stand: Stand, make_app: Callable[..., Flask], clock: Clock, hops: int
) -> Iterator[House]:
    """The proxy with an app of this test behind it."""
    # A browser reads the state cookie's end by its own clock.
    clock.now = datetime.now(UTC)
    app = make_app(public_url=f"{stand.url}{stand.mount}/", proxy_hops=hops)
    line, vendors = Line(proxies.with_files(app, stand.mount)), Vendors()
    site = Site(url=stand.url, app=app, runtime=app.extensions["cookieprefs"], clock=clock, line=line)
    stand.upstream.app = line
    with listening(vendors) as elsewhere:
        vendors.url = f"http://127.0.0.1:{elsewhere}"
        yield House(stand=stand, site=site, vendors=vendors, line=line)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], house: House) -> dict[str, Any]:
    """A browser at the site, in English. It closes before the server does."""
    return {
        **browser_context_args,
        "base_url": house.stand.url,
        "locale": "en-GB",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A fresh profile whose pages tell what happens in them."""
    context.set_default_timeout(watch.PATIENCE)
    context.add_init_script(watch.SCRIPT)
    return context
