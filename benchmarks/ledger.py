"""What does a decision cost when the ledger has ten times as many records?

A small form of `make drill-large`, which goes up to ten million and takes half an hour: see ledger.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import results
from tests.drills.large import Deadline, measure
from tests.drills.measured import GOAL, slower, told

QUESTION = "What does a ledger cost that has grown?"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill two ledgers, decide in both by turns, and keep what came of it; 1 where the goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=200, help="decisions of each kind on each ledger")
    parser.add_argument("--minutes", type=float, default=5, help="after which it is given up")
    asked = parser.parse_args(arguments)
    how = {"records": asked.records, "small": asked.small, "times": asked.times, "seals": False}
    with tempfile.TemporaryDirectory(prefix="cookieprefs-ledger-") as folder:
        small, large = measure(Path(folder), deadline=Deadline(asked.minutes), **how)
    words = results.prose("[ledger.md](ledger.md) has the same for ten million records, by `make drill-large`.")
    results.keep(QUESTION, f"{told(small, large)}\n{words}")
    return int(slower(small, large) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
