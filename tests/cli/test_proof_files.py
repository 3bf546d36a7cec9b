"""`cookieprefs proof` as a file: what an authority gets, and how it is checked without us (R-04)."""

import base64
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import cookieprefs
from cookieprefs.core.evidence import PROOF
from cookieprefs.papers import chromium

PNG = b"\x89PNG\r\n\x1a\n"
VERIFIER = Path(cookieprefs.__file__).parent / "verify_export.py"


@pytest.fixture
def record(shop):
    """The first of two decisions of one visitor, sealed; another visitor's is not."""
    first = shop.decide(yes="matomo vimeo", no="youtube")
    shop.decide(no="vimeo", subject=first.subject)
    assert shop.run("ledger", "seal").exit_code == 0
    shop.decide(yes="matomo")
    return first


@pytest.fixture
def without_chromium(monkeypatch):
    """A machine that has no browser."""
    monkeypatch.setenv("PATH", "")


def write(shop, record, tmp_path, form, *options):
    """The file that is written, and the command's result."""
    path = tmp_path / f"proof.{form}"
    return path, shop.run("proof", record.receipt_id, f"--{form}", "--output", str(path), *options)


def bytes_of(address):
    """What a data: address holds."""
    return base64.b64decode(address.partition(",")[2])


def check(path, *options):
    """What the verifier says of a file, in a Python that knows nothing of cookieprefs."""
    words = [sys.executable, "-I", str(VERIFIER), str(path), *options]
    return subprocess.run(words, capture_output=True, text=True, cwd=path.parent, check=False)


def test_the_file_for_programs_is_whole_to_who_checks_it_without_us(shop, record, tmp_path):
    path, result = write(shop, record, tmp_path, "json")
    assert (result.exit_code, result.stdout) == (0, "")
    line = shop.run("ledger", "seals").stdout.strip()
    found = check(path, "--seal", line)
    assert found.returncode == 0, found.stdout + found.stderr
    said = json.loads(path.read_text("utf-8"))
    assert said["format"] == PROOF
    assert said["receipt"]["receipt_id"] == record.receipt_id
    assert [one["seal"]["number"] for one in said["records"]] == [1, 1]


@pytest.mark.parametrize("old", ["given", "banner", "Cookies: your choice", "2026-03-01"])
def test_whoever_changes_a_word_in_it_is_found_out(shop, record, tmp_path, old):
    path, _ = write(shop, record, tmp_path, "json")
    text = path.read_text("utf-8")
    at = text.index(old, text.index('"records"'))
    path.write_text(text[:at] + "x" + text[at + 1 :], "utf-8")
    assert check(path).returncode == 1


def test_the_page_has_it_all_and_needs_nothing_else(shop, record, tmp_path, without_chromium):
    path, result = write(shop, record, tmp_path, "html")
    assert result.exit_code == 0
    page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
    text = page.get_text(" ", strip=True)
    for said in (
        record.receipt_id,
        record.record_id,
        record.shown.snapshot,
        "Maison Tilleul SARL",
        "Vimeo (vimeo)",
    ):
        assert said in text
    assert len(page.select("tr.asked")) == 1
    assert shop.run("ledger", "seals").stdout.strip() in text
    assert "default-src 'none'" in page.select_one("meta[http-equiv]")["content"]
    assert not page.select("script, link, form, button")
    addresses = [
        one[name] for one in page.select("[src], [href]") for name in ("src", "href") if one.has_attr(name)
    ]
    assert addresses
    assert all(one.startswith("data:") for one in addresses)


def test_the_page_has_the_words_as_they_look_and_as_they_were_sent(shop, record, tmp_path, without_chromium):
    path, _ = write(shop, record, tmp_path, "html")
    page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
    kept = shop.run("proof", record.receipt_id, "--shown").stdout
    assert page.select_one("pre").get_text() == kept
    frame = page.select_one("iframe")
    assert kept in frame["srcdoc"]
    assert frame["sandbox"] == []
    assert "@media print" not in frame["srcdoc"]


def test_the_page_carries_the_file_for_programs_and_what_checks_it(shop, record, tmp_path, without_chromium):
    path, _ = write(shop, record, tmp_path, "html")
    page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
    bundle, verifier = page.select("a[download]")
    (tmp_path / bundle["download"]).write_bytes(bytes_of(bundle["href"]))
    assert bytes_of(verifier["href"]) == VERIFIER.read_bytes()
    assert check(tmp_path / bundle["download"]).returncode == 0


def test_without_chromium_the_page_says_that_there_are_no_pictures(shop, record, tmp_path, without_chromium):
    path, result = write(shop, record, tmp_path, "html")
    page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
    assert result.exit_code == 0
    assert not page.select("img")
    assert "There are no pictures: the machine that made this file has no Chromium." in page.get_text()


def test_without_chromium_there_is_no_pdf_and_a_sentence_says_why(shop, record, tmp_path, without_chromium):
    path, result = write(shop, record, tmp_path, "pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: a PDF is made by Chromium, and this machine has none")
    assert not path.exists()


def test_with_chromium_the_page_shows_the_words_wide_and_on_a_phone(shop, record, tmp_path):
    assert chromium.find(), "this test needs Chromium: apt-get install chromium"
    path, result = write(shop, record, tmp_path, "html")
    assert result.exit_code == 0
    page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
    found = [bytes_of(one["src"]) for one in page.select("figure img")]
    assert [one[:8] for one in found] == [PNG, PNG]
    assert [int.from_bytes(one[16:20], "big") for one in found] == [1280, 320]


def test_with_chromium_there_is_a_pdf(shop, record, tmp_path):
    path, result = write(shop, record, tmp_path, "pdf")
    assert result.exit_code == 0
    assert path.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_chromium_that_fails_costs_the_pictures_and_not_the_page(shop, record, tmp_path, monkeypatch):
    broken = tmp_path / "bin" / "chromium"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:{Path(shutil.which('sh')).parent}")
    path, result = write(shop, record, tmp_path, "html")
    assert result.exit_code == 0
    said = f"There are no pictures: {broken} failed with exit code 3."
    assert said in BeautifulSoup(path.read_text("utf-8"), "html5lib").get_text()
    _, refused = write(shop, record, tmp_path, "pdf")
    assert refused.exit_code == 1
    assert "no PDF could be made" in refused.stderr


def test_a_file_that_is_there_is_left_as_it_is(shop, record, tmp_path):
    (tmp_path / "proof.json").write_text("mine")
    path, result = write(shop, record, tmp_path, "json")
    assert result.exit_code == 1
    assert path.read_text() == "mine"
    path, result = write(shop, record, tmp_path, "json", "--force")
    assert result.exit_code == 0
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--json", "--html"], "one form at a time: --json or --html"),
        (["--pdf"], "--pdf goes into a file"),
    ],
)
def test_options_that_do_not_go_together_are_refused(shop, record, options, said):
    result = shop.run("proof", record.receipt_id, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_folder_that_is_not_there_is_a_sentence(shop, record, tmp_path):
    result = shop.run("proof", record.receipt_id, "--json", "--output", str(tmp_path / "no" / "proof.json"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
