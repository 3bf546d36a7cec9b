"""Where things are on our pages, and what to expect of them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

PAGES = ("/", "/preferences", "/receipt", "/versions/1")


def banner(page: Page) -> Locator:
    """The banner that asks."""
    return page.locator("section#cookieprefs-banner")


def panel(page: Page) -> Locator:
    """The panel."""
    return page.locator("#cookieprefs-panel")


def switch(page: Page, key: str) -> Locator:
    """A service's switch."""
    return page.locator(f"#cookieprefs-switch-{key}")


def whole(page: Page, key: str) -> Locator:
    """A purpose's checkbox."""
    return page.locator(f'#cookieprefs-purpose-{key} input[name="purposes"]')


def button(within: Locator, action: str) -> Locator:
    """The first of the named buttons for an action."""
    return within.locator(f'button[name="action"][value="{action}"]').first


def press_without_script(page: Page, pressed: Locator) -> Response:
    """Press a button where no script runs, and arrive where it leads. Returns the answer to the post."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        pressed.click()
    page.wait_for_load_state()
    return answer.value


def expect_state(page: Page, **states: str) -> None:
    """Expect the page to tell these states of services: on, off, undecided; and the switches to agree."""
    for key, state in states.items():
        expect(page.locator(f"#cookieprefs-state-{key}")).to_have_attribute("data-cookieprefs-state", state)
        expect(switch(page, key)).to_be_checked(checked=state == "on")


def cookies(context: BrowserContext) -> dict[str, str]:
    """What the browser holds for anybody."""
    return {str(one.get("name")): str(one.get("value")) for one in context.cookies()}


def held(context: BrowserContext) -> tuple[str, str]:
    """What the state cookie says yes and no to."""
    fields = dict(parse_qsl(cookies(context)["cookieprefs"], keep_blank_values=True))
    return fields["yes"], fields["no"]
