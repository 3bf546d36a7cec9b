"""`cookieprefs restore` from what is no whole backup of ours: nothing is changed, and why is said."""

import hashlib
import io
import json
import sqlite3
import tarfile
from contextlib import closing

import pytest

LEDGER = "cookieprefs.sqlite3"


@pytest.fixture
def file(shop, tmp_path):
    """A backup of a shop that was stopped afterwards."""
    shop.decide(yes="matomo")
    path = tmp_path / "shop.tar.gz"
    assert shop.run("backup", str(path)).exit_code == 0
    shop.close()
    return path


def packed(path, change):
    """The backup written anew, after its files and its list were changed."""
    with tarfile.open(path) as archive:
        members = [(one, archive.extractfile(one).read()) for one in archive]
    files = {one.name: content for one, content in members}
    listed = json.loads(files["manifest.json"])
    entries = change(files, listed) or []
    files["manifest.json"] = json.dumps(listed).encode()
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for entry in entries:
            archive.addfile(entry)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-200])


def no_archive(path):
    path.write_text("This is no archive. " * 100)


def another_archive(path):
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("hello"))


def changed_file(path):
    packed(path, lambda files, _: files.update({"site.yaml": b"site: {}"}))


def missing_file(path):
    packed(path, lambda files, _: files.pop("site.yaml") and None)


def more_files(path):
    packed(path, lambda files, _: files.update({"policy.nl.md": b"# Not on the list"}))


def of_a_newer_format(path):
    packed(path, lambda _, listed: listed.update(format=2, release="9.0"))


def without_a_list(path):
    packed(path, lambda _, listed: listed.clear())


def climbing(path):
    packed(path, lambda files, listed: listed["files"].update({"../x": "0"}) or files.update({"../x": b"!"}))


def climbing_from_templates(path):
    name = "templates/../../x.html"
    packed(path, lambda files, listed: listed["files"].update({name: "0"}) or files.update({name: b"!"}))


def a_link(path):
    def add(files, listed):
        entry = tarfile.TarInfo("policy.nl.md")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        listed["files"]["policy.nl.md"] = "0"
        return [entry]

    packed(path, add)


def twice(path):
    packed(path, lambda files, _: [tarfile.TarInfo("site.yaml")])


def of_a_newer_release(path):
    newer = path.with_name("newer.sqlite3")

    def change(files, listed):
        newer.write_bytes(files[LEDGER])
        with closing(sqlite3.connect(newer)) as connection:
            connection.execute("UPDATE cookieprefs_alembic_version SET version_num = '9999'")
            connection.commit()
        files[LEDGER] = newer.read_bytes()
        listed["files"][LEDGER] = hashlib.sha256(files[LEDGER]).hexdigest()

    packed(path, change)


UNFIT = [
    (cut_off, "is no backup of cookieprefs, or was cut off: "),
    (no_archive, "is no backup of cookieprefs, or was cut off: "),
    (another_archive, "is no backup of cookieprefs: it does not begin with a list of ours"),
    (without_a_list, "is no backup of cookieprefs: it does not begin with a list of ours"),
    (changed_file, "is damaged: site.yaml in it is not what was put into it"),
    (missing_file, "is damaged: site.yaml in it is not what was put into it"),
    (more_files, "holds 'policy.nl.md', which no backup of ours would"),
    (climbing, "holds '../x', which no backup of ours would"),
    (climbing_from_templates, "holds 'templates/../../x.html', which no backup of ours would"),
    (a_link, "holds 'policy.nl.md', which no backup of ours would"),
    (twice, "holds 'site.yaml', which no backup of ours would"),
    (of_a_newer_format, "is of a newer release (9.0); restore it with that one"),
    (of_a_newer_release, "is of a newer release, its schema being '9999'; restore it with that one"),
    (lambda path: path.unlink(), "to restore from"),
]


@pytest.mark.parametrize(("spoil", "sentence"), UNFIT, ids=lambda one: getattr(one, "__name__", ""))
def test_a_file_that_is_no_whole_backup_restores_nothing(shop, file, spoil, sentence):
    spoil(file)
    before = {one.name: one.read_bytes() for one in shop.folder.iterdir()}
    result = shop.run("restore", str(file), "--force")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert {one.name: one.read_bytes() for one in shop.folder.iterdir()} == before
    assert not (shop.folder.parent / "x").exists()
