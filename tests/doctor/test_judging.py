"""Judgements that are tables: what a policy allows, which addresses are near, what is told of what."""

import string

import pytest

from cookieprefs.doctor import headers
from cookieprefs.doctor.answer import joined
from cookieprefs.doctor.csp import obstacle, policies
from cookieprefs.doctor.finding import Severity
from cookieprefs.doctor.kinds import KINDS
from cookieprefs.doctor.markup import Page
from cookieprefs.doctor.pages import is_near
from cookieprefs.web.headers import POLICY

PAGE = "https://shop.example/tea"
OURS = "https://shop.example/cookies/embed.js"
ABROAD = "https://cookies.shop.example/embed.js"


@pytest.mark.parametrize(
    ("written", "url", "stopped"),
    [
        ("", OURS, None),
        ("img-src 'none'", OURS, None),
        ("script-src 'self'", OURS, None),
        ("script-src 'SELF'", OURS, None),
        ("SCRIPT-SRC 'self'", OURS, None),
        ("script-src 'none'", OURS, "script-src"),
        ("script-src", OURS, "script-src"),
        ("default-src 'none'", OURS, "default-src"),
        ("default-src 'none'; script-src 'self'", OURS, None),
        ("script-src 'self'; script-src 'none'", OURS, None),
        ("script-src-elem 'none'; script-src 'self'", OURS, "script-src-elem"),
        ("script-src *", ABROAD, None),
        ("script-src https:", ABROAD, None),
        ("script-src http:", ABROAD, None),
        ("script-src 'self'", ABROAD, "script-src"),
        ("script-src cookies.shop.example", ABROAD, None),
        ("script-src https://cookies.shop.example", ABROAD, None),
        ("script-src https://cookies.shop.example:443", ABROAD, None),
        ("script-src https://cookies.shop.example:8443", ABROAD, "script-src"),
        ("script-src https://cookies.shop.example:*", ABROAD, None),
        ("script-src *.shop.example", ABROAD, None),
        ("script-src *.shop.example", "https://shop.example/x.js", "script-src"),
        ("script-src shop.example/cookies/", OURS, None),
        ("script-src shop.example/cookies", OURS, "script-src"),
        ("script-src shop.example/cookies/embed.js", OURS, None),
        ("script-src data:", OURS, "script-src"),
        ("script-src 'unsafe-inline'", OURS, "script-src"),
    ],
)
def test_what_a_policy_allows(written, url, stopped):
    found = [obstacle(one, "script-src", url, PAGE) for one in policies([written])]
    assert next(iter(found), None) == stopped


def test_of_several_policies_each_counts():
    assert len(policies(["default-src 'self', script-src 'none'", "img-src *"])) == 3


@pytest.mark.parametrize(
    ("some", "others", "near"),
    [
        ("203.0.113.5", "203.0.113.5", True),
        ("203.0.113.5", "203.0.200.9", True),
        ("203.0.113.5", "203.1.113.5", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:3::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.5 2001:db8:1:2::1", "203.0.113.9", True),
        ("203.0.113.5 2001:db8:1:2::1", "203.0.113.9 2001:db8:9::1", False),
        ("203.0.113.5 198.51.100.1", "198.51.100.2", True),
        ("203.0.113.5", "2001:db8::1", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_which_addresses_are_near_each_other(some, others, near):
    assert is_near(frozenset(some.split()), frozenset(others.split())) is near


def test_the_policy_that_is_expected_is_the_one_that_is_sent():
    assert {name: " ".join(values) for name, values in headers.OURS.items()} == POLICY


@pytest.mark.parametrize("key", KINDS)
def test_every_finding_is_a_sentence_with_a_cure(key):
    kind = KINDS[key]
    assert kind.sentence.rstrip()[-1] in ".}"
    assert kind.cure[0] in string.ascii_uppercase
    assert kind.severity in Severity


def test_what_another_machine_wrote_cannot_steer_a_terminal():
    told = KINDS["unreachable"].about("unreachable", {"url": "http://x/", "reason": "\x1b[2J\n" + "a" * 900})
    assert "\x1b" not in told.sentence
    assert "\n" not in told.sentence
    assert len(told.sentence) < 300


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\u202e", "\x07"])
@pytest.mark.parametrize(
    "written", ["/cookies/#{}[2J", "//{}@shop.example/cookies/", "/{}", "http://shop.{}example/"]
)
def test_no_address_that_it_sends_can_either(written, sign):
    assert joined("https://shop.example/", written.format(sign)).isprintable()


@pytest.mark.parametrize(
    "written",
    [
        '<script src="http://[::1/x.js"></script>',
        '<script src="https://shop.example:99999/x.js"></script>',
        '<script src="https://shop.example:port/x.js"></script>',
        "<![nonsense[<script src=x.js></script>",
        "<!doctype html [<!nonsense>",
        '<base href="http://[">',
        "<template></template></template><script src=x.js></script>",
        "\x00<script\x00 src=\ud800>",
    ],
)
def test_no_page_is_too_odd_to_be_read(written):
    page = Page(PAGE, written)
    assert all(page.address(one.get("src")) is not None for one in page.every("script"))


def test_the_first_of_two_attributes_counts_and_what_is_in_a_template_does_not():
    page = Page(PAGE, '<script src="a.js" src="b.js"></script><template><script src="c.js"></script></template>')
    assert [page.address(one.get("src")) for one in page.every("script")] == ["https://shop.example/a.js"]
