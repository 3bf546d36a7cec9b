"""The shell as a whole: who it is, what it has, and how each command ends."""

import subprocess
import sys

import click
import pytest

from cookieprefs import __version__, create_app, firstrun
from cookieprefs.cli import OF_ITS_OWN as NAMED_OF_ITS_OWN
from cookieprefs.cli import OURS as NAMED_OURS
from cookieprefs.cli import load, main

OURS = {"check", "doctor", "gpc", "i18n", "import", "ledger", "policy", "proof", "publish", "stats"}
OF_ITS_OWN = {"backup", "init", "restore", "serve"}


def with_nothing(shop):
    """No folder at all."""


def with_files(shop):
    firstrun.write_starter(shop.folder)


def with_schema(shop):
    firstrun.write_starter(shop.folder)
    shop.run("db", "upgrade")


def with_version(shop):
    with_schema(shop)
    shop.run("publish")


def with_no_place(shop):
    """A folder in which the site file cannot be written."""
    shop.folder.mkdir()
    (shop.folder / "site.yaml").symlink_to("nowhere/site.yaml")


ENDS = [
    (with_nothing, "check", 1),
    (with_nothing, "publish", 1),
    (with_nothing, "policy list", 3),
    (with_nothing, "ledger verify", 3),
    (with_nothing, "i18n status --interface", 0),
    (with_nothing, "i18n status", 1),
    (with_files, "i18n status", 0),
    (with_files, "i18n status --unknown", 2),
    (with_files, "check", 0),
    (with_files, "check --production", 1),
    (with_files, "check --unknown", 2),
    (with_files, "publish", 3),
    (with_files, "publish --dry-run", 3),
    (with_files, "policy list", 3),
    (with_files, "policy show", 3),
    (with_files, "policy diff 1", 3),
    (with_files, "ledger verify", 3),
    (with_files, "ledger export", 3),
    (with_files, "ledger show x", 3),
    (with_files, "db upgrade", 0),
    (with_schema, "policy list", 3),
    (with_schema, "ledger verify", 3),
    (with_schema, "publish --dry-run", 0),
    (with_schema, "publish", 0),
    (with_version, "publish", 0),
    (with_version, "publish --ask-again matomo", 0),
    (with_version, "publish --ask-again nobody", 2),
    (with_version, "policy list", 0),
    (with_version, "policy show", 0),
    (with_version, "policy show 1 --language fr", 0),
    (with_version, "policy show 1 --language nl", 2),
    (with_version, "policy show 2", 1),
    (with_version, "policy diff 1", 0),
    (with_version, "policy diff 1 2", 1),
    (with_version, "policy diff", 2),
    (with_version, "ledger verify", 0),
    (with_version, "ledger export", 0),
    (with_version, "ledger export --since yesterday", 2),
    (with_version, "ledger export --with-snapshots --format csv", 2),
    (with_nothing, "ledger verifier", 0),
    (with_version, "ledger export --since 2026-03-02 --until 2026-03-01", 2),
    (with_version, "ledger show x", 1),
    (with_files, "proof x", 3),
    (with_version, "proof x", 1),
    (with_version, "proof x --pdf", 2),
    (with_version, "ledger access x --output file", 1),
    (with_nothing, "init", 0),
    (with_version, "init", 0),
    (with_no_place, "init", 1),
    (with_nothing, "backup x.tar.gz", 1),
    (with_nothing, "restore x.tar.gz", 1),
    (with_nothing, "backup", 2),
    (with_nothing, "restore", 2),
    (with_version, "db copy", 2),
    (with_version, "db copy nonsense", 2),
    (with_version, "db role web", 1),
    (with_version, "routes", 0),
    (with_version, "nothing-of-the-kind", 2),
]


@pytest.mark.parametrize(("prepare", "command", "exit_code"), ENDS)
def test_every_command_ends_with_the_exit_code_that_it_promises(empty_shop, prepare, command, exit_code):
    prepare(empty_shop)
    result = empty_shop.run(*command.split())
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit | None)


def test_it_says_its_version(empty_shop):
    assert empty_shop.run("--version").stdout == f"cookieprefs, version {__version__}\n"


def test_help_names_every_command_and_makes_nothing(empty_shop):
    result = empty_shop.run("--help")
    assert result.exit_code == 0
    listed = result.stdout.partition("Commands:")[2].split("\n")
    assert {line.split()[0] for line in listed if line.strip()} == OURS | OF_ITS_OWN | {
        "db",
        "routes",
        "run",
        "shell",
    }
    assert not empty_shop.folder.exists()


@pytest.mark.parametrize(
    "command",
    ["check", "publish", "policy", "ledger", "ledger export", "proof", "gpc", "i18n", "backup", "init", "restore"],
)
def test_the_help_of_every_command_tells_its_exit_codes(empty_shop, command):
    help_text = " ".join(empty_shop.run(*command.split()[:1], "--help").stdout.split())
    assert "Exit code" in help_text
    assert "2 a setting or an option cannot be used" in help_text


@pytest.mark.parametrize("command", ["doctor", "import"])
def test_so_does_that_of_those_that_need_no_site(empty_shop, command):
    help_text = " ".join(empty_shop.run(command, "--help").stdout.split())
    assert "Exit code: 0 " in help_text
    assert "; 2 " in help_text


@pytest.mark.parametrize(("name", "where"), [*NAMED_OURS.items(), *NAMED_OF_ITS_OWN.items()])
def test_each_command_is_where_its_name_leads(name, where):
    assert load(where).name == name


def test_a_command_loads_no_other():
    code = "import sys; from cookieprefs.cli import load; load('serve:serve'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "cookieprefs.cli.serve" in loaded
    assert not loaded & {"sqlalchemy", "alembic", "pydantic", "babel", "cookieprefs.cli.ledger"}


def test_the_app_itself_has_the_same_commands(shop):
    with click.Context(main):
        app = create_app()
    shop.apps.append(app)
    assert set(NAMED_OURS) == OURS
    assert set(NAMED_OF_ITS_OWN) == OF_ITS_OWN
    with click.Context(app.cli) as context:
        assert set(app.cli.list_commands(context)) >= OURS | OF_ITS_OWN
    result = app.test_cli_runner().invoke(args=["policy", "list"])
    assert result.exit_code == 0
    assert result.stdout.startswith("Version 1, ")


def test_the_app_itself_fails_in_words_too(empty_shop):
    with click.Context(main):
        app = create_app()
    empty_shop.apps.append(app)
    for args in (["publish"], ["policy", "list"], ["ledger", "verify"]):
        firstrun.write_starter(empty_shop.folder)
        result = app.test_cli_runner().invoke(args=args)
        assert result.exit_code == 3
        assert "the database has no schema yet" in result.stderr
        assert "run: cookieprefs db upgrade" in result.stderr


@pytest.mark.parametrize(
    "command", ["check", "publish", "policy list", "ledger verify", "db upgrade", "routes", "run"]
)
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COOKIEPREFS_MOUNT", "/x", "COOKIEPREFS_MOUNT is no setting; known are "),
        ("COOKIEPREFS_PROXY_HOPS", "many", "COOKIEPREFS_PROXY_HOPS: write how many "),
    ],
)
def test_a_wrong_setting_is_one_sentence(empty_shop, monkeypatch, command, name, value, sentence):
    monkeypatch.setenv(name, value)
    result = empty_shop.run(*command.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {sentence}")
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_setting_leaves_help_as_it_is(empty_shop, monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_MOUNT", "/x")
    assert empty_shop.run("--help").exit_code == 0


@pytest.mark.parametrize("command", ["publish", "policy list", "ledger verify", "ledger export", "db upgrade"])
def test_a_database_that_is_none_is_one_sentence(shop, command):
    for name in shop.folder.glob("cookieprefs.sqlite3*"):
        name.unlink()
    (shop.folder / "cookieprefs.sqlite3").write_text("This is no database, though it bears its name. " * 100)
    result = shop.run(*command.split())
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == "Error: the database cannot be used: file is not a database"
    assert "Traceback" not in result.stderr


def test_a_database_url_that_is_none_is_one_sentence(shop, monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", "nonsense")
    result = shop.run("policy", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: COOKIEPREFS_DATABASE_URL: write 'sqlite:")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("check", dict),
        ("check --production", dict),
        ("publish --dry-run", dict),
        ("publish --ask-again all", dict),
        ("publish", dict),
        ("policy list", list),
        ("policy show", dict),
        ("ledger verify", dict),
    ],
)
def test_json_is_alone_on_stdout(shop, command, kind):
    assert isinstance(shop.json(*command.split(), "--json"), kind)


def test_naming_the_shell_is_cheap():
    code = "import sys, cookieprefs.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert {"rich", "sqlalchemy", "flask_migrate", "pydantic"}.isdisjoint(loaded.split())
