"""The drill: back up while visitors decide, lose the site, restore it elsewhere, verify, go on deciding."""

import sqlite3
import tarfile
from contextlib import closing

from cookieprefs.core.consent import How
from tests import steady


def records(file, folder):
    """The records of a backup, taken out by hand."""
    with tarfile.open(file) as archive, (folder / "by-hand.sqlite3").open("wb") as ledger:
        ledger.write(archive.extractfile("cookieprefs.sqlite3").read())
    with closing(sqlite3.connect(folder / "by-hand.sqlite3")) as connection:
        return {one for (one,) in connection.execute("SELECT record_id FROM cookieprefs_record")}


def test_backed_up_while_visitors_decide_restored_elsewhere_verified_and_gone_on_with(shop, tmp_path, monkeypatch):
    first = shop.decide(yes="matomo", no="vimeo")
    meanwhile = 0
    with steady.deciding(shop.folder) as visitors:
        for number in range(3):
            before = visitors.wait_for(10)
            file = tmp_path / f"{number}.tar.gz"
            result = shop.run("backup", str(file))
            assert result.exit_code == 0, result.output
            after = visitors.answered
            meanwhile += len(after - before)
            assert before | {first.record_id} <= records(file, tmp_path)
    assert meanwhile, "nobody decided while it was backed up"
    shop.close()
    shop.visited = None
    refused = shop.run("restore", str(file))
    assert refused.exit_code == 1
    assert "has what the backup lacks (records: " in refused.stderr
    shop.folder = tmp_path / "elsewhere" / "instance"
    monkeypatch.setenv("COOKIEPREFS_INSTANCE", str(shop.folder))
    assert shop.run("restore", str(file)).exit_code == 0
    verified = shop.run("ledger", "verify")
    assert verified.exit_code == 0, verified.stdout
    assert verified.stdout.startswith(f"{len(records(file, tmp_path))} records in ")
    assert shop.decide(yes="vimeo", how=How.SERVICE_SWITCH, subject=first.subject).seq == 2
    with steady.deciding(shop.folder) as visitors:
        visitors.wait_for(5)
    assert shop.run("ledger", "verify").exit_code == 0
    assert shop.run("publish", "--dry-run").exit_code == 0
