"""`cookieprefs check`: every fault at its place, and a line that counts them."""

import re

import pytest

LINE = re.compile(r".+\.(yaml|md):\d+:\d+: .+; .+")


def told(result):
    """The lines of faults, and the closing one."""
    *lines, closing = result.stdout.splitlines()
    return [line for line in lines if not line.startswith("Warnings")], closing


def test_the_starter_has_no_errors(shop):
    result = shop.run("check")
    lines, closing = told(result)
    assert result.exit_code == 0
    assert closing == f"No errors, {len(lines)} warnings."


def test_every_line_names_a_place_what_is_wrong_and_what_to_write(shop):
    shop.edit("site.yaml", "regime: strictly_necessary", "regime: strictly")
    lines, _ = told(shop.run("check"))
    assert lines
    assert all(LINE.fullmatch(line) for line in lines)


def test_all_errors_are_told_at_once_and_before_the_warnings(shop):
    shop.edit("site.yaml", "lifetime: 6 months", "lifetime: half a year")
    shop.edit("site.yaml", "category: E", "category: Q")
    (shop.folder / "policy.en.md").unlink()
    result = shop.run("check")
    lines = result.stdout.splitlines()
    errors = lines[: lines.index("Warnings, which stop nothing:")]
    assert result.exit_code == 1
    assert len(errors) == 3
    assert lines[-1].startswith("3 errors, ")


def test_a_language_without_a_policy_text_is_a_warning_as_long_as_it_is_not_the_first(shop):
    (shop.folder / "policy.fr.md").unlink()
    result = shop.run("check")
    assert result.exit_code == 0
    assert "there is no policy text in `fr`, so its visitors read the one in `en`" in result.stdout


def test_one_error_is_counted_as_one(shop):
    shop.edit("site.yaml", "lifetime: 6 months", "lifetime: half a year")
    _, closing = told(shop.run("check"))
    assert closing.startswith("1 error, ")


def test_production_refuses_what_is_the_starters(shop):
    lines, _ = told(shop.run("check", "--production"))
    assert any('"Maison Tilleul" is of the starter site' in line for line in lines)
    assert any('"maison-tilleul.example" leads nowhere' in line for line in lines)


def test_a_public_url_alone_does_not_turn_the_check_for_production_on(shop, monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_PUBLIC_URL", "https://shop.example/cookies/")
    assert shop.run("check").exit_code == 0


def test_json_has_every_fault_in_its_parts(shop):
    shop.edit("site.yaml", "lifetime: 6 months", "lifetime: half a year")
    found = shop.json("check", "--json")
    assert found["errors"] == 1
    assert found["warnings"] == len(found["faults"]) - 1
    (error,) = [one for one in found["faults"] if not one["is_warning"]]
    assert error["file"] == str(shop.folder / "site.yaml")
    assert error["line"] > 1
    assert error.keys() == {"file", "line", "column", "problem", "cure", "is_warning"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{", b"- \n- [", b"site: &a [*a]\n"])
def test_no_content_of_the_site_file_gives_a_traceback(shop, content):
    (shop.folder / "site.yaml").write_bytes(content)
    result = shop.run("check")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "error" in result.stdout.splitlines()[-1]
