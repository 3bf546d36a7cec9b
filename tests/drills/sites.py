"""A site served as an operator serves it, by itself or behind a real nginx with the file from `deploy/nginx`."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.drills.ground import Ground, ground
from tests.drills.served import Served, served
from tests.drills.wire import Door
from tests.ports import free_port
from tests.proxies import certificate
from tests.proxies.proxies import KINDS, running
from tests.proxies.proxies import Ground as ProxyGround

DIRECTLY, BEHIND_NGINX = WAYS = ("directly", "behind nginx")
_HOST, _MOUNT = "site.example", "/cookies"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site that is served: its ledger, its server, and where visitors ask."""

    here: Ground
    server: Served
    door: Door


@contextmanager
def site(way: str, folder: Path, *options: str) -> Iterator[Site]:
    """A site, served with two workers: alone, or behind a real nginx with the file from `deploy`."""
    if way == "directly":
        with ground(folder / "instance") as here, served(here, *options) as server:
            yield Site(here=here, server=server, door=Door(port=server.port))
        return
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cookieprefs-siege-")))
        proxy = _proxy_ground(top)
        url = f"https://{_HOST}:{proxy.https}{_MOUNT}/"
        here = stack.enter_context(ground(folder / "instance", proxy_hops=1, public_url=url))
        server = stack.enter_context(served(here, *options, port=proxy.app))
        stack.enter_context(running(KINDS["nginx"], (_HOST,), proxy))
        trusted = ssl.create_default_context(cafile=str(proxy.certificates / "fullchain.pem"))
        yield Site(
            here=here, server=server, door=Door(port=proxy.https, host=_HOST, mount=_MOUNT, trusted=trusted)
        )


def _proxy_ground(top: Path) -> ProxyGround:
    # A proxy that was started by root reads as nobody.
    top.chmod(0o755)
    certificate.make(top)
    for name in ("nginx", "pages"):
        (top / name).mkdir()
    https, http, app, files = (free_port() for _ in range(4))
    return ProxyGround(
        folder=top / "nginx",
        https=https,
        http=http,
        app=app,
        files=files,
        pages=top / "pages",
        certificates=top,
    )
