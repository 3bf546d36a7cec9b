"""`cookieprefs restore`: a working site again, nothing lost unasked, nothing back that was erased."""

import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from cookieprefs.backup import restoring
from cookieprefs.core.consent import How
from tests.clock import START

LEDGER = "cookieprefs.sqlite3"


@pytest.fixture
def file(shop, tmp_path):
    """A backup of a shop with two decisions of one visitor, and another visitor's."""
    shop.first = shop.decide(yes="matomo vimeo")
    shop.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=shop.first.subject)
    shop.other = shop.decide(yes="youtube")
    path = tmp_path / "shop.tar.gz"
    assert shop.run("backup", str(path)).exit_code == 0
    return path


@pytest.fixture
def stopped(shop, file):
    """Stops the shop: nobody has its ledger open any more, and who decides next starts it anew."""

    def stop():
        shop.close()
        shop.visited = None

    return stop


def records(path):
    with closing(sqlite3.connect(path)) as connection:
        return {one for (one,) in connection.execute("SELECT record_id FROM cookieprefs_record")}


def said(path):
    with closing(sqlite3.connect(path)) as connection:
        return {one for (one,) in connection.execute("SELECT record_id FROM cookieprefs_record_payload")}


def kept(folder):
    """What is kept beside, by the name that it had."""
    return {one.name.partition(".replaced-")[0]: one for one in folder.iterdir() if ".replaced-" in one.name}


def test_a_backup_becomes_a_working_site_where_nothing_was(shop, file, stopped):
    stopped()
    shutil.rmtree(shop.folder)
    result = shop.run("restore", str(file))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(
        "Restored 3 records of shop, policy.de.md, policy.en.md, policy.es.md, policy.fr.md, policy.it.md, "
        "secret-key and site.yaml"
    )
    assert result.stdout.splitlines()[-1] == "Now run: cookieprefs ledger verify"
    assert kept(shop.folder) == {}
    assert shop.run("ledger", "verify").stdout.startswith("3 records in 2 chains: all whole.\n")
    assert shop.run("publish", "--dry-run").exit_code == 0
    assert shop.decide(no="matomo", how=How.SERVICE_SWITCH, subject=shop.first.subject).seq == 3


def test_templates_of_the_operators_own_come_back_and_what_they_replace_is_kept(shop, file, stopped):
    own = shop.folder / "templates" / "fragments"
    own.mkdir(parents=True)
    for name in ("banner.html", "link.html"):
        (own / name).write_text("{# of the backup #}")
    assert shop.run("backup", str(file), "--force").exit_code == 0
    stopped()
    (own / "banner.html").write_text("{# of today #}")
    (own / "link.html").unlink()
    (own / "mine.html").write_text("{# nobody's business #}")
    result = shop.run("restore", str(file))
    assert result.exit_code == 0, result.output
    assert {one.read_text() for one in (own / "banner.html", own / "link.html")} == {"{# of the backup #}"}
    assert kept(own)["banner.html"].read_text() == "{# of today #}"
    assert (own / "mine.html").read_text() == "{# nobody's business #}"


def test_where_nothing_was_the_folders_of_templates_are_made(shop, file, stopped):
    own = shop.folder / "templates" / "fragments"
    own.mkdir(parents=True)
    (own / "banner.html").write_text("{# of the backup #}")
    assert shop.run("backup", str(file), "--force").exit_code == 0
    stopped()
    shutil.rmtree(shop.folder)
    assert shop.run("restore", str(file)).exit_code == 0
    assert (own / "banner.html").read_text() == "{# of the backup #}"


def test_what_it_restores_is_for_its_owner_alone(shop, file, stopped):
    stopped()
    shutil.rmtree(shop.folder)
    shop.run("restore", str(file))
    for name in (LEDGER, "secret-key"):
        assert stat.S_IMODE((shop.folder / name).stat().st_mode) == 0o600


def test_what_it_replaces_is_kept_with_its_mode_and_what_is_the_same_is_left(shop, file, stopped):
    stopped()
    shop.edit("site.yaml", "key: shop ", "key: store ")
    (shop.folder / LEDGER).chmod(0o640)
    edited, ledger = ((shop.folder / name).read_bytes() for name in ("site.yaml", LEDGER))
    result = shop.run("restore", str(file))
    assert result.exit_code == 0, result.output
    beside = kept(shop.folder)
    assert beside.keys() == {"site.yaml", LEDGER}
    assert beside["site.yaml"].read_bytes() == edited
    assert records(beside[LEDGER]) == records(shop.folder / LEDGER)
    assert len(ledger) == beside[LEDGER].stat().st_size
    assert stat.S_IMODE((shop.folder / LEDGER).stat().st_mode) == 0o640
    assert (
        f"What was there is kept, until you delete it: {beside['site.yaml']} and {beside[LEDGER]}."
        in result.stdout
    )
    assert shop.run("check").exit_code == 0


def test_two_restores_at_one_moment_keep_both_of_what_they_replace(shop, file, stopped):
    stopped()
    for _ in range(2):
        restoring.restore(file, shop.folder / LEDGER, shop.folder, now=START)
    assert sorted(one.name.partition(".replaced-")[2] for one in shop.folder.glob("*.replaced-*")) == [
        "20261123T120000Z",
        "20261123T120000Z-again",
    ]


def test_at_one_moment_both_of_a_replaced_template_are_kept_where_no_ledger_was(shop, file, stopped):
    own = shop.folder / "templates" / "banner.html"
    own.parent.mkdir()
    own.write_text("{# of the backup #}")
    assert shop.run("backup", str(file), "--force").exit_code == 0
    stopped()
    for words in ("{# first #}", "{# second #}"):
        for one in shop.folder.glob(f"{LEDGER}*"):
            one.unlink()
        own.write_text(words)
        restoring.restore(file, shop.folder / LEDGER, shop.folder, now=START)
    beside = [one.read_text() for one in own.parent.iterdir() if ".replaced-" in one.name]
    assert sorted(beside) == ["{# first #}", "{# second #}"]


def test_a_ledger_with_records_that_the_backup_lacks_stays(shop, file, stopped):
    shop.decide(yes="matomo")
    shop.run("ledger", "seal")
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    shop.run("publish", "--yes")
    stopped()
    before = records(shop.folder / LEDGER)
    result = shop.run("restore", str(file))
    assert result.exit_code == 1
    assert "has what the backup lacks (records: 1, versions: 1, seals: 1), and that would be lost" in result.stderr
    assert records(shop.folder / LEDGER) == before
    assert kept(shop.folder) == {}
    assert sorted(one.name for one in shop.folder.iterdir() if one.name.startswith(".")) == []


def test_unless_that_is_wanted(shop, file, stopped):
    shop.decide(yes="matomo")
    stopped()
    assert shop.run("restore", str(file), "--force").exit_code == 0
    assert len(records(shop.folder / LEDGER)) == 3
    assert len(records(kept(shop.folder)[LEDGER])) == 4


def test_the_same_id_in_another_ledger_is_a_record_that_the_backup_lacks(shop, file, stopped):
    stopped()
    shop.tamper("UPDATE cookieprefs_record SET chain = hex(zeroblob(32)) WHERE seq = 2")
    assert "(records: 1)" in shop.run("restore", str(file)).stderr


def test_what_was_erased_since_does_not_come_back(shop, file, stopped):
    shop.erase(shop.first.subject)
    stopped()
    result = shop.run("restore", str(file))
    assert result.exit_code == 0, result.output
    assert "Erased 2 records in it that had been erased since.\n" in result.stdout
    assert said(shop.folder / LEDGER) == {shop.other.record_id}
    assert shop.first.subject.encode() not in (shop.folder / LEDGER).read_bytes()
    assert "3 records in 2 chains, 2 of them erased: all whole." in shop.run("ledger", "verify").stdout


def test_while_somebody_has_the_ledger_open_nothing_is_restored(shop, file):
    shop.decide(yes="matomo")
    with closing(sqlite3.connect(shop.folder / LEDGER)) as idle:
        idle.execute("SELECT count(*) FROM cookieprefs_record").fetchone()
        shop.close()
        result = shop.run("restore", str(file), "--force")
        assert result.exit_code == 1
        assert "is in use; stop cookieprefs, and whatever else has it open, and run this again" in result.stderr
        assert kept(shop.folder) == {}
    assert shop.run("restore", str(file), "--force").exit_code == 0


def test_what_a_release_before_had_no_table_for_is_lacking_as_well(shop, tmp_path):
    shop.run("db", "downgrade", "0001")
    shop.run("backup", str(tmp_path / "old.tar.gz"))
    shop.run("db", "upgrade")
    shop.decide(yes="matomo")
    shop.run("ledger", "seal")
    shop.close()
    assert "(records: 1, seals: 1)" in shop.run("restore", str(tmp_path / "old.tar.gz")).stderr


def test_an_empty_file_is_nothing_to_lose(shop, file, stopped):
    stopped()
    (shop.folder / LEDGER).write_bytes(b"")
    assert shop.run("restore", str(file)).exit_code == 0
    assert len(records(shop.folder / LEDGER)) == 3


def test_a_ledger_that_cannot_be_read_is_replaced_only_by_force_and_its_journal_with_it(shop, file, stopped):
    stopped()
    (shop.folder / LEDGER).write_bytes(b"This is no database. " * 500)
    (shop.folder / f"{LEDGER}-journal").write_bytes(b"\0 something that belongs to it")
    result = shop.run("restore", str(file))
    assert result.exit_code == 1
    assert (
        "cannot be read (file is not a database), so nobody knows what it has beyond the backup" in result.stderr
    )
    assert kept(shop.folder) == {}
    assert shop.run("restore", str(file), "--force").exit_code == 0
    assert kept(shop.folder).keys() == {LEDGER, f"{LEDGER}-journal"}
    assert len(records(shop.folder / LEDGER)) == 3


def test_a_backup_of_an_older_release_is_restored_and_says_what_comes_next(shop, tmp_path):
    shop.run("db", "downgrade", "0002")
    shop.run("backup", str(tmp_path / "old.tar.gz"))
    shop.close()
    shutil.rmtree(shop.folder)
    result = shop.run("restore", str(tmp_path / "old.tar.gz"))
    last = "Now run: cookieprefs db upgrade, and then: cookieprefs ledger verify"
    assert result.stdout.splitlines()[-1] == last
    assert shop.run("db", "upgrade").exit_code == 0
