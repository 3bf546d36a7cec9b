"""`cookieprefs db copy`, killed in the midst: what is there hangs together, and the next run goes on."""

import shutil
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from cookieprefs.core.record import GENESIS, link
from cookieprefs.store import ledger
from cookieprefs.store.tables import RecordRow
from tests.actions.ledgers import everything, faults
from tests.core.builders import a_record
from tests.databases import NAMES, session_on

CHAINS, LENGTH = 120, 5
SHELL = "from cookieprefs.cli import main; main()"
STOPPING = """
import sys
from cookieprefs.cli import main
from cookieprefs.store import copying

add, left = copying.add, int(sys.argv.pop(1))
copying._AT_ONCE = 50

def stop(*args):
    global left
    add(*args)
    left -= 1
    if not left:
        print("in the midst of a page", flush=True)
        sys.stdin.read()

copying.add = stop
main()
"""
"""The shell, with a pause after so many pages were added and before the last of them is committed."""
SMALL = f"from cookieprefs.store import copying; copying._AT_ONCE = 20; {SHELL}"


@pytest.fixture
def filled(shop):
    """A shop with so many records that they take a while; each shows the one version's banner."""
    first = shop.decide(yes="matomo")
    with session_on(f"sqlite:///{shop.folder / 'cookieprefs.sqlite3'}") as session:
        for chain in range(CHAINS):
            previous = GENESIS
            for seq in range(1, LENGTH + 1):
                name = f"{chain:04}-{seq}"
                names = {"record_id": name, "receipt_id": name, "once": name, "subject": f"subject-{chain:04}"}
                record = a_record(chain_id=f"{chain:04}", seq=seq, shown=first.shown, **names)
                made = link(record, b"k" * 32, previous)
                ledger.append(session, record, made, b"k" * 32)
                previous = made.chain
        session.commit()
    return shop


@pytest.fixture(params=NAMES)
def target_url(request, tmp_path, migrated):
    """An empty database of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("other_postgresql_url")
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'target.sqlite3')}"


def rows(url):
    with session_on(url) as session:
        return everything(session)


def records(url):
    with session_on(url) as session:
        return session.scalar(select(func.count()).select_from(RecordRow))


def hangs_together(url):
    with session_on(url) as session:
        return list(faults(session, "shop")) == []


def start(code, *args):
    command = [sys.executable, "-c", code, *args]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


@pytest.mark.parametrize("pages", [1, 4, 9])
def test_killed_within_a_page_it_leaves_whole_pages_and_the_next_run_ends_it(filled, target_url, pages):
    with start(STOPPING, str(pages), "db", "copy", target_url) as process:
        assert process.stdout.readline() == "in the midst of a page\n"
        process.kill()
    assert process.returncode == -9
    # The first three pages are those of the version, its snapshots and their uses.
    assert records(target_url) == max(0, pages - 4) * 50
    assert hangs_together(target_url)
    result = filled.run("db", "copy", target_url)
    assert result.exit_code == 0, result.output
    assert rows(target_url) == rows(f"sqlite:///{filled.folder / 'cookieprefs.sqlite3'}")


def test_killed_again_and_again_it_comes_to_an_end(filled, target_url):
    seen = kills = 0
    while True:
        with start(SMALL, "db", "copy", target_url) as process:
            while process.poll() is None and records(target_url) < seen + 200:
                continue
            process.kill()
        if process.returncode == 0:
            break
        kills += 1
        seen = records(target_url)
        assert hangs_together(target_url)
    assert kills, "nobody was killed in time"
    assert rows(target_url) == rows(f"sqlite:///{filled.folder / 'cookieprefs.sqlite3'}")
