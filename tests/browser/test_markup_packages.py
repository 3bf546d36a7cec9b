"""The examples of gated markup in other tools' packages: shut before a choice and after a no, open after a yes.

They are taken out of the packages as published, and each address of theirs is asked for at a stand-in. Not every
package has one: vanilla-cookieconsent 3.1.0 and tarteaucitronjs 1.34.0 show their configuration alone, and
Cookiebot publishes none. For tarteaucitron its own code makes the frames that ours are held against.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from tests import npm
from tests.browser.markup import looked, served
from tests.browser.pages import banner, button
from tests.browser.shop import settle
from tests.importing.packages import tarteaucitron_services

OREJIME_2 = "orejime@2.3.2"
IFRAMEMANAGER = "@orestbida/iframemanager@1.3.0"
MORE = {
    OREJIME_2: "sNISzF91WAnmdh/OkjnPxxgL2qTq+UYXmlQGxuT5gRrUU6cfDz9vR7sJqHaM7tKr9TMxTOlnEJmiVntQKGoVbQ==",
    IFRAMEMANAGER: "hhLS9FJrN3sW/B3U2AbtCKsdiD/XzSVld/hnKkP8hcdBo3BW+98+LFbJL68Cghuay0/fxJpScJSrGb7MFrgjQQ==",
}
"""Packages that no other test reads."""

ELSEWHERE = "https://theirs.test/"
"""Where an address without a host leads in these pages, and where a script without an address calls."""


@dataclass(frozen=True, kw_only=True)
class Examples:
    """What a package's README shows as gated markup, how much there is of it, and what its names mean here."""

    package: str
    readme: str = "README.md"
    gates: str
    count: int
    names: str


KLARO = Examples(
    package="klaro@0.7.22", gates="[data-name][type='text/plain']", count=1, names="klaro: {optimizely: matomo}"
)
OREJIME_3 = Examples(
    package="orejime@3.2.1",
    gates="template[data-purpose]",
    count=7,
    names="orejime: {google-tag-manager: matomo, google-maps: media, ads: hotjar}",
)
VANILLA_2 = Examples(
    package="vanilla-cookieconsent@2.9.2",
    readme="Readme.md",
    gates="script[type='text/plain'][data-cookiecategory]",
    count=3,
    names="vanilla-cookieconsent: {analytics: matomo, ads: hotjar}",
)
TABLE = [
    KLARO,
    Examples(
        package=OREJIME_2,
        gates="[type='opt-in'][data-name]",
        count=2,
        names="orejime: {google-tag-manager: matomo, google-maps: media}",
    ),
    OREJIME_3,
    VANILLA_2,
]
PLACES = (
    "vanilla-cookieconsent: {dailymotion: youtube, vimeo: youtube, twitch: youtube, twitter: youtube, "
    "GoogleMaps: youtube, googlemaps: youtube}"
)
FRAMES = [
    "youtube",
    "vimeo",
    "dailymotion",
    "spotify",
    "archive",
    "iframe",
    "googlemapsembed",
    "maps_noapi",
    "openstreetmap",
    "helloasso",
    "podcloud",
    "genially",
    "slideshare",
    "calameo",
]
"""The services of tarteaucitron whose places are honoured."""


@pytest.fixture(autouse=True)
def _more(monkeypatch):
    for package, digest in MORE.items():
        monkeypatch.setitem(npm.INTEGRITY, package, digest)
    # What has an owner in its name is kept in a folder of that owner's.
    (npm.CACHE / IFRAMEMANAGER.replace("@", "-")).parent.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def theirs(page, asked, shop):
    """All that is asked for elsewhere, which a stand-in answers."""
    head = {"Access-Control-Allow-Origin": "*"}
    page.route(
        re.compile("^https:"), lambda route: route.fulfill(body="", content_type=_kind(route), headers=head)
    )
    return lambda: {unquote(one) for one in asked if not one.startswith((shop.url, "data:", "about:", "blob:"))}


def _kind(route):
    kinds = {"script": "text/javascript", "image": "image/gif"}
    return kinds.get(route.request.resource_type, "text/html")


def shown(package, readme, gates):
    """What a README shows that is such a gate, as it stands after a change where it shows a change."""
    text = npm.read(package, readme).decode()
    found = []
    for kind, code in re.findall(r"(?ms)^[ ]*```(html|js|diff)\n(.*?)^[ ]*```", text):
        lines = [line for line in code.splitlines() if kind != "diff" or not line.startswith("-")]
        after = "\n".join(line[1:] if kind == "diff" and line.startswith("+") else line for line in lines)
        found += BeautifulSoup(after, "html.parser").select(gates)
    # A form to be filled in is no example.
    return [one for one in found if not any("<" in str(value) for value in one.attrs.values())]


def addressed(gates):
    """Give each gate whole addresses, and a script without one an address to call. Returns those addresses."""
    addresses = set()
    for gate in gates:
        for part in [gate, *gate.select("script, iframe, img")]:
            name = "data-src" if part.has_attr("data-src") else "src"
            if part.has_attr(name):
                part[name] = address = urljoin(ELSEWHERE, part[name])
            elif part.name == "script":
                address = f"{ELSEWHERE}{len(addresses)}.gif"
                part.string = f"new Image().src = '{address}';"
            else:
                continue
            addresses.add(unquote(address if urlsplit(address).path else f"{address}/"))
    return addresses


def expect_shut(page, theirs):
    """Nothing of it is asked for on a first visit, nor after a no, in this page and the next."""
    page.goto("/")
    expect(banner(page)).to_be_visible()
    looked(page)
    assert theirs() == set()
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    looked(page)
    page.reload()
    looked(page)
    assert theirs() == set()


def accept(page):
    """Come as another visitor, who says yes."""
    page.context.clear_cookies()
    page.reload()
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    looked(page)


def come(page, theirs, addresses):
    """Wait until all of this has been asked for."""
    while not addresses <= theirs():
        page.wait_for_event("request")
    settle(page)


@pytest.mark.parametrize("examples", TABLE, ids=lambda one: one.package)
def test_its_examples_are_shut_and_open_on_a_yes(shop, page, theirs, examples):
    gates = shown(examples.package, examples.readme, examples.gates)
    addresses = addressed(gates)
    assert len(gates) == examples.count
    served(shop, shop.vendors, {"all": ("".join(map(str, gates)), "")}, examples.names)
    expect_shut(page, theirs)
    accept(page)
    come(page, theirs, addresses)
    assert theirs() == addresses


def test_the_places_of_the_iframemanager_are_shut_and_open_on_a_yes(shop, page, theirs):
    places = shown(IFRAMEMANAGER, "README.md", "div[data-service]")
    addresses = {one for one in map(framed(), places) if one}
    served(shop, shop.vendors, {"all": ("".join(map(str, places)), "")}, PLACES)
    expect_shut(page, theirs)
    accept(page)
    come(page, theirs, addresses)
    assert theirs() == addresses


def framed():
    """What makes a place's address, as the README configures its service; none for those that are not honoured."""
    text = npm.read(IFRAMEMANAGER, "README.md").decode()
    forms = dict(re.findall(r"(\w+) ?: \{\s*embedUrl: '(https[^']+\{data-id\})'", text))

    def address(place):
        form = forms.get(place["data-service"], "")
        return unquote(form.replace("{data-id}", place.get("data-id", "")))

    return address


def place_of(key):
    """A place of tarteaucitron's with every attribute that its code reads, as its package has it."""
    code = tarteaucitron_services()[key][2].partition('"fallback"')[0]
    named = re.findall(r"""getElemAttr\(\w+, ?["']([\w-]+)["']\)""", code)
    values = {
        "url": "https://films.test/a?b=c",
        "data-url": "https://maps.test/d",
        "loop": "1",
        "embedType": "playlist",
    }
    rest = [name for name in dict.fromkeys(named) if name not in ("srcdoc", "title", "width", "height")]
    attributes = " ".join(f'{name}="{values.get(name, f"{len(name)}")}"' for name in rest)
    name = re.search(r"fallback\(\['([\w-]+)'\]", code)[1]
    return f'<div class="{name}" {attributes}></div>'


def opened_by_tarteaucitron(page, shop, key, place):
    """The address of the frame that its own code makes of a place."""
    for file in ("tarteaucitron.js", "tarteaucitron.services.js"):
        shop.pages.serve(f"/{file}", npm.read("tarteaucitronjs@1.34.0", file), "text/javascript")
    head = '<script src="/tarteaucitron.js"></script><script src="/tarteaucitron.services.js"></script>'
    page.goto(shop.page("/old", place, head=head, line=""))
    page.evaluate("key => { tarteaucitron.services[key].js(); }", key)
    return page.locator("div > iframe").evaluate("frame => new URL(frame.src, 'https://x.test').href")


def told_by(address):
    """What an address says, whatever the order of its query, and without its scheme."""
    parts = urlsplit(address)
    return parts.netloc, parts.path, sorted(parse_qsl(parts.query))


@pytest.mark.parametrize("key", FRAMES)
def test_a_place_of_tarteaucitron_opens_where_its_own_code_opens_it(shop, page, theirs, asked, key):
    place = place_of(key)
    expected = opened_by_tarteaucitron(page, shop, key, place)
    page.goto("about:blank")
    asked.clear()
    served(shop, shop.vendors, {"all": (place, "")}, f"tarteaucitron: {{{key}: youtube}}")
    expect_shut(page, theirs)
    accept(page)
    frame = page.locator("div > iframe")
    expect(frame).to_have_attribute("src", re.compile("^https:"))
    assert told_by(frame.get_attribute("src")) == told_by(expected)
