"""Static files before the app: compressed as the browser can read them, and the app for all the rest."""

import gzip

import brotli
import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from cookieprefs.serving.files import Files
from cookieprefs.web import headers
from cookieprefs.web.assets import folder, hashed
from cookieprefs.web.static import FOR_GOOD

APP = Response("the app", status=418)
NAMES = ("site.css", "panel.js", "icon.svg", "vendor/htmx-4.0.1.min.js")
UNPACKED = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a mount, all of them ready."""
    found = Files(APP, "/cookies", tmp_path_factory.mktemp("files"))
    found.squeezing.join()
    return found


def get(files, path, method="GET", **headers):
    return Client(files).open(path, method=method, headers=headers, buffered=True)


@pytest.mark.parametrize("mount", ["/cookies", ""])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_there_whether_the_proxy_passes_the_path_on_or_cuts_it_off(files, mount, name):
    found = get(files, f"{mount}/static/{hashed(name)}")
    assert (found.status_code, found.headers["Cache-Control"]) == (200, FOR_GOOD)
    assert found.data == (folder("static") / name).read_bytes()
    assert {name: found.headers[name] for name in headers.of_files()} == headers.of_files()


@pytest.mark.parametrize(("accepted", "given"), [("gzip, deflate, br", "br"), ("gzip", "gzip")])
def test_it_comes_as_small_as_the_browser_can_read_it(files, accepted, given):
    found = get(files, f"/static/{hashed('site.css')}", Accept_Encoding=accepted)
    assert (found.headers["Content-Encoding"], found.headers["Vary"]) == (given, "Accept-Encoding")
    assert UNPACKED[given](found.data) == (folder("static") / "site.css").read_bytes()
    assert found.content_type == "text/css; charset=utf-8"


def test_a_copy_that_still_holds_is_not_sent_again(files):
    path = f"/static/{hashed('site.css')}"
    tag = get(files, path, Accept_Encoding="br").headers["ETag"]
    assert get(files, path, If_None_Match=tag).status_code == 304
    assert get(files, path, If_None_Match='"another"').status_code == 200


def test_who_asks_for_the_head_gets_no_body(files):
    found = get(files, f"/static/{hashed('site.css')}", "HEAD")
    assert (found.status_code, found.data) == (200, b"")
    assert int(found.headers["Content-Length"]) == (folder("static") / "site.css").stat().st_size


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/static/site.css"),
        ("GET", "/static/site.00000000.css"),
        ("GET", "/static/../site.css"),
        ("GET", f"/static/{hashed('site.css')}.gz"),
        ("GET", f"/elsewhere/static/{hashed('site.css')}"),
        ("POST", f"/static/{hashed('site.css')}"),
    ],
)
def test_all_else_is_the_apps(files, method, path):
    assert get(files, path, method).status_code == 418


def test_processes_share_what_the_first_of_them_made(tmp_path):
    Files(APP, "", tmp_path).squeezing.join()
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*") if one.is_file()}
    Files(APP, "", tmp_path).squeezing.join()
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*") if one.is_file()} == before
    assert {one.suffix for one in before} >= {".gz", ".br", ".css"}


def test_without_brotli_files_come_by_gzip(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    files = Files(APP, "", tmp_path)
    files.squeezing.join()
    found = get(files, f"/static/{hashed('site.css')}", Accept_Encoding="gzip, br")
    assert found.headers["Content-Encoding"] == "gzip"
    assert not list(tmp_path.rglob("*.br"))
