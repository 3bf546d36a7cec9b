"""A process that counts and is killed: who goes on counts nothing twice and misses nothing (R-27)."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

from cookieprefs import actions
from cookieprefs.core.tally import Kind
from cookieprefs.store import tally
from tests.actions.desk import SITE

TOP = Path(__file__).parent.parent.parent
RECORDS = 120
COUNT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cookieprefs import actions
from cookieprefs.settings import Settings
from cookieprefs.store import tally
from tests.databases import built

instance, url, now = sys.argv[1:]
tally._AT_ONCE = 1
app = built(Settings(instance=Path(instance), secret_key="a secret of the tests", database_url=url or None))
with app.app_context():
    session = app.extensions["cookieprefs"].sessions()
    now = datetime.fromisoformat(now)
    actions.roll_up(session, "test-shop", now=now, progress=lambda _: print("counted", flush=True))
"""


def killed_after(desk, database_url, batches):
    """Count in a process of its own, and kill it somewhere after so many batches."""
    arguments = [str(desk.runtime.settings.instance), database_url or "", desk.clock().isoformat()]
    with subprocess.Popen([sys.executable, "-c", COUNT, *arguments], cwd=TOP, stdout=subprocess.PIPE) as process:
        assert len(list(islice(process.stdout, batches))) == batches
        process.kill()
    return process.returncode


def test_a_process_that_is_killed_again_and_again(desk, database_url):
    for _ in range(RECORDS):
        desk.refuse_all()
    desk.clock.pass_(seconds=61)
    for batches in (1, 7, 3):
        assert killed_after(desk, database_url, batches) == -signal.SIGKILL
    with desk.session() as session:
        left = actions.roll_up(session, SITE, now=desk.clock()).records
    assert 0 < left <= RECORDS - 11

    def read(session):
        found = list(tally.sums(session, SITE, "0000", "9999", by_month=False))
        return {kind: sum(number for cell, number in found if cell.kind is kind) for kind in Kind}

    expected = {Kind.DECISION: RECORDS, Kind.ANSWERED: RECORDS, Kind.CHOICE: 3 * RECORDS}
    assert desk.read(read) == {**dict.fromkeys(Kind, 0), **expected}
