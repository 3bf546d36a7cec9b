"""Who waits for what on a phone: 150 ms to the server and back, and a processor four times slower?

First visits, ours and Orejime's in turns; then a switch on our preferences: when its new state is seen, when the
page says that it is being saved, and when it says that it is. Ends with 1 where a goal is missed and chance is not
to blame.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks import browsing, results, shop, starter, verdict
from benchmarks.browsing import Visit
from benchmarks.tools import OREJIME, OURS

QUESTION = "Who waits for what, on a phone with a slow line?"
VISITS = 25
SWITCHES = 15
AT_ONCE = 100
"""Milliseconds up to which people see what they press and what comes of it as one."""

# When each was there to be seen, from the press on: two frames after it came, it has been painted.
NOTE = """() => {
  const state = () => document.getElementById("cookieprefs-state-matomo");
  const toggle = document.getElementById("cookieprefs-switch-matomo");
  const status = document.getElementById("cookieprefs-status");
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const when = (is) => new Promise((done) => {
    const observer = new MutationObserver(() => is() && (observer.disconnect(), done(painted())));
    observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  });
  let pressed;
  toggle.addEventListener("click", (event) => { pressed = event.timeStamp; }, { once: true, capture: true });
  const changed = new Promise((done) => toggle.addEventListener("change", () => done(painted()), { once: true }));
  const saving = when(() => state().ariaBusy === "true");
  const isSaved = () => state().dataset.cookieprefsState === "on" && !state().ariaBusy;
  const saved = when(() => isSaved() && status.textContent.trim());
  window.noted = Promise.all([changed, saving, saved]).then((all) => all.map((one) => one - pressed));
}"""


@dataclass(frozen=True, kw_only=True)
class Switched:
    """Milliseconds from a press to what is seen of it."""

    changed: float
    saving: float
    saved: float


def main() -> int:
    """Measure both, keep what came of it, and answer 1 where a goal is missed."""
    with shop.opened() as address, browsing.chromium() as browser:
        visits = browsing.in_turns(
            (OURS, OREJIME), lambda tool: browsing.visit(browser, address, tool, slowly=True), VISITS
        )
        switched = [switch(browser, address) for _ in range(SWITCHES)]
    sooner = verdict.ratio(*([one.seen for one in visits[tool.name]] for tool in (OURS, OREJIME)))
    results.keep(QUESTION, f"{told_banner(visits, sooner)}\n{told_switch(switched)}\n{how()}")
    return int(sooner.is_missed(1) or at_once(switched).is_missed(AT_ONCE) or not is_honest(switched))


def switch(browser: Browser, address: str) -> Switched:
    """One press on a switch of a visitor who has decided nothing yet."""
    with browsing.fresh(browser) as (context, page):
        page.goto(f"{address}{starter.MOUNT}/preferences?lang=fr")
        browsing.slow_down(context, page)
        page.evaluate(NOTE)
        page.locator("#cookieprefs-switch-matomo").click(no_wait_after=True)
        changed, saving, saved = page.evaluate("() => window.noted")
    return Switched(changed=changed, saving=saving, saved=saved)


def at_once(switched: list[Switched]) -> verdict.Verdict:
    """How long it takes until the switch shows its new state, in milliseconds."""
    return verdict.of([one.changed for one in switched])


def is_honest(switched: list[Switched]) -> bool:
    """Whether each *saved* came after its *saving*, and no sooner than an answer can be there."""
    return all(one.saving < one.saved >= browsing.ROUND_TRIP for one in switched)


def median(switched: list[Switched], what: str) -> float:
    """The median of one of the times."""
    return statistics.median(float(getattr(one, what)) for one in switched)


def told_banner(visits: dict[str, list[Visit]], sooner: verdict.Verdict) -> str:
    """The table of both first visits, and the goal."""
    rows = []
    for name, found in visits.items():
        seen = [one.seen for one in found]
        tenths = statistics.quantiles(seen, n=10)
        rows.append((name, f"{statistics.median(seen):,.0f} ({tenths[0]:,.0f} to {tenths[-1]:,.0f})"))
    table = results.table(("first visit", "banner seen, p50 (p10 to p90), ms"), rows)
    return (
        f"{table}\n"
        f"Ours is seen after {sooner.median:.2f} ({sooner.low:.2f} to {sooner.high:.2f}) times what Orejime's "
        "takes.\n"
        f"The goal is at most 1.00: {sooner.told(1)}.\n"
    )


def told_switch(switched: list[Switched]) -> str:
    """The table of what follows a press, and the goal."""
    what = {
        "the switch shows its new state": "changed",
        "the mark of saving stands beside it": "saving",
        "the page says that it is saved": "saved",
    }
    rows = [(name, f"{median(switched, key):,.0f}", _most(switched, key)) for name, key in what.items()]
    table = results.table(("after a press on a switch of the preferences", "p50, ms", "at most, ms"), rows)
    honest = "met" if is_honest(switched) else "MISSED"
    return (
        f"{table}\n"
        f"The new state is to be seen at once, within {AT_ONCE} ms: {at_once(switched).told(AT_ONCE)}. Nothing\n"
        f"may say *saved* before the server can have answered: {honest}.\n"
    )


def _most(switched: list[Switched], what: str) -> str:
    return f"{max(getattr(one, what) for one in switched):,.0f}"


def how() -> str:
    """What the numbers mean."""
    return (
        f"{VISITS} visits each, in turns, and {SWITCHES} presses, each in a fresh profile. Chromium holds each\n"
        f"request back for {browsing.ROUND_TRIP} ms, carries 1.6 Mbit/s and makes the page's thread\n"
        f"{browsing.SLOWER} times slower; all texts come in brotli. The preferences are there already when line\n"
        "and processor become slow. What stood beside the switch stays there, with a mark that the new state is\n"
        "being saved, until the record is committed and the answer is here.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
