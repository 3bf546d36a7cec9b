"""cookieprefs on a host of its own (B-02, B-06): right as it is, and each way to have it wrong."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import sample
from tests.doctor import mounts
from tests.doctor.mounts import GPC, Front, serving

SHARED = sample.SITE.replace(
    "  domains: [shop.test, www.shop.test]\n",
    "  domains: [shop.test, www.shop.test]\n  cookie_domain: shop.test\n",
)
HERE = "192.0.2.7"
TABLE = {
    "cookies.shop.test": frozenset({HERE, "2001:db8:1:2::7"}),
    "shop.test": frozenset({"192.0.2.200", "2001:db8:1:2:ff::1"}),
}


class ByHost:
    """One web server for several hosts: cookieprefs on the one called `cookies`, pages on all others."""

    def __init__(self):
        self.ours, self.pages = Front(), Front()
        self.ours.prefix = ""

    def __call__(self, environ, start_response):
        """Answer one request."""
        front = self.ours if environ["HTTP_HOST"].startswith("cookies.") else self.pages
        return front(environ, start_response)


@dataclass(kw_only=True)
class Shop:
    """A shop whose pages are on other hosts than cookieprefs."""

    server: ByHost
    port: int
    ca: Path

    def examined(self, host="shop.test", **options):
        """What the doctor finds on a page of this host."""
        options = {"resolve": TABLE.get, **options}
        url, page = f"https://cookies.shop.test:{self.port}/", f"https://{host}:{self.port}/"
        return mounts.examined(url, page, ca=self.ca, **options)

    def keys(self, host="shop.test", **options):
        """The keys of that."""
        return mounts.keys(self.examined(host, **options))


@pytest.fixture
def opened(instance, make_app, certificate):
    """Opens a shop with a site file."""

    @contextmanager
    def serve(text=SHARED):
        (instance / "site.yaml").write_text(text, encoding="utf-8")
        server = ByHost()
        with serving(server, certificate) as port:
            ours = f"https://cookies.shop.test:{port}/"
            server.ours.app = make_app(public_url=ours)
            server.pages.says(GPC, '{"gpc": true}', kind="application/json")
            server.pages.page(mount=ours)
            yield Shop(server=server, port=port, ca=certificate)

    return serve


def test_one_decision_for_several_hosts_is_right(opened):
    with opened() as shop:
        assert shop.keys() == set()


def test_without_a_cookie_domain_nothing_is_shared(opened):
    with opened(sample.SITE) as shop:
        found = mounts.keys(shop.examined())
    assert found == {"cookie-one-host", "cors-missing", "neighbour-refused", "frame-refused"}


def test_a_page_on_a_host_that_is_none_of_the_sites(opened, certificate):
    with opened() as shop:
        found = shop.keys("other.test", resolve=lambda host: frozenset({HERE}))
    assert found == {"other-site", "cors-missing", "neighbour-refused", "frame-refused"}


def test_a_host_at_another_address(opened):
    far = {**TABLE, "cookies.shop.test": frozenset({"198.51.100.4"})}
    with opened() as shop:
        (found,) = shop.examined(resolve=far.get).findings
    assert found.key == "other-address"
    assert "after 7 days" in found.sentence
    assert "198.51.100.4" in found.sentence


def test_a_host_whose_address_cannot_be_found_out(opened):
    with opened() as shop:
        assert shop.keys(resolve=lambda host: frozenset()) == {"address-unknown"}


def test_names_that_lead_here_are_near_each_other(opened):
    from cookieprefs.doctor.look import resolved

    with opened() as shop:
        assert shop.keys(resolve=resolved) == set()


def test_the_proxy_drops_what_lets_pages_ask(opened):
    with opened() as shop:
        shop.server.ours.header("Access-Control-Allow-Origin", None)
        assert shop.keys() == {"cors-missing"}


def test_the_proxy_lets_everybody_ask(opened):
    with opened() as shop:
        shop.server.ours.header("Access-Control-Allow-Origin", "*", "/consent")
        assert shop.keys() == {"cors-missing", "cors-foreign"}


def test_the_policy_of_the_page_has_no_room_for_another_host(opened):
    with opened() as shop:
        ours = f"https://cookies.shop.test:{shop.port}"
        shop.server.pages.page(mount=f"{ours}/", Content_Security_Policy="default-src 'self'")
        found = shop.examined().findings
    assert {one.key for one in found} == {"page-policy"}
    assert all(one.cure.startswith(f"Add {ours} to default-src") for one in found)
