"""What stands in a shut frame's place: who it is, and how to see it once, always, or elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, cookies, held
from tests.browser.placeholders import TITLE, film, inside, loaded, place
from tests.browser.shop import ready, settle

SIZES = {
    "by attributes": ("", 'width="560" height="315"'),
    "by the browser": ("", ""),
    "by a class": (".film { width: 80%; aspect-ratio: 16 / 9; border: 0; }", 'class="film"'),
    "by its id": ("#film { display: block; width: 300px; height: 400px; margin: 20px auto; }", 'id="film"'),
    "by a rule for frames": ("iframe { width: 100%; height: 50vh; border: 5px solid; }", 'width="10"'),
    "by its parent": ("div { position: relative; height: 222px } div > * { position: absolute; inset: 0; }", ""),
    "by its own style": ("", 'style="width: 333px; height: 222px; float: right"'),
}


@pytest.fixture
def waiting(shop, vendors, page):
    """A page with two films of one service and a picture of another, none of which may load."""
    shop.page(
        "/",
        film(vendors.at("/first.html"), 'width="560" height="315"')
        + film(vendors.at("/second.html"), title="second")
        + f'<img data-service="matomo" data-src="{vendors.at("/1.gif")}" alt="">',
    )
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    expect(banner(page)).to_be_visible()
    return page


def once(page):
    return inside(page).get_by_role("button", name="Load once")


def always(page):
    return inside(page).get_by_role("button", name="Always allow")


def box(page):
    return place(page).bounding_box()


@pytest.mark.parametrize(("css", "attributes"), SIZES.values(), ids=SIZES)
def test_it_has_the_very_box_of_what_waits(shop, vendors, page, css, attributes):
    style, address = f"<style>{css}</style>", vendors.at("/first.html")
    markup = f"<p>before</p><div>{film(address, attributes)}</div><p>after</p>"
    shop.page("/without", markup.replace("data-src", "src"), head=style, line="")
    shop.page("/", markup, head=style)
    page.goto("/without")
    expected = box(page)
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert box(page) == expected
    once(page).click()
    expect(loaded(page)).to_have_text("first")
    assert box(page) == expected


def test_it_names_service_and_vendor(waiting):
    expect(inside(waiting).locator("body")).to_contain_text("YouTube")
    expect(inside(waiting).locator("body")).to_contain_text("Google")


def test_it_leads_to_the_original(vendors, waiting):
    link = inside(waiting).get_by_role("link")
    expect(link).to_have_attribute("href", vendors.at("/first.html"))
    with waiting.context.expect_page() as opened:
        link.click()
    expect(opened.value).to_have_url(vendors.at("/first.html"))
    assert opened.value.evaluate("() => window.opener") is None
    expect(banner(waiting)).to_be_visible()


def test_it_is_in_the_language_of_the_page(shop, vendors, page):
    shop.page(
        "/", film(vendors.at("/first.html")), lang="fr", line='<script src="/cookies/embed.js?lang=fr"></script>'
    )
    page.goto("/")
    expect(inside(page).locator("[lang]")).to_have_attribute("lang", "fr")
    expect(inside(page).get_by_role("button").first).to_contain_text("fois")


def test_loading_once_opens_that_one_frame_and_stores_nothing(shop, vendors, waiting):
    once(waiting).click()
    expect(loaded(waiting)).to_have_text("first")
    settle(waiting)
    assert vendors.requests == ["/first.html"]
    assert cookies(waiting.context) == {}
    assert shop.site.records() == []
    assert shop.site.line.posts == []
    expect(banner(waiting)).to_be_visible()
    waiting.reload()
    expect(once(waiting)).to_be_visible()


def test_loading_once_hands_the_focus_to_what_was_loaded(waiting):
    once(waiting).focus()
    waiting.keyboard.press("Enter")
    expect(place(waiting)).to_be_focused()


def test_allowing_always_answers_for_that_service_alone(shop, waiting):
    always(waiting).click()
    expect(loaded(waiting)).to_have_text("first")
    expect(loaded(waiting, "second")).to_have_text("second")
    expect(banner(waiting)).to_be_visible()
    assert held(waiting.context) == ("youtube", "")
    (record,) = shop.site.records()
    assert (record.shown.layer, record.how) == ("placeholder", "service_switch")
    assert shop.site.stored() == {"youtube": "given"}


def test_allowing_always_opens_nothing_of_another_service(vendors, waiting):
    always(waiting).click()
    vendors.wait_for("/first.html", "/second.html")
    settle(waiting)
    assert set(vendors.requests) == {"/first.html", "/second.html"}


def test_the_rest_can_be_answered_in_the_banner_that_stayed(shop, waiting):
    always(waiting).click()
    expect(loaded(waiting)).to_have_text("first")
    button(banner(waiting), "accept_all").click()
    expect(banner(waiting)).to_have_count(0)
    assert shop.site.stored() == {"youtube": "given", "matomo": "given", "hotjar": "given"}


def test_what_could_not_be_recorded_opens_nothing_and_is_told(shop, vendors, waiting):
    shop.site.line.failures = 1
    always(waiting).click()
    expect(inside(waiting).get_by_role("alert")).not_to_be_empty()
    assert vendors.requests == []
    expect(always(waiting)).to_be_visible()


def test_it_is_reached_and_used_by_keyboard(waiting):
    place(waiting).scroll_into_view_if_needed()
    inside(waiting).get_by_role("link").focus()
    for _ in range(3):
        if once(waiting).evaluate("one => one === document.activeElement"):
            break
        waiting.keyboard.press("Shift+Tab")
    expect(once(waiting)).to_be_focused()
    waiting.keyboard.press("Enter")
    expect(loaded(waiting)).to_have_text("first")


@pytest.mark.parametrize(
    "markup",
    [
        '<template data-service="youtube"><iframe src="{}" title="{}" width="560"></iframe></template>',
        '<object data-service="youtube" data-data="{}" title="{}" width="560"></object>',
        '<embed data-service="youtube" data-src="{}" title="{}" width="560">',
        '<video data-service="youtube" data-src="{}" title="{}" width="560"></video>',
    ],
    ids=["template", "object", "embed", "video"],
)
def test_other_embeds_get_one_too(shop, vendors, page, markup):
    shop.page("/", markup.format(vendors.at("/first.html"), TITLE))
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert box(page)["width"] >= 560
    with page.expect_request(vendors.at("/first.html")):
        once(page).click()


def test_it_gives_way_after_a_yes_in_the_banner(vendors, waiting):
    button(banner(waiting), "accept_all").click()
    expect(loaded(waiting)).to_have_text("first")
    assert waiting.locator("iframe").count() == 2


def test_it_stays_after_a_no(vendors, waiting):
    button(banner(waiting), "refuse_all").click()
    expect(banner(waiting)).to_have_count(0)
    expect(once(waiting)).to_be_visible()
    waiting.reload()
    ready(waiting)
    expect(once(waiting)).to_be_visible()
    assert vendors.requests == []


def test_a_script_or_a_picture_that_waits_shows_nothing(shop, vendors, page):
    shop.page("/", f'<p>text</p><img data-service="matomo" data-src="{vendors.at("/1.gif")}" alt="">')
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert page.locator("iframe").count() == 0


def test_its_link_may_lead_where_the_page_says(shop, vendors, page):
    original = vendors.at("/watch.html")
    shop.page("/", film(vendors.at("/first.html"), f'data-cookieprefs-link="{original}"'))
    page.goto("/")
    expect(inside(page).get_by_role("link")).to_have_attribute("href", original)


HELD = {
    "a template's frame": '<template data-service="youtube"><iframe src="{}"></iframe></template>',
    "an object": '<object data-service="youtube" data-data="{}"></object>',
    "a template's object": '<template data-service="youtube"><object data="{}"></object></template>',
    "an embed": '<embed data-service="youtube" data-src="{}">',
    "a video": '<video data-service="youtube" data-src="{}"></video>',
    "a video by its sources": '<video data-service="youtube"><source data-src="{}"></video>',
    "a template's video": '<template data-service="youtube"><video><source src="{}"></video></template>',
}


@pytest.mark.parametrize("markup", HELD.values(), ids=HELD)
def test_its_link_finds_the_original_in_whatever_waits(shop, vendors, page, markup):
    original = vendors.at("/first.html")
    shop.page("/", markup.format(original))
    page.goto("/")
    expect(page.frame_locator("iframe").get_by_role("link")).to_have_attribute("href", original)


def test_one_without_an_original_has_no_link(shop, page):
    shop.page("/", '<template data-service="youtube"><iframe srcdoc="theirs"></iframe></template>')
    page.goto("/")
    expect(page.frame_locator("iframe").get_by_role("button")).to_have_count(2)
    expect(page.frame_locator("iframe").get_by_role("link")).to_have_count(0)


SEVERAL = {
    "two services": ('data-service="youtube matomo"', "YouTube and Matomo", "matomo.youtube"),
    "a purpose": ('data-purpose="audience"', "Matomo and Hotjar", "hotjar.matomo"),
}


@pytest.mark.parametrize(("waits", "names", "allowed"), SEVERAL.values(), ids=SEVERAL)
def test_one_that_waits_for_several_names_and_asks_for_them_all(shop, vendors, page, waits, names, allowed):
    markup = film(vendors.at("/first.html")).replace('data-service="youtube"', waits)
    shop.page("/", markup)
    page.goto("/")
    expect(inside(page).locator("b")).to_have_text(names)
    always(page).click()
    expect(loaded(page)).to_have_text("first")
    assert held(page.context) == (allowed, "")
    expect(banner(page)).to_be_visible()


@pytest.mark.parametrize(
    "waits", ['data-service="!youtube"', 'data-service="unknown"', 'data-service="youtube unknown"']
)
def test_what_nobody_could_allow_has_no_box_that_offers_it(shop, vendors, page, waits):
    shop.page("/", film(vendors.at("/first.html")).replace('data-service="youtube"', waits))
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate("() => window.cookieprefs.explain()")
    settle(page)
    expect(place(page)).not_to_have_attribute("srcdoc", "<!doctype html>")
    assert vendors.requests == []
