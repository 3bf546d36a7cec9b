"""A real Chromium: a fresh profile for each visit, line and processor as slow as asked, and what a page cost.

Script is what the processor worked on it: the time that a thread really ran, so that other programs do not
lengthen it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.tools import Tool

PATIENCE = 60_000  # ms
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SLOWER = 4
"""Times that a processor of a phone takes what this machine's takes."""
ROUND_TRIP = 150  # ms
SLOW_LINE = {"offline": False, "latency": ROUND_TRIP, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""A mobile line, in bytes a second: 1.6 Mbit/s down and 0.75 up."""

# From the frame on in which it has a size and can be seen; one frame later that one has been painted.
WATCH = """
  window.seen = new Promise((done) => {
    const look = () => {
      const banner = document.querySelector("BANNER");
      const isSeen = banner?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      requestAnimationFrame(isSeen && banner.offsetHeight ? done : look);
    };
    requestAnimationFrame(look);
  });
  window.shifted = window.long = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { window.long += list.getEntries().length; })
    .observe({ type: "longtask", buffered: true });
"""
TRACED = ("devtools.timeline", "v8")
RUNS = frozenset({"EvaluateScript", "FunctionCall", "v8.compile", "v8.compileModule"})
MODULE = frozenset({"v8.evaluateModule"})
"""Of which a trace does not say whose it is; the tools' pages load no other."""
LAYS_OUT = frozenset({"Layout", "UpdateLayoutTree"})

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one first visit showed: times in milliseconds, layout shift in its own unit."""

    seen: float
    script: float
    shift: float
    long_tasks: int


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; none is downloaded. Raises `SystemExit` where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise SystemExit("there is no Chromium on the PATH; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=[*FLAGS])
        yield browser
        browser.close()


@contextmanager
def fresh(browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    """A profile that has been nowhere, and its one page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr")
    context.set_default_timeout(PATIENCE)
    yield context, context.new_page()
    context.close()


def in_turns(tools: Sequence[Tool], look: Callable[[Tool], T], turns: int) -> dict[str, list[T]]:
    """What looking at each gave, by its name: in turns, after one look at each that only warms up."""
    found: dict[str, list[T]] = {one.name: [] for one in tools}
    for turn in range(turns + 1):
        for one in tools:
            seen = look(one)
            if turn:
                found[one.name].append(seen)
    return found


def visit(browser: Browser, address: str, tool: Tool, *, slowly: bool = False) -> Visit:
    """One first visit, in a profile of its own."""
    with fresh(browser) as (context, page):
        page.add_init_script(WATCH.replace("BANNER", tool.banner))
        if slowly:
            slow_down(context, page)
        browser.start_tracing(page=page, categories=[*TRACED])
        page.goto(f"{address}/{tool.path}")
        seen, shift, long_tasks = page.evaluate("async () => [await window.seen, window.shifted, window.long]")
        trace = json.loads(browser.stop_tracing())
    return Visit(seen=seen, script=worked(trace["traceEvents"], address), shift=shift, long_tasks=long_tasks)


def slow_down(context: BrowserContext, page: Page) -> None:
    """Give the page the line and the processor of a phone."""
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", SLOW_LINE)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def worked(events: list[dict[str, Any]], origin: str) -> float:
    """Milliseconds of the processor that a page's scripts took on its thread, without style and layout."""
    spans = [one for one in events if one.get("ph") == "X"]
    thread = Counter((one["pid"], one["tid"]) for one in spans if _is_from(origin, one)).most_common(1)[0][0]
    here = [one for one in spans if (one["pid"], one["tid"]) == thread]
    total, script_ends, layout_ends = 0, 0, 0
    for one in sorted(here, key=lambda one: (one["ts"], -one["dur"])):
        start, end = one["ts"], one["ts"] + one["dur"]
        if start >= script_ends and _is_script(one, origin):
            total, script_ends = total + one.get("tdur", 0), end
        if layout_ends <= start < script_ends and one["name"] in LAYS_OUT:
            total, layout_ends = total - one.get("tdur", 0), end
    return total / 1000


def _is_script(span: dict[str, Any], origin: str) -> bool:
    """Whether it is a script's of the page: one that a program puts there to watch it has no address."""
    return span["name"] in MODULE or (span["name"] in RUNS and _is_from(origin, span))


def _is_from(origin: str, span: dict[str, Any]) -> bool:
    data = span.get("args", {}).get("data")
    return isinstance(data, dict) and str(data.get("url", "")).startswith(origin)
