"""What is not reached, or not where it believes to be: each provoked by a real server that is set up wrong."""

import shutil
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from socket import socket

import pytest
from werkzeug.wrappers import Response

from cookieprefs.doctor.answer import Certificate
from cookieprefs.doctor.examine import examine
from cookieprefs.doctor.fetch import Fetcher
from cookieprefs.doctor.finding import Severity
from cookieprefs.doctor.reach import ends_soon
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests import conftest
from tests.doctor import mounts
from tests.doctor.mounts import HOST, Front, serving
from tests.ports import free_port

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_server_that_is_not_there():
    (found,) = mounts.examined(f"http://localhost:{free_port()}/cookies/").findings
    assert found.key == "unreachable"
    assert found.severity is Severity.UNSEEN
    assert "refused" in found.sentence


def test_what_answers_but_speaks_no_http():
    with closing(socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(10)

        def talk():
            line, _ = listener.accept()
            with closing(line):
                line.recv(4096)
                line.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        found = mounts.keys(mounts.examined(f"http://localhost:{listener.getsockname()[1]}/"))
        thread.join()
    assert found == {"unreachable"}


def test_a_certificate_that_nobody_signed(secure):
    secure.ca = None
    (found,) = secure.examined().findings
    assert found.key == "certificate-refused"
    assert "self-signed certificate" in found.sentence


def test_a_certificate_for_another_name(secure):
    url = secure.url.replace(HOST, "www.shop.test")
    (found,) = secure.examined(url=url).findings
    assert found.key == "certificate-refused"
    assert "www.shop.test" in found.sentence


def test_a_certificate_that_ends_soon(secure):
    late = Fetcher({HOST}, authority=str(secure.ca), clock=lambda: datetime.now(UTC) + timedelta(days=80))
    found = mounts.keys(examine(late, secure.url))
    # Eighty days ahead of the server, our clock is the one that is wrong here.
    assert found == {"certificate-ends", "clock-wrong"}


@pytest.mark.parametrize(
    ("lifetime", "left", "is_late"),
    [(90, 30, False), (90, 13, True), (6, 3, False), (6, 1, True), (397, 15, False)],
)
def test_a_short_certificate_is_renewed_later(lifetime, left, is_late):
    ends = NOW + timedelta(days=left)
    held = Certificate(begins=ends - timedelta(days=lifetime), ends=ends)
    assert ends_soon(held, NOW) is is_late


def test_plain_http_for_visitors(mount):
    with mount(host=HOST) as mounted:
        assert mounted.keys() == {"not-https"}


@pytest.mark.parametrize("status", [200, 404])
def test_http_that_does_not_lead_to_https(secure, status):
    plain = Front()
    plain.says("/cookies/", "hello", status)
    with serving(plain) as port:
        assert secure.keys(plain_port=port) == {"http-stays"}


def test_http_that_leads_to_https_is_right(secure):
    plain = Front()
    plain.leads("/cookies/", secure.url, 301)
    with serving(plain) as port:
        assert secure.keys(plain_port=port) == set()
        assert mounts.keys(mounts.examined(f"http://{HOST}:{port}/cookies/", ca=secure.ca)) == set()


def test_a_host_where_nothing_listens_for_http_is_right(secure):
    assert secure.keys(plain_port=free_port()) == set()


@pytest.mark.parametrize("target", ["/cookies/", "/cookies"])
def test_a_redirect_in_a_circle(right, target):
    right.front.leads("/cookies/", target)
    assert right.keys() == {"redirect-loop"}


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "/"])
def test_a_redirect_to_somewhere_else(right, target):
    right.front.leads("/cookies/", target)
    (found,) = right.examined().findings
    assert found.key == "redirect-elsewhere"
    assert "elsewhere.example" in found.sentence or found.sentence.endswith(f"leads to {right.origin}/.")


@pytest.mark.parametrize("status", [502, 504])
def test_a_proxy_that_does_not_reach_us(right, status):
    right.front.says("/cookies/", "Bad Gateway", status)
    assert right.keys() == {"upstream-silent"}


def test_a_server_that_fails(right):
    right.front.says("/cookies/", "under construction", 503)
    right.front.says("/cookies/readyz", "under construction", 503)
    assert right.keys() == {"unavailable"}


def test_another_app_at_our_path(right):
    right.front.app = Response("<h1>Welcome to the shop</h1>", mimetype="text/html")
    assert right.keys() == {"not-ours"}


def test_nothing_at_our_path(right):
    right.front.app = None
    assert right.keys() == {"not-ours"}


def test_a_ledger_that_cannot_be_read(right, instance):
    with right.front.app.app_context():
        db.engine.dispose()
    (instance / "cookieprefs.sqlite3").write_bytes(b"no database " * 1000)
    assert right.keys() == {"ledger-down"}


def test_nothing_published(right, tmp_path, migrated):
    folder = tmp_path / "empty"
    folder.mkdir()
    shutil.copy(migrated, folder / "cookieprefs.sqlite3")
    app = conftest._build(Settings(instance=folder, secret_key=conftest.SECRET, public_url=right.url))
    right.front.app = app
    assert right.keys() == {"nothing-published"}
    with app.app_context():
        db.engine.dispose()


def test_an_app_that_does_not_know_its_path(mount):
    with mount(believes="{origin}/") as mounted:
        assert mounted.keys() == {"path-unknown"}


def test_an_app_that_believes_to_be_at_the_root_and_gets_the_path_stripped(mount):
    with mount(believes="{origin}/") as mounted:
        mounted.front.strips = True
        found = mounted.examined()
    assert mounts.keys(found) == {"prefix-lost", "slash-missing", "static-missing", "cookie-path"}
    cures = {one.key: one.cure for one in found.findings}
    assert cures["prefix-lost"].startswith(
        f"Set COOKIEPREFS_PUBLIC_URL={mounted.url} and start cookieprefs again."
    )


def test_an_app_that_believes_to_be_on_another_host(mount):
    with mount(believes="http://www.shop.test:{port}/cookies/") as mounted:
        (found,) = mounted.examined().findings
    assert found.key == "own-post-refused"
    assert found.sentence.startswith(f"A decision sent from a page at {mounted.origin} is refused with status 403")


def test_an_app_that_believes_to_be_on_plain_http(mount, certificate):
    with mount(believes="http://shop.test:{port}/cookies/", ca=certificate, host=HOST) as mounted:
        assert mounted.keys() == {"own-post-refused"}


def believing(mounted, *, always):
    """A proxy that names scheme, host and path by headers: over a visitor's own, or only where there are none."""
    scheme, host = mounted.origin.split("://")
    told = {"PROTO": scheme, "HOST": host, "PREFIX": "/cookies"}
    headers = {f"HTTP_X_FORWARDED_{name}": value for name, value in told.items()}
    mounted.front.strips = True
    mounted.front.leads("/cookies", "/cookies/")
    mounted.front.incoming.append(
        lambda environ: environ.update(
            {name: value for name, value in headers.items() if always or name not in environ}
        )
    )


def test_cookies_without_their_prefix_over_https(mount, certificate):
    with mount(believes="", proxy_hops=1, ca=certificate, host=HOST) as mounted:
        believing(mounted, always=True)
        assert mounted.keys() == {"cookie-unprefixed", "cookie-flags"}


def test_headers_that_anybody_may_send_are_believed(mount):
    with mount(believes="", proxy_hops=1) as mounted:
        believing(mounted, always=False)
        found = mounted.examined().findings
    assert {one.key for one in found} == {"forwarded-believed"}
    named = " ".join(one.sentence for one in found)
    assert all(one in named for one in ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix"))


def test_with_a_public_url_such_headers_change_nothing(mount):
    with mount(proxy_hops=1) as mounted:
        assert mounted.keys() == set()


def test_a_clock_that_is_an_hour_off(right):
    right.front.header("Date", "Sun, 01 Mar 2026 12:00:00 GMT")
    assert right.keys() == {"clock-wrong"}
