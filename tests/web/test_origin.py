"""Whose post it is: `Sec-Fetch-Site` where the browser sends it, else `Origin`; no header means no (B-16)."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cookieprefs.settings import Settings
from cookieprefs.web.origin import ForeignOriginError, require_own
from tests.core.builders import a_site

app = Flask("origin")
SITE = a_site()
PUBLIC = "https://shop.example/cookies/"
HERE = "http://localhost:5000"
SITES = ("same-origin", "same-site", "cross-site", "none", "", "Same-Origin", "same-origin, cross-site")
OURS = {
    PUBLIC: ("https://shop.example", "https://shop.example:443", "HTTPS://Shop.Example"),
    None: (HERE, "http://LOCALHOST:5000"),
}
FOREIGN = (
    None,
    "null",
    "",
    "https://evil.example",
    "https://shop.example.evil.example",
    "https://evil.example/https://shop.example",
    "https://www.shop.example",
    "http://shop.example",
    "https://shop.example:444",
    "https://shop.example:80",
    "http://localhost",
    "https://localhost:5000",
    "shop.example",
    "//shop.example",
    "https://",
    "https://shop.example:port",
    "https://shop.example:99999999",
    "https://[::1",
    "https://[shop.example]",
    "https://shop.example, https://evil.example",
)


def passes(public_url, **headers):
    """Whether a post with these headers is let pass."""
    given = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    settings = Settings(instance="unused", public_url=public_url)
    with app.test_request_context("/", method="POST", base_url=HERE, headers=given):
        try:
            require_own(request, settings, SITE)
        except ForeignOriginError:
            return False
    return True


@pytest.mark.parametrize("public_url", OURS)
@pytest.mark.parametrize("site", SITES)
def test_where_the_browser_says_whose_it_is_nothing_else_is_asked(public_url, site):
    for origin in (*OURS[public_url], *FOREIGN):
        assert passes(public_url, Sec_Fetch_Site=site, Origin=origin) == (site == "same-origin"), origin


@pytest.mark.parametrize(("public_url", "origin"), [(url, one) for url, some in OURS.items() for one in some])
def test_without_its_word_our_own_origin_passes(public_url, origin):
    assert passes(public_url, Origin=origin)


@pytest.mark.parametrize(("public_url", "origin"), [*product(OURS, FOREIGN)])
def test_without_its_word_any_other_origin_or_none_is_foreign(public_url, origin):
    assert not passes(public_url, Origin=origin)


def test_the_public_url_is_our_origin_whatever_the_request_came_to():
    assert not passes(PUBLIC, Origin=HERE)
    assert not passes(None, Origin="https://shop.example")


def test_a_referrer_is_no_origin():
    assert not passes(PUBLIC, Referer="https://shop.example/cookies/preferences")


@hypothesis_settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=255)))
def test_no_origin_whatsoever_is_an_error(origin):
    assert passes(PUBLIC, Origin=origin) in (True, False)


def test_the_sentence_says_where_the_post_came_from():
    settings = Settings(instance="unused", public_url=PUBLIC)
    for headers, words in (
        ({"Sec-Fetch-Site": "cross-site"}, "Sec-Fetch-Site says 'cross-site'"),
        ({"Origin": "https://evil.example"}, "the post came from https://evil.example"),
        ({}, "the post came from an unknown origin"),
    ):
        with (
            app.test_request_context("/", method="POST", headers=headers),
            pytest.raises(ForeignOriginError, match=words),
        ):
            require_own(request, settings, SITE)
