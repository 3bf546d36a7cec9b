"""A page whose style is against us: the two buttons stay alike, seen and usable (L-04)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.markup import looked
from tests.browser.pages import banner, button
from tests.browser.placeholders import film, inside, loaded
from tests.browser.vendors import expect_ran, script

SIZES = {"wide": {"width": 1280, "height": 720}, "phone": {"width": 320, "height": 568}}
COMPARED = """width height color backgroundColor backgroundImage fontSize fontWeight fontFamily fontStyle
  borderTopColor borderTopWidth borderTopStyle opacity visibility textTransform letterSpacing boxShadow filter
  transform textDecorationLine cursor"""
LOOK = """(button, names) => {
  const style = getComputedStyle(button);
  return Object.fromEntries(names.split(/\\s+/).map((name) => [name, style[name]]));
}"""
HIT = """(button) => {
  const { left, top, width, height } = button.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return button.contains(hit) || `${hit?.tagName} ${hit?.className}`;
}"""
WORDS = """(banner) => [...banner.querySelectorAll("h2, p, ul, li, b, a")].filter((one) => {
  const { width, height } = one.getBoundingClientRect();
  const { fontSize } = getComputedStyle(one);
  return !one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || width < 8 || height < 8
    || parseFloat(fontSize) < 10;
}).map((one) => one.outerHTML.slice(0, 60))"""
CONTRAST = """(button) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const light = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const { color, backgroundColor } = getComputedStyle(button);
  const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""

REFUSING = '[value="refuse_all"]'
STYLES = {
    "a reset": """*, *::before, *::after { all: unset; margin: 0; padding: 0; border: 0; box-sizing: content-box;
        font: inherit; color: inherit; } button { all: revert; }""",
    "a reset by force": "* { all: unset !important; } ",
    "colours and sizes by force": """button { background: lime !important; color: lime !important;
        width: 20px !important; height: 9px !important; font-size: 3px !important; padding: 0 !important; }
        form { display: flex !important; flex-direction: row-reverse !important; gap: 90px !important; }
        * { letter-spacing: 3px !important; text-transform: uppercase !important; line-height: 1 !important; }""",
    "one button made small": f"""{REFUSING} {{ opacity: 0.1 !important; font-size: 6px !important;
        background: none !important; border: 0 !important; color: #eee !important;
        transform: scale(0.3) !important;
        position: absolute !important; visibility: hidden !important; width: 1px !important; }}""",
    "one button gone": f"{REFUSING} {{ display: none !important; }}",
    "one button made small in a layer": f"""@layer shop {{ {REFUSING} {{ opacity: 0.1 !important;
        font-size: 6px !important; scale: 0.2 !important; translate: -900px !important; zoom: 0.3 !important;
        clip-path: circle(1px) !important; filter: blur(9px) !important;
        mask: linear-gradient(#0000, #0000) !important;
        content-visibility: hidden !important; pointer-events: none !important; rotate: 90deg !important;
        text-indent: -999px !important; max-height: 3px !important; max-width: 3px !important; }} }}""",
    "one button by its own name": """[data-cookieprefs-action="refuse-all"] { float: right !important;
        order: 9 !important; margin: 900px !important; grid-row: 99 !important;
        animation: gone 1s infinite !important;
        box-shadow: 0 0 9px red !important; outline: 9px solid red !important; }
        @keyframes gone { from { opacity: 0; } to { opacity: 0.1; } }""",
    "every box and popover by force, in a layer": """@layer shop { [popover], section, form, div, p {
        display: none !important; opacity: 0 !important; visibility: hidden !important; height: 0 !important;
        overflow: hidden !important; position: static !important;
        transform: translateX(-9999px) !important; } }""",
    "every popover": """[popover] { display: none !important; } [popover]:popover-open { inset: auto !important;
        left: -9999px !important; opacity: 0.01 !important; }""",
    "huge letters": "html { font-size: 62px !important; } * { font-size: 1.05em !important; }",
    "letters by their own size": "html { font-size: 400%; } body { font-size: 200%; line-height: 3; }",
    "everything on top": """.overlay { position: fixed !important; inset: 0 !important;
        z-index: 2147483647 !important;
        background: red !important; display: block !important; }""",
    "a body that is a box of its own": """body { transform: scale(0.9); filter: grayscale(1); overflow: hidden;
        height: 300px; position: relative; contain: strict; display: flex; }""",
    "right to left": "* { direction: rtl !important; writing-mode: vertical-rl !important; }",
    "nothing may be clicked": "* { pointer-events: none !important; user-select: none !important; }",
    "endless movement": "* { transition: all 9s !important; animation: none 9s !important; }",
}


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def page(page, request):
    """A page, wide and on a phone."""
    page.set_viewport_size(request.param)
    return page


@pytest.fixture(params=STYLES.values(), ids=STYLES)
def hostile(request, shop, vendors, page):
    """A page whose own style breaks whatever it can, with a script and a film that wait."""
    style = f"<style>{request.param}</style>"
    gates = f'<script type="text/plain" data-service="matomo">{script("counted")}</script>'
    gates += film(vendors.at("/first.html"), 'width="560" height="315"')
    shop.page("/", f'<div class="overlay"></div><h1>Tea</h1><button>buy</button>{gates}', head=style)
    page.goto("/")
    page.wait_for_function("() => document.getElementById('cookieprefs-banner')")
    return page


def both(page):
    return button(banner(page), "refuse_all"), button(banner(page), "accept_all")


def test_the_buttons_look_alike(hostile):
    refuse, accept = (one.evaluate(LOOK, COMPARED) for one in both(hostile))
    assert refuse == accept


def test_both_buttons_are_seen_big_enough_and_on_top(hostile):
    for one in both(hostile):
        expect(one).to_be_visible()
        expect(one).to_be_in_viewport(ratio=1)
        box = one.bounding_box()
        assert box["height"] >= 24
        assert box["width"] >= 80
        assert one.evaluate(HIT) is True
        assert one.evaluate(CONTRAST) >= 4.5
        assert one.evaluate("one => getComputedStyle(one).opacity") == "1"


def test_every_word_of_the_banner_is_seen(hostile):
    """L-20: what is asked, by whom and for what stands before the buttons."""
    assert banner(hostile).evaluate(WORDS) == []


def test_refusing_is_one_click_and_every_gate_stays_shut(shop, vendors, hostile):
    button(banner(hostile), "refuse_all").click()
    expect(banner(hostile)).to_have_count(0)
    assert set(shop.site.stored().values()) == {"refused"}
    looked(hostile)
    expect(inside(hostile).locator("button")).to_have_count(2)
    assert vendors.requests == []
    expect_ran(hostile, [])


def test_accepting_is_one_click_and_every_gate_opens(hostile):
    button(banner(hostile), "accept_all").click()
    expect(banner(hostile)).to_have_count(0)
    expect(loaded(hostile)).to_have_text("first")
    hostile.wait_for_function("() => window.ran")
