"""`cookieprefs import`: a draft of the site file, numbers of what was taken, and nothing overwritten."""

import pytest

from tests.importing.drafts import GIVEN, POLICY, filled


def test_the_draft_goes_to_stdout_and_the_numbers_to_stderr(empty_shop):
    result = empty_shop.run("import", str(GIVEN / "page.html"))
    assert result.exit_code == 0
    assert result.stdout.startswith("# Read from tarteaucitron (page.html).\n")
    told = result.stderr.splitlines()
    assert told[0].endswith("as the configuration of tarteaucitron.")
    assert told[1] == "Taken: 7 services (4 from the library), 5 purposes, 2 cookies."
    assert told[3].startswith(f"To be written by hand: {result.stdout.count('  # WRITE: ')} places")
    assert not empty_shop.folder.exists()


def test_a_draft_that_was_completed_is_published(shop):
    path = shop.folder / "site.yaml"
    assert shop.run("import", str(GIVEN / "klaro.json"), "--output", str(path), "--force").exit_code == 0
    errors = shop.json("check", "--json")["errors"]
    assert errors == path.read_text("utf-8").count("  # WRITE: ")
    path.write_text(filled(path.read_text("utf-8")), "utf-8")
    for language in ("en", "fr"):
        (shop.folder / f"policy.{language}.md").write_text(POLICY, "utf-8")
    assert shop.run("publish").exit_code == 0


def test_nothing_is_overwritten_unasked(shop):
    path = shop.folder / "site.yaml"
    before = path.read_bytes()
    result = shop.run("import", str(GIVEN / "klaro.json"), "--output", str(path))
    assert result.exit_code == 1
    assert "exists; name another file, or add --force" in result.stderr
    assert path.read_bytes() == before


def test_what_cannot_be_read_is_told_with_its_place_and_writes_nothing(empty_shop, tmp_path):
    broken, path = tmp_path / "klaro.json", tmp_path / "site.yaml"
    broken.write_text('{"services": [\n  {"name": "a"},,\n]}')
    result = empty_shop.run("import", str(broken), "--output", str(path))
    assert result.exit_code == 2
    assert f"{broken}:2:17: this is no JSON from here on" in result.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    "args", [("missing.json",), (str(GIVEN / "klaro.json"), "--from", "nobody"), (str(GIVEN),)]
)
def test_what_was_asked_for_wrongly_ends_with_2(empty_shop, args):
    assert empty_shop.run("import", *args).exit_code == 2


def test_a_file_that_cannot_be_written_is_told(empty_shop, tmp_path):
    result = empty_shop.run("import", str(GIVEN / "klaro.json"), "--output", str(tmp_path / "no" / "site.yaml"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
