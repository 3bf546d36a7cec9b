"""Behind each of the four proxies, as their files stand in deploy/, the doctor finds nothing to mend."""

import socket

import pytest

from tests.doctor import mounts
from tests.proxies.certificate import HOSTS

_asked = socket.getaddrinfo


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """The names of the tests lead to this machine, as an entry in /etc/hosts would have them."""

    def ask(host, *args, **options):
        return _asked("127.0.0.1" if host in HOSTS else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", ask)


def test_the_mount_of_each_proxy_is_right(house):
    link = f'<a href="{house.mount}/preferences" data-cookieprefs="preferences">Cookie Preferences</a>'
    house.page("/", link)
    stand = house.stand
    ca, url = stand.ground.certificates / "fullchain.pem", f"{stand.url}{stand.mount}/"
    found = mounts.examined(url, ca=ca, plain_port=stand.ground.http)
    # On a host of its own there is no page of the site's to look at, unless one is named.
    expected = set() if stand.mount else {"page-unnamed"}
    assert {one.key for one in found.findings} == expected, [one.sentence for one in found.findings]
