"""A mount of the real app behind a web server, at http://shop.test:<port>/cookies/ or by https."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doctor import mounts
from tests.doctor.mounts import HOST, Front

_asked = socket.getaddrinfo


@dataclass(kw_only=True)
class Mounted:
    """A mount that is served."""

    front: Front
    origin: str
    ca: Path | None

    @property
    def url(self) -> str:
        """The mount."""
        return f"{self.origin}/cookies/"

    def examined(self, *pages: str, **options):
        """What the doctor finds."""
        return mounts.examined(options.pop("url", self.url), *pages, ca=self.ca, **options)

    def keys(self, *pages: str, **options) -> set[str]:
        """The keys of what it finds."""
        return mounts.keys(self.examined(*pages, **options))


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """Names below `.test` lead to this machine, as entries in /etc/hosts would have them; `.invalid` nowhere."""

    def ask(host, *args, **options):
        name = host.decode() if isinstance(host, bytes) else host
        if str(name).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return _asked("127.0.0.1" if str(name).endswith(".test") else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", ask)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A certificate for the shop and its subdomains, with its key."""
    return mounts.certificate(tmp_path_factory.mktemp("tls"), HOST, f"cookies.{HOST}", "other.test", "localhost")


@pytest.fixture
def mount(make_app, clock):
    """Serves a mount: `with mount() as mounted`; `public_url` is where the app believes to be."""

    @contextmanager
    def serve(*, ca=None, host="localhost", path="/cookies/", believes=None, **settings):
        front = Front()
        with mounts.serving(front, ca) as port:
            origin = f"{'https' if ca else 'http'}://{host}:{port}"
            believed = f"{origin}{path}" if believes is None else believes.format(origin=origin, port=port)
            app = make_app(**({"public_url": believed} if believed else {}), **settings)
            front.app = app
            front.says(mounts.GPC, '{"gpc": true}', kind="application/json")
            front.page()
            yield Mounted(front=front, origin=origin, ca=ca)

    return serve


@pytest.fixture
def right(mount):
    """A mount with nothing wrong, by http on this machine."""
    with mount() as mounted:
        yield mounted


@pytest.fixture
def secure(mount, certificate):
    """A mount with nothing wrong, by https."""
    with mount(ca=certificate, host=HOST) as mounted:
        yield mounted
