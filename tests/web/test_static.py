"""Static files: for good under the name that has their hash, asked about under their own (B-12)."""

import re

import pytest
from bs4 import BeautifulSoup

from cookieprefs.web import assets
from cookieprefs.web.static import FOR_GOOD
from tests.web.test_banner import snapshots

FILES = sorted(
    one.relative_to(assets.folder("static")).as_posix()
    for one in assets.folder("static").rglob("*")
    if one.is_file()
)
PAGES = ("/", "/preferences", "/receipt", "/versions/1", "/nothing")


def get(app, path, **headers):
    return app.test_client().get(path, headers=headers, buffered=True)


@pytest.mark.parametrize("name", FILES)
def test_a_file_may_be_kept_for_good_under_the_name_that_has_its_hash(app, name):
    found = get(app, f"/static/{assets.hashed(name)}")
    assert (found.status_code, found.headers["Cache-Control"]) == (200, FOR_GOOD)
    assert found.data == (assets.folder("static") / name).read_bytes()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_files_by_their_hash(app, path):
    page = BeautifulSoup(get(app, path).text, "html5lib")
    named = [one.get("href") or one.get("src") for one in page.select("link, script")]
    named = [one.removeprefix("/static/") for one in named if one.startswith("/static/")]
    assert len(named) > 1
    assert [assets.hashed(assets.parted(one)[0]) for one in named] == named


def test_an_old_address_goes_on_working_and_is_asked_about(app):
    first = get(app, "/static/site.css")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = get(app, "/static/site.css", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert get(app, "/static/site.css", If_None_Match='"another"').status_code == 200


def test_a_hash_of_another_release_gets_the_file_of_this_one_and_may_not_keep_it(app):
    found = get(app, "/static/site.00000000.css")
    assert (found.status_code, found.headers["Cache-Control"]) == (200, "no-cache")
    assert found.data == (assets.folder("static") / "site.css").read_bytes()


@pytest.mark.parametrize(
    "path",
    ["nothing.css", "nothing.00000000.css", "site.d8a9727.css", "effects", "../pyproject.toml", "%2Fetc/passwd"],
)
def test_what_is_not_there_is_not_found(app, path):
    assert get(app, f"/static/{path}").status_code in (404, 308)


def test_a_file_that_changes_has_another_name_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "folder", lambda _: tmp_path)
    (tmp_path / "site.css").write_text("a { }")
    before = assets.hashed("site.css")
    (tmp_path / "site.css").write_text("a { color: red }")
    after = assets.hashed("site.css")
    assert before != after
    assert assets.parted(before)[0] == assets.parted(after)[0] == "site.css"


@pytest.mark.parametrize("name", ["nothing.css", "../pyproject.toml", "/etc/hostname", "", "effects", "a\0b.css"])
def test_what_is_no_file_of_ours_has_no_hash(name):
    assert assets.digest(name) is None
    assert assets.hashed(name) == name


@pytest.mark.parametrize("name", [one for one in FILES if one.endswith((".css", ".js"))])
def test_no_file_names_another_for_such_a_name_would_have_no_hash(name):
    text = (assets.folder("static") / name).read_text("utf-8")
    if name.startswith("vendor/"):
        assert not re.search(r"sourceMappingURL|@import", text)
        return
    assert not re.search(r"@import|url\(|\bfrom\s+[\"']|\bimport\s*\(?\s*[\"'`./]", text)


def test_what_is_kept_as_proof_names_no_static_file(app):
    kept = snapshots(app).values()
    assert kept
    assert not [one for one in kept if "/static/" in one.html]
