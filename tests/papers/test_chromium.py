"""The machine's Chromium at work: whole pictures as wide as asked, no network, and nothing left behind."""

import os
import time
from pathlib import Path

import pytest

from cookieprefs.papers import chromium
from cookieprefs.papers.chromium import ChromiumError
from tests.browser.host import Host
from tests.browser.site import listening

TALL = "<!doctype html><style>body { margin: 0 } div { height: %dpx }</style><div></div>"
WIDE_OR_NARROW = """<!doctype html><style>
body { margin: 0 } div { height: 700px } @media (max-width: 400px) { div { height: 900px } }
</style><div></div>"""


@pytest.fixture
def browser():
    """The Chromium of this machine."""
    found = chromium.find()
    assert found, "this test needs Chromium: apt-get install chromium"
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where Chromium's temporary files go."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def pretender(tmp_path):
    """Makes a program that is no Chromium."""

    def make(script):
        path = tmp_path / "pretender"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return make


def size(png):
    """Width and height of a PNG."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_picture_is_as_wide_as_asked_and_as_tall_as_the_page_is_then(browser, folder):
    assert [size(one) for one in chromium.pictures(browser, WIDE_OR_NARROW, (1280, 320))] == [
        (1280, 700),
        (320, 900),
    ]


def test_a_page_that_is_too_tall_is_cut(browser, monkeypatch):
    monkeypatch.setattr(chromium, "TALLEST", 600)
    assert [size(one) for one in chromium.pictures(browser, TALL % 5000, (400,))] == [(400, 600)]


def test_a_pdf_is_a_pdf_and_nothing_stays(browser, folder):
    assert chromium.pdf(browser, TALL % 10).startswith(b"%PDF-")
    assert not list(folder.glob("cookieprefs-*/page.html"))


def test_no_page_reaches_anybody(browser):
    asked, host = [], Host()
    host.answer("/", lambda request: asked.append(request.url))
    with listening(host) as port:
        page = f'<!doctype html><img src="http://127.0.0.1:{port}/"><img src="http://localhost:{port}/">'
        chromium.pictures(browser, page, (400,))
        chromium.pdf(browser, page)
    assert asked == []


def test_no_script_of_a_page_runs(browser):
    page = f"{TALL % 50}<script>document.querySelector('div').style.height = '99px'</script>"
    assert [size(one) for one in chromium.pictures(browser, page, (400,))] == [(400, 50)]


def test_a_chromium_that_hangs_is_ended_with_all_that_it_started(pretender, folder, monkeypatch):
    monkeypatch.setattr(chromium, "PATIENCE", (2,))
    child = folder / "child"
    hanging = pretender(f'sleep 600 & echo $! > "{child}"; wait')
    begun = time.monotonic()
    with pytest.raises(ChromiumError, match="did not answer within"):
        chromium.pdf(hanging, "")
    assert time.monotonic() - begun < 60
    # What is killed is gone once its turn comes, which may take a busy machine a moment.
    until = time.monotonic() + 60
    while _is_alive(int(child.read_text())):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_chromium_that_hangs_once_is_asked_again_in_a_profile_of_its_own(pretender, folder, monkeypatch):
    monkeypatch.setattr(chromium, "PATIENCE", (2, 60))
    script = f"""
for word in "$@"; do
  case "$word" in
    --user-data-dir=*) echo "${{word##*/}}" >> "{folder}/profiles" ;;
    --print-to-pdf=*) made="${{word#*=}}" ;;
  esac
done
[ -f "{folder}/hung" ] || {{ touch "{folder}/hung"; exec sleep 600; }}
echo "%PDF-" > "$made"
"""
    assert chromium.pdf(pretender(script), "") == b"%PDF-\n"
    assert (folder / "profiles").read_text().split() == ["profile-0", "profile-1"]


def _is_alive(process):
    """Whether a process is there and is no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("script", "said"),
    [("exit 3", "failed with exit code 3"), ("exit 0", "made no PDF"), ("kill -9 $$", "failed with exit code -9")],
)
def test_a_chromium_that_makes_no_pdf_is_told(pretender, script, said):
    with pytest.raises(ChromiumError, match=said):
        chromium.pdf(pretender(script), "")


@pytest.mark.parametrize("script", ["echo nothing", "echo '<body data-heights=\"x\">'"])
def test_a_chromium_that_measures_nothing_is_told(pretender, script):
    with pytest.raises(ChromiumError, match="did not measure"):
        chromium.pictures(pretender(script), "", (400,))


def test_a_chromium_that_draws_nothing_is_told(pretender):
    with pytest.raises(ChromiumError, match="made no PNG"):
        chromium.pictures(pretender("echo '<body data-heights=\"10\">'"), "", (400,))


def test_a_machine_without_chromium_has_none(monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    assert chromium.find() is None
