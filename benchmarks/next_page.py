"""What does the next page cost a visitor who has decided?

A first page, a press on accept all or on refuse all, and a second page, all in one profile with its cache: what is
asked of the server besides the page itself, counted by the browser. Ends with 1 where ours asks for anything.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLateError

from benchmarks import browsing, results, shop
from benchmarks.tools import OURS, TOOLS, Tool

QUESTION = "What does the next page cost a visitor who has decided?"
AGAIN = 3_000  # ms


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What went over the line to the server, besides the page itself, and how many files the cache gave."""

    requests: int
    bytes: int
    cached: int


def main() -> int:
    """Count for all tools and both answers, keep what came of it, and answer 1 where ours costs anything."""
    with shop.opened() as address, browsing.chromium() as browser:
        costs = {
            (tool.name, answer): cost(browser, address, tool, answer)
            for tool in TOOLS
            for answer in ("accept", "refuse")
        }
        version = browser.version
    ours = [costs[OURS.name, answer] for answer in ("accept", "refuse")]
    is_met = not any(one.requests or one.bytes for one in ours)
    results.keep(QUESTION, f"{table(costs)}\n{told(is_met, version)}")
    return int(not is_met)


def cost(browser: Browser, address: str, tool: Tool, answer: str) -> Cost:
    """What the second page costs after that answer on the first."""
    with browsing.fresh(browser) as (context, page):
        _decide(page, address, tool, answer)
        protocol = context.new_cdp_session(page)
        counted = Counted(page.url, protocol)
        protocol.send("Network.enable")
        page.evaluate("(address) => location.assign(address)", f"/{tool.path}{shop.PAGES[1]}")
        page.wait_for_url(f"**{shop.PAGES[1]}")
        page.wait_for_load_state("networkidle")
        return counted.cost()


def _decide(page: Page, address: str, tool: Tool, answer: str) -> None:
    """Press the button once all is loaded, and wait until what follows is done: banner gone, files there."""
    page.goto(f"{address}/{tool.path}", wait_until="networkidle")
    button = page.locator(tool.accept if answer == "accept" else tool.refuse)
    button.wait_for()
    # On a busy machine a button may be there before what listens to it.
    while page.locator(tool.banner).is_visible():
        button.click()
        with suppress(TooLateError):
            page.locator(tool.banner).wait_for(state="hidden", timeout=AGAIN)
    page.wait_for_load_state("networkidle")


class Counted:
    """The requests of a page to its own server, as the browser tells of them."""

    def __init__(self, origin: str, protocol: Any) -> None:
        self.origin = origin[: origin.index("/", len("http://"))]
        self.asked: set[str] = set()
        self.cached: set[str] = set()
        self.came: dict[str, int] = {}
        protocol.on("Network.requestWillBeSent", self._ask)
        protocol.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        protocol.on("Network.responseReceived", self._answer)
        protocol.on("Network.loadingFinished", self._finish)

    def cost(self) -> Cost:
        """What is left without the page and without what the cache gave."""
        cached = self.asked & self.cached
        sent = self.asked - self.cached
        return Cost(requests=len(sent), bytes=sum(self.came.get(one, 0) for one in sent), cached=len(cached))

    def _ask(self, event: dict[str, Any]) -> None:
        if event["type"] != "Document" and event["request"]["url"].startswith(self.origin):
            self.asked.add(event["requestId"])

    def _answer(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            self.cached.add(event["requestId"])

    def _finish(self, event: dict[str, Any]) -> None:
        self.came[event["requestId"]] = int(event["encodedDataLength"])


def table(costs: dict[tuple[str, str], Cost]) -> str:
    """A line for each tool, both answers in it."""
    head = ("the next page", "accepted: requests", "bytes", "refused: requests", "bytes", "files from the cache")
    rows = []
    for tool in TOOLS:
        yes, no = costs[tool.name, "accept"], costs[tool.name, "refuse"]
        counts = (yes.requests, yes.bytes, no.requests, no.bytes)
        rows.append((tool.name, *(f"{one:,}" for one in counts), f"{yes.cached}, {no.cached}"))
    return results.table(head, rows)


def told(is_met: bool, version: str) -> str:
    """The goal, and what the numbers mean."""
    return (
        f"The goal is that ours costs nothing with a warm cache: {'met' if is_met else 'MISSED'}.\n"
        f"Counted by Chromium {version}, in one profile each. All files, ours and theirs, are served\n"
        f"alike, with `{shop.KEPT}`; the page itself and requests to vendors\n"
        "are not counted. After ten minutes a browser asks once whether our script has changed, and no page\n"
        "waits for it. What ours takes from the cache besides its script is what a decision loads.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
