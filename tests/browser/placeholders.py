"""Where a shut gate's placeholder is, and what stands in it."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page

TITLE = "How to brew tea"
"""What the tests call the frame that waits."""


def place(page: Page, title: str = TITLE) -> Locator:
    """The frame with this title: the placeholder as long as the gate is shut, the vendor's once it is open."""
    return page.locator(f'iframe[title="{title}"]')


def inside(page: Page, title: str = TITLE) -> FrameLocator:
    """What stands in the frame with this title."""
    return page.frame_locator(f'iframe[title="{title}"]')


def loaded(page: Page, title: str = TITLE) -> Locator:
    """The words of the vendor's page in the frame with this title, which are its name."""
    return inside(page, title).locator("#film")


def film(address: str, attributes: str = "", *, title: str = TITLE, service: str = "youtube") -> str:
    """The markup of a gated frame."""
    return f'<iframe data-service="{service}" data-src="{address}" title="{title}" {attributes}></iframe>'
