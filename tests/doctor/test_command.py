"""`cookieprefs doctor`: what it prints, and what it answers with."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo

from cookieprefs.cli import main
from cookieprefs.doctor.kinds import KINDS
from cookieprefs.settings import SettingsError
from tests.ports import free_port

TESTS = Path(__file__).parent


def no_app():
    raise AssertionError("the doctor needs no app")


def run(*args, **environment):
    """Run the shell, on a machine without any instance."""
    told = {"COOKIEPREFS_PUBLIC_URL": None, "COOKIEPREFS_INSTANCE": None, **environment}
    return CliRunner().invoke(main, ["doctor", *args], obj=ScriptInfo(create_app=no_app), env=told)


def test_a_mount_that_is_right(right):
    result = run(right.url)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == right.url
    assert "  its headers arrive" in lines
    assert lines[-1] == "No faults, no remarks."


def test_a_fault_is_told_with_its_cure(right):
    right.front.header("ETag", None)
    result = run(right.url)
    assert result.exit_code == 1
    assert (
        "To be mended:\n"
        f"  etag-dropped: {right.url}embed.js is sent whole again to who has it already: it has no ETag.\n"
        "    Let ETag and If-None-Match pass through the proxy; some compressing modules drop them.\n"
    ) in result.stdout
    assert result.stdout.endswith("1 fault, no remarks.\n")


def test_what_one_change_mends_is_told_with_one_cure(right):
    right.front.header("Vary", None)
    result = run(right.url)
    assert result.stdout.count("  vary-dropped: ") == 2
    assert result.stdout.count("Let Vary pass through the proxy") == 1


def test_remarks_alone_are_no_failure(right):
    right.front.compresses = False
    result = run(right.url)
    assert result.exit_code == 0
    assert "Worth knowing:\n  not-compressed: " in result.stdout


def test_what_cannot_be_looked_at():
    result = run(f"http://localhost:{free_port()}/cookies/")
    assert result.exit_code == 2
    assert "It could not be looked at:\n  unreachable: " in result.stdout
    assert result.stdout.endswith("Nothing was looked at.\n")


def test_json_alone(right):
    right.front.header("ETag", None)
    result = run(right.url, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["url"], told["faults"], told["remarks"]) == (right.url, 1, 0)
    assert [(one["key"], one["severity"]) for one in told["findings"]] == [("etag-dropped", "fault")]
    assert set(told["findings"][0]) == {"key", "severity", "sentence", "cure"}
    assert told["right"]


def test_the_public_url_is_looked_at_where_none_is_named(right):
    assert run(COOKIEPREFS_PUBLIC_URL=right.url).exit_code == 0


def test_pages_are_named_by_an_option(right):
    right.front.page("/about", line="")
    result = run(right.url, "--page", f"{right.origin}/about")
    assert result.exit_code == 1
    assert f"line-missing: The line is not on {right.origin}/about" in result.stdout


def test_an_authority_of_the_operators_own(secure):
    assert run(secure.url).exit_code == 1
    assert run(secure.url, "--ca", str(secure.ca)).exit_code == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--ca", __file__), "there is no address to look at"),
        (("--here", "https://shop.example/"), "--here looks at this installation alone"),
        (("--here", "--page", "https://shop.example/tea"), "--here looks at this installation alone"),
        (("shop.example/cookies/",), "'shop.example/cookies/' is no address"),
        (("ftp://shop.example/",), "'ftp://shop.example/' is no address"),
        (("https://",), "'https://' is no address"),
        (("https://[::1/",), "'https://[::1/' is no address"),
        (("https://shop.example:port/",), "'https://shop.example:port/' is no address"),
        (("https://shop.example/", "--page", "tea"), "'tea' is no address"),
    ],
)
def test_what_is_no_address_is_refused_in_words(args, told):
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_file_without_certificates_is_refused_in_words(tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    result = run("https://shop.test/", "--ca", str(empty))
    assert result.exit_code == 2
    assert "holds no certificates" in result.stderr


def inside(app, *args, **environment):
    """Run the shell where an installation is."""
    told = {"COOKIEPREFS_PUBLIC_URL": None, **environment}
    return CliRunner().invoke(main, ["doctor", *args], obj=ScriptInfo(create_app=lambda: app), env=told)


def test_this_installation_is_looked_at_from_inside(make_app, instance):
    app = make_app(public_url="https://shop.test/")
    (instance / "cookieprefs.sqlite3").chmod(0o600)
    result = inside(app, "--here")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert f"COOKIEPREFS_INSTANCE: {instance}" in lines
    assert "COOKIEPREFS_SECRET_KEY: given" in lines
    assert "  it refuses to change what was recorded" in lines
    assert lines[-1] == "No faults, no remarks."


def test_so_it_is_where_there_is_no_address(make_app, instance):
    app = make_app()
    (instance / "site.yaml").unlink()
    told = json.loads(inside(app, "--json").stdout)
    assert told["instance"] == str(instance)
    assert {one["key"] for one in told["findings"]} >= {"instance-missing", "public-url-missing"}
    assert told["settings"]["release"]
    assert told["right"]
    assert inside(app).exit_code == 1


def test_settings_that_cannot_be_used_are_a_finding():
    def refuse():
        raise SettingsError("COOKIEPREFS_LOG: write 'text' or 'json'")

    result = CliRunner().invoke(main, ["doctor", "--here"], obj=ScriptInfo(create_app=refuse))
    assert result.exit_code == 2
    assert "  setting-unusable: The settings cannot be used: COOKIEPREFS_LOG: write" in result.stdout
    assert (
        '"setting-unusable"'
        in CliRunner().invoke(main, ["doctor", "--here", "--json"], obj=ScriptInfo(create_app=refuse)).stdout
    )


def test_a_package_that_the_database_needs_is_a_finding():
    def fail():
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    result = CliRunner().invoke(main, ["doctor", "--here"], obj=ScriptInfo(create_app=fail))
    assert result.exit_code == 1
    assert "COOKIEPREFS_DATABASE_URL asks for the package psycopg" in result.stdout
    assert "pip install 'cookieprefs[postgres]'" in result.stdout


@pytest.mark.parametrize("key", KINDS)
def test_every_finding_is_provoked_by_a_broken_mount(key):
    seen = [one for one in TESTS.glob("test_*.py") if one.name != "test_judging.py"]
    seen.append(TESTS.parent / "store" / "test_seen_from_inside.py")
    written = "".join(one.read_text("utf-8") for one in seen)
    assert f'"{key}"' in written


def test_the_page_about_it_has_every_finding_once_and_no_other():
    page = (TESTS.parent.parent / "docs" / "doctor.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert sorted(key for key, *_ in rows) == sorted(KINDS)
