"""What a page tells of itself: answers that arrived, violations of its policy, shifts of its layout."""

from __future__ import annotations

from playwright.sync_api import Page

SCRIPT = """
window.watched = { answered: 0, violations: [], shifts: [] };
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request.method === "POST") window.watched.answered += 1;
});
document.addEventListener("securitypolicyviolation", (event) => {
  window.watched.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map(({ node }) => (node?.id || node?.parentElement?.id || node?.nodeName));
    window.watched.shifts.push({ value: entry.value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def wait_for_answers(page: Page, count: int) -> None:
    """Wait until a page has dealt with this many answers to posts since it was loaded."""
    page.wait_for_function("count => window.watched.answered >= count", arg=count)


def shifts(page: Page) -> list[dict[str, object]]:
    """Every shift of the layout so far, those after an input too."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate("() => window.watched.shifts")
