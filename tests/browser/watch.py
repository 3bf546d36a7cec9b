"""What a page tells of itself: answers that arrived, violations of its policy, shifts of its layout."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

SCRIPT = """
window.watched = { answered: 0, violations: [], shifts: [] };
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {  // htmx 4
  if (ctx.request.method === "POST") window.watched.answered += 1;
});
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig } }) => {  // htmx 2
  if (requestConfig.verb === "post") window.watched.answered += 1;
});
document.addEventListener("securitypolicyviolation", (event) => {
  window.watched.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    const moved = sources.map(({ currentRect: { left, top, right, bottom } }) => ({ left, top, right, bottom }));
    window.watched.shifts.push({ value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""

PATIENCE = 60_000
"""Milliseconds within which what a test waits for must have come. Only a test that fails waits so long."""

_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def wait_for_answers(page: Page, count: int) -> None:
    """Wait until the page has dealt with this many answers to posts since it was loaded."""
    page.wait_for_function("count => window.watched.answered >= count", arg=count)


def shifts(page: Page) -> list[dict[str, Any]]:
    """Every shift of the layout since the page was loaded, those after an input too, with what moved."""
    page.evaluate(_PAINTED)
    return page.evaluate("() => window.watched.shifts")


def violations(page: Page) -> list[str]:
    """Every violation of the page's Content-Security-Policy since it was loaded."""
    return page.evaluate("() => window.watched.violations")
