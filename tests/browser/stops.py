"""Where the focus stops: a table of keys, with what has the focus after each."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Error, Frame, Page

PATIENCE = 60
"""Seconds within which the focus must come: an answer may have to arrive first."""

_NOTHING = "nothing"
_ARRIVED = """() => {
  const frames = [...document.querySelectorAll("dialog iframe")].map(({ contentDocument }) => contentDocument);
  return [document, ...frames].every((inside) => inside?.readyState === "complete"
    && inside.URL !== "about:blank" && !inside.querySelector(".htmx-request"));
}"""
"""Whether all that is opened has loaded and all that was sent is answered."""


def stop(page: Page) -> str:
    """What has the focus: its role, name and state, as they are told to whoever cannot see; also in a frame."""
    place: Page | Frame = page
    element = page.evaluate_handle("() => document.activeElement").as_element()
    if element and (frame := element.content_frame()):
        place = frame
    focused = place.locator(":focus")
    if focused.count() == 0:
        return _NOTHING
    told = focused.first.aria_snapshot(timeout=5000).partition("\n")[0]
    return told.removeprefix("- ").strip("'").rstrip(":").rstrip("'") or _NOTHING


def walk(page: Page, table: str) -> str:
    """Press the keys of a table, each once the focus is where it has it. Returns the table as it was found."""
    found = []
    for key, expected in rows(table):
        page.wait_for_function(_ARRIVED)
        page.keyboard.press(key)
        found.append(f"{key:10} {_wait_for(page, expected)}".rstrip())
    return "\n".join(found)


def rows(table: str) -> Iterator[tuple[str, str]]:
    """The rows of a table: a key, and what has the focus then."""
    for line in table.strip().splitlines():
        key, _, told = line.strip().partition(" ")
        yield key, told.strip()


def _wait_for(page: Page, expected: str) -> str:
    end, found = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        try:
            found = stop(page)
        except Error:  # the page is on its way to another
            continue
        if found == expected:
            break
    return found
