"""The database fails while visitors decide, and comes back: `python -m tests.drills.failing --help`.

Each cause lasts as long as asked, our process waits for locks as long as it does everywhere, and is not
started again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.drills.causes import Cause, possible, stage_for
from tests.drills.load import Load, Stage
from tests.drills.wire import Browser

_LOOKS_EVERY = 0.5  # seconds between two pages that somebody opens meanwhile


def run(on: Stage, cause: Cause, seconds: float) -> tuple[str, list[str]]:
    """Let a cause befall a site under load; what happened in a sentence, and every fault."""
    with Load(on) as load:
        load.wait_for_one()
        with cause.begin(on):
            serving, longest = on.process.pid, _read(on, seconds)
        recovered = load.wait_for_one()
    tally = on.reckon()
    faults = tally.faults if on.process.pid == serving else ["the process is another one", *tally.faults]
    told = (
        f"{cause.name}: {tally.answered} decisions recorded, {tally.unrecorded} answered by 503 "
        f"({tally.unrecorded_and_there} of them recorded all the same), "
        f"a page took {longest:.1f} s at the longest, recorded again after {recovered:.1f} s"
    )
    return told, faults


def _read(on: Stage, seconds: float) -> float:
    """Open pages all the while; how many seconds one took at the longest. Fails where one is not shown."""
    end, longest = time.monotonic() + seconds, 0.0
    while (begun := time.monotonic()) < end:
        answer = Browser().get(on.process, "/preferences")
        assert answer.status == 200, answer
        longest = max(longest, time.monotonic() - begun)
        time.sleep(_LOOKS_EVERY)
    return longest


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each cause that can be brought about here; 1 where anything was lost or came out of nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.failing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long each cause lasts")
    parser.add_argument("--only", default="", help="those whose name has this in it")
    asked = parser.parse_args(arguments)
    found = 0
    # A process that was started without its database knows no version to show; the suite tries that.
    for cause in (one for one in possible() if one.is_known and asked.only in one.name):
        with (
            tempfile.TemporaryDirectory(prefix="cookieprefs-failing-") as folder,
            stage_for(cause, Path(folder), Random(1)) as on,
        ):
            told, faults = run(on, cause, asked.seconds)
        print("\n  ".join([told, *faults]), flush=True)
        found += len(faults)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
