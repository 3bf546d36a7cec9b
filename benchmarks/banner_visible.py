"""When is the banner seen, and what does it cost the page?

The same static page, served on this machine, once with our line and once with each other tool, set up as its
manual says and for the same services. In turns, each time in a fresh profile of a real Chromium, after a visit
that only warms up. Ends with 1 where ours is seen later than the first of the others, or where its script takes
more than half of the least of theirs, and chance is not to blame for it.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

from benchmarks import browsing, results, shop, verdict
from benchmarks.browsing import Visit
from benchmarks.tools import OURS, TOOLS

QUESTION = "When is the banner seen?"
VISITS = 25
SEEN, SCRIPT = 1.0, 0.5
"""At most so many times what the best of the others takes."""

Visits = dict[str, list[Visit]]


def main() -> int:
    """Measure in turns, keep what came of it, and answer 1 where a goal is missed."""
    with shop.opened() as address, browsing.chromium() as browser:
        visits = browsing.in_turns(TOOLS, lambda tool: browsing.visit(browser, address, tool), VISITS)
        version = browser.version
    sooner, lighter = against_best(visits, lambda one: one.seen), against_best(visits, lambda one: one.script)
    results.keep(QUESTION, f"{table(visits)}\n{told(sooner, lighter)}{how(version)}")
    return int(sooner[1].is_missed(SEEN) or lighter[1].is_missed(SCRIPT))


def against_best(visits: Visits, of: Callable[[Visit], float]) -> tuple[str, verdict.Verdict]:
    """Which of the others needs least of something, and how many times as much ours needs."""
    each = {name: [of(one) for one in found] for name, found in visits.items()}
    ours = each.pop(OURS.name)
    best = min(each, key=lambda name: statistics.median(each[name]))
    return best, verdict.ratio(ours, each[best])


def told(sooner: tuple[str, verdict.Verdict], lighter: tuple[str, verdict.Verdict]) -> str:
    """Both goals, and what became of them."""
    (first, seen), (least, script) = sooner, lighter
    return (
        f"Ours is seen after {seen.median:.2f} ({seen.low:.2f} to {seen.high:.2f}) times what {first} takes,\n"
        f"the first of the others to be seen. The goal is at most {SEEN:.2f}: {seen.told(SEEN)}.\n"
        f"Our script takes {script.median:.2f} ({script.low:.2f} to {script.high:.2f}) times that of {least},\n"
        f"the least of the others. The goal is at most {SCRIPT:.2f}: {script.told(SCRIPT)}.\n"
    )


def how(version: str) -> str:
    """What the numbers mean, and what is not in them."""
    return (
        f"\n{VISITS} visits each, in turns, Chromium {version}, the server on the same machine:\n"
        "downloading costs nothing here, so that a slow line is not in it. A banner that fades in counts from\n"
        "its first frame on. Script is what the processor worked on it in the page's thread, style and layout\n"
        "left out. Each ratio is the median of those in one turn; in brackets stands between what it lies in 19\n"
        "of 20 such runs, and a goal counts as missed only where all of that is beyond it. Ours shows every\n"
        "purpose with its summary, the others at most their titles. django-cookie-consent is in no row, for it\n"
        "brings no banner: it clones what a site writes for itself, once it has asked the server for the\n"
        "visitor's status.\n"
    )


def table(visits: Visits) -> str:
    """All tools, the one that is seen first above the others."""
    head = ("first visit", "banner seen, p50 (p10 to p90), ms", "script, p50, ms", "layout shift", "long tasks")
    sooner = sorted(visits.items(), key=lambda one: statistics.median(each.seen for each in one[1]))
    return results.table(head, (row(name, of) for name, of in sooner))


def row(name: str, visits: list[Visit]) -> tuple[str, ...]:
    """One line of the table."""
    seen = [one.seen for one in visits]
    tenths = statistics.quantiles(seen, n=10)
    return (
        name,
        f"{statistics.median(seen):.0f} ({tenths[0]:.0f} to {tenths[-1]:.0f})",
        f"{statistics.median(one.script for one in visits):.1f}",
        f"{max(one.shift for one in visits):.4f}",
        f"{sum(one.long_tasks for one in visits)}",
    )


if __name__ == "__main__":
    sys.exit(main())
