"""tarteaucitron's places become frames that wait, where the site switches it on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.markup import decided, served
from tests.browser.pages import banner, button

NAMES = (
    "tarteaucitron: {vimeo: youtube, dailymotion: youtube, iframe: media, googlemapsembed: youtube, "
    "maps_noapi: youtube, openstreetmap: youtube, spotify: youtube}"
)
PLACES = {
    "youtube": (
        'class="youtube_player" videoID="abc" rel="0"',
        "https://www.youtube-nocookie.com/embed/abc?rel=0",
    ),
    "youtube by data": ('class="youtube_player" data-videoID="abc"', "https://www.youtube-nocookie.com/embed/abc"),
    "vimeo": ('class="vimeo_player" videoID="1" data-hash="h1"', "https://player.vimeo.com/video/1?h=h1"),
    "dailymotion": ('class="dailymotion_player" videoID="x"', "https://www.dailymotion.com/embed/video/x"),
    "a frame": ('class="tac_iframe" data-url="https://films.test/a"', "https://films.test/a"),
    "a map": ('class="googlemapsembed" data-url="https://maps.test/b"', "https://maps.test/b"),
    "a map by id": ('class="googlemaps_embed" data-id="!1m"', "https://www.google.com/maps/embed?pb=!1m"),
    "an open map": ('class="openstreetmap" data-url="https://maps.test/c"', "https://maps.test/c"),
    "spotify": ('class="spotify_player" spotifyID="track/1"', "https://open.spotify.com/embed/track/1"),
}
STUB = "<script>window.tarteaucitron = { user: {}, services: {}, job: [], init() {} };</script>"
CALLS = """<script>
  tarteaucitron.init({ privacyUrl: "" });
  tarteaucitron.user.gtagUa = "G-1";
  (tarteaucitron.job = tarteaucitron.job || []).push("gtag");
</script>"""


@pytest.fixture
def elsewhere(page):
    """Every vendor answers with a page of its own."""
    page.route(re.compile("^https:"), lambda route: route.fulfill(body="theirs", content_type="text/html"))


@pytest.mark.parametrize(("place", "address"), PLACES.values(), ids=PLACES)
def test_a_place_waits_in_its_size_and_opens_on_a_yes(shop, page, asked, elsewhere, place, address):
    served(shop, shop.vendors, {"a": (f'<div {place} width="400" height="200"></div>', "")}, NAMES)
    page.goto("/")
    frame = page.frame_locator("div > iframe")
    expect(frame.get_by_role("button")).to_have_count(2)
    before = page.locator("div > iframe").bounding_box()
    assert not [one for one in asked if one.startswith("https:")]
    button(banner(page), "accept_all").click()
    expect(page.locator("div > iframe")).to_have_attribute("src", address)
    after = page.locator("div > iframe").bounding_box()
    assert (after["width"], after["height"]) == (before["width"], before["height"])
    page.evaluate("() => window.cookieprefs.withdraw()")
    expect(frame.get_by_role("button")).to_have_count(2)


@pytest.mark.parametrize(
    "place",
    [
        'class="youtube_player"',
        'class="tac_iframe" data-url="javascript:alert(1)"',
        'class="googlemaps-canvas" zoom="3"',
    ],
)
def test_a_place_that_gives_no_frame_is_left_alone(shop, page, place):
    served(shop, shop.vendors, {"a": (f"<div {place}></div>", "")}, NAMES)
    decided(shop, page, youtube=True)
    assert page.locator("div > iframe").count() == 0


def test_without_the_switch_it_is_left_alone(shop, page):
    served(shop, shop.vendors, {"a": (f"<div {PLACES['youtube'][0]}></div>", "")}, "")
    decided(shop, page, youtube=True)
    assert page.locator("div > iframe").count() == 0


def test_a_place_that_comes_later_is_read_too(shop, page, elsewhere):
    served(shop, shop.vendors, {}, NAMES)
    decided(shop, page, youtube=True)
    page.evaluate(
        "html => document.body.insertAdjacentHTML('beforeend', html)",
        '<div class="youtube_player" videoID="abc"></div>',
    )
    expect(page.locator("div > iframe")).to_have_attribute("src", "https://www.youtube-nocookie.com/embed/abc")


def test_calls_that_are_left_do_no_harm_behind_one_line_of_the_site(shop, page, asked):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    served(shop, shop.vendors, {"a": (STUB + CALLS, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    assert errors == []
    assert not [one for one in asked if not one.startswith(shop.url)]


def test_its_link_opens_our_preferences(shop, page):
    served(shop, shop.vendors, {"a": ('<a href="#tarteaucitron">Cookies</a>', "")}, NAMES)
    page.goto("/")
    page.wait_for_selector("a[href='#tarteaucitron'][data-cookieprefs]")
    page.get_by_role("link", name="Cookies", exact=True).click()
    expect(page.locator("dialog iframe")).to_be_visible()
