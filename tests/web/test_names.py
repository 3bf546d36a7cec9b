"""No name and no address of ours is among those that content blockers hide or block."""

from __future__ import annotations

import re

import pytest

from tests.visitor import OWN
from tests.web.posts import SHOWN, soup

MOUNT = "/cookies"
PAGES = (
    "/",
    "/preferences",
    "/receipt",
    "/versions/1",
    "/do-not-sell",
    "/banner",
    "/banner?lang=fr",
    "/nothing-here",
)
SCRIPTS = (
    "/embed.js",
    "/effects.js",
    "/static/panel.js",
    "/static/stored.js",
    "/static/effects/removal.js",
)

HIDDEN = (
    r"cookies?-?(policy|preferences|panel|consent|notice|bar|banner|manager)",
    r"cookies(banner|policy)",
    r"consent-(banner|manager|modal)",
    r"privacy-(notice|banner)",
    r"about-cookies",
    r"aria-policy",
    r"cookies",
    r".*gdpr.*",
)
"""Ids and classes, in any case: an element of that name is not shown."""

BLOCKED = (
    r"/cookies?-(policy|banner|consent|manager)/",
    r"/legal/cookies/\?",
    r"/cookie-?consent\b.*\.js",
    r"/consent-(manager|modal)\b.*\.js",
    r"/privacy-(banner|consent-).*\.js",
    r"/assets/gdpr/",
    r"/consent/[^?]*\.js\?",
    r"/consent\.min\.js",
    r"/tarteaucitron\.",
    r"-cookie-policy\.",
)
"""What stands anywhere in an address of a script, a stylesheet or a request that a script makes."""

NAMES_HIDDEN = """
cookie-policy cookie-preferences cookie-panel cookie-consent cookie-notice cookie-bar consent-banner
consent-manager privacy-notice privacy-banner cookies-banner CookiePanel CookiesPolicy about-cookies aria-policy
cookies my-gdpr-box
"""
NAMES_SHOWN = (
    "consent-panel consent-dialog privacy-choices cookie-policy-page cookie-placeholder cookieprefs-banner"
)
ADDRESSES_BLOCKED = """
/cookie-banner/a.css /cookieconsent.js /cookie-consent.js /consent-manager.js /consent-modal.js /privacy-banner.js
/privacy-consent-1.js /assets/gdpr/a.png /consent/app.js?v=1 /our-cookie-policy.js /cookie-policy/preferences
/cookies-policy/ /cookie-consent/a /cookie-manager/a /legal/cookies/?lang=en /consent.min.js?v=1 /tarteaucitron.js
"""
ADDRESSES_PASSED = """
/cookies /cookies/preferences /cookies/banner /cookies/state.json /cookies/loader.js /consent /consent/accept
/consent/loader.js /privacy/choices /gestion-des-cookies/
"""


def is_hidden(name):
    """Whether an element with this id or class is hidden."""
    return any(re.fullmatch(one, name, re.IGNORECASE) for one in HIDDEN)


def is_blocked(address):
    """Whether a request to this address is blocked."""
    return any(re.search(one, address, re.IGNORECASE) for one in BLOCKED)


@pytest.fixture
def mounted(make_app):
    """The app where the documents put it: below the site's own `/cookies/`."""
    return make_app(public_url=f"http://localhost{MOUNT}/")


@pytest.fixture(params=["undecided", "refused", "accepted"])
def pages(request, mounted):
    """All pages, as one visitor sees them."""
    client = mounted.test_client()
    action = {"refused": "refuse_all", "accepted": "accept_all"}.get(request.param)
    if action:
        answer = client.post(f"{MOUNT}/preferences", data={**SHOWN, "action": action}, headers=OWN)
        assert answer.status_code == 303
    return [soup(client.get(f"{MOUNT}{path}")) for path in PAGES]


def script(app, path):
    """The text of a script of ours."""
    return app.test_client().get(f"{MOUNT}{path}", buffered=True).text


@pytest.mark.parametrize("name", NAMES_HIDDEN.split())
def test_a_name_that_is_known_to_be_hidden_is_seen_as_such(name):
    assert is_hidden(name)


@pytest.mark.parametrize("name", NAMES_SHOWN.split())
def test_a_name_that_is_known_to_be_shown_is_seen_as_such(name):
    assert not is_hidden(name)


@pytest.mark.parametrize("address", ADDRESSES_BLOCKED.split())
def test_an_address_that_is_known_to_be_blocked_is_seen_as_such(address):
    assert is_blocked(address)


@pytest.mark.parametrize("address", ADDRESSES_PASSED.split())
def test_an_address_that_is_known_to_pass_is_seen_as_such(address):
    assert not is_blocked(address)


def test_no_element_of_our_pages_has_a_name_that_is_hidden(pages):
    names = {name for page in pages for one in page.select("[id], [class]") for name in names_of(one)}
    assert len(names) > len(PAGES)
    assert [one for one in sorted(names) if is_hidden(one)] == []


def test_every_id_and_class_of_our_pages_bears_our_name(pages):
    names = {name for page in pages for one in page.select("[id], [class]") for name in names_of(one)}
    assert [one for one in sorted(names) if not one.startswith("cookieprefs-")] == []


@pytest.mark.parametrize("path", SCRIPTS)
def test_no_element_that_our_scripts_make_has_a_name_that_is_hidden(mounted, path):
    made = re.findall(r"(?:\bid|\bclass|className)\s*=\s*\\?[\"'`]([^\"'`\\]*)", script(mounted, path))
    names = {name for one in made for name in one.split()}
    assert names or path.startswith("/static/")
    assert [one for one in sorted(names) if is_hidden(one) or not one.startswith("cookieprefs-")] == []


def test_no_address_of_ours_is_blocked(mounted):
    addresses = {f"{MOUNT}{rule.rule}" for rule in mounted.url_map.iter_rules()}
    assert [one for one in sorted(addresses) if is_blocked(one) or is_blocked(f"{one}?lang=en")] == []


def test_no_address_that_our_pages_name_is_blocked(pages):
    attributes = ("href", "src", "action", "formaction", "data-hx-post", "data-hx-get")
    addresses = {one[name] for page in pages for name in attributes for one in page.select(f"[{name}]")}
    assert f"{MOUNT}/preferences" in addresses
    assert [one for one in sorted(addresses) if is_blocked(one)] == []


def test_no_file_that_our_scripts_load_is_blocked(mounted):
    [address] = re.findall(r'"effects": "([^"]*)"', script(mounted, "/embed.js?lang=en&country=FR"))
    assert address.startswith("/effects.js?")
    assert not is_blocked(f"{MOUNT}{address}")


def names_of(element):
    """Its id and classes."""
    return [*element.get("class", []), *([element["id"]] if element.get("id") else [])]
