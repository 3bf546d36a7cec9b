"""`cookieprefs db role`: SQL for psql, or run at once; and what it says where a role may do more."""

import subprocess

import pytest
from sqlalchemy import make_url, text

from tests.cluster import binaries, connected
from tests.databases import as_role


@pytest.fixture
def owned(shop, owned_url, monkeypatch):
    """The shop on a PostgreSQL that belongs to a role of its own, and a role without any right."""
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", owned_url)
    assert shop.run("db", "upgrade").exit_code == 0
    assert shop.run("publish").exit_code == 0
    shop.url, shop.role = owned_url, f"web-{make_url(owned_url).database}"
    with connected(as_role(owned_url, "tests")) as connection:
        connection.execute(text(f'CREATE ROLE "{shop.role}" LOGIN'))
    return shop


def rights(shop):
    """What the role may do, by table."""
    asked = text(
        "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) "
        "FROM information_schema.role_table_grants WHERE grantee = :role GROUP BY table_name"
    )
    with connected(shop.url) as connection:
        return dict(connection.execute(asked, {"role": shop.role}).all())


SERVING = {
    "cookieprefs_alembic_version": "SELECT",
    "cookieprefs_policy_version": "SELECT",
    "cookieprefs_record": "INSERT SELECT",
    "cookieprefs_record_payload": "INSERT SELECT",
    "cookieprefs_roll_up": "INSERT SELECT UPDATE",
    "cookieprefs_seal": "SELECT",
    "cookieprefs_seal_member": "SELECT",
    "cookieprefs_snapshot": "INSERT SELECT",
    "cookieprefs_snapshot_use": "INSERT SELECT",
    "cookieprefs_tally": "INSERT SELECT UPDATE",
}
BY_COMMANDS = {"cookieprefs_policy_version", "cookieprefs_seal", "cookieprefs_seal_member"}
OPERATING = SERVING | dict.fromkeys(BY_COMMANDS, "INSERT SELECT")


@pytest.mark.parametrize(("options", "expected"), [([], SERVING), (["--operates"], OPERATING)])
def test_what_is_printed_is_sql_that_psql_runs(owned, options, expected):
    printed = owned.run("db", "role", owned.role, *options)
    assert printed.exit_code == 0, printed.output
    assert rights(owned) == {}, "printing changes nothing"
    psql = [binaries() / "psql", "--set", "ON_ERROR_STOP=1", owned.url.replace("+psycopg", "")]
    subprocess.run(psql, input=printed.stdout, text=True, check=True, capture_output=True)
    assert rights(owned) == expected


def test_applied_it_is_run_and_said(owned):
    result = owned.run("db", "role", owned.role, "--apply")
    assert result.exit_code == 0
    assert result.stdout == f"{owned.role} has what it needs, and no more.\n"
    assert rights(owned) == SERVING


def test_what_is_applied_a_second_time_takes_what_was_given_before(owned):
    owned.run("db", "role", owned.role, "--operates", "--apply")
    assert rights(owned) == OPERATING
    owned.run("db", "role", owned.role, "--apply")
    assert rights(owned) == SERVING


def test_a_role_that_may_do_more_is_told_of_and_fails(owned):
    with connected(owned.url) as connection:
        connection.execute(text("GRANT DELETE ON cookieprefs_record TO PUBLIC"))
    result = owned.run("db", "role", owned.role, "--apply")
    assert result.exit_code == 1
    cause = "by PUBLIC or by a role that it belongs to; revoke it there"
    assert result.stderr == f"{owned.role} has DELETE on cookieprefs_record, {cause}\n"
    assert result.stdout == f"{owned.role} has what it needs, and more than that.\n"


@pytest.mark.parametrize("options", [[], ["--apply"]])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody-at-all", "there is no role 'nobody-at-all'; make it first, such as by: createuser --pwprompt "),
        ("public", "'public' can be no role of yours; name the one that serves"),
        ("none", "'none' can be no role of yours; name the one that serves"),
        ("pg_monitor", "'pg_monitor' can be no role of yours; name the one that serves"),
        ("", "'' can be no role of yours; name the one that serves"),
        ("é" * 32, f"'{'é' * 32}' can be no role of yours; name the one that serves"),
        ('web"; DROP TABLE cookieprefs_seal; --', "there is no role "),
    ],
)
def test_a_name_that_is_none_is_refused_in_a_sentence(owned, options, name, sentence):
    result = owned.run("db", "role", name, *options)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {sentence}")
    assert len(result.stderr.splitlines()) == 1


def test_a_role_whose_name_has_to_be_quoted_gets_its_rights(owned):
    odd = f'{owned.role} "of" the web; --'
    with connected(as_role(owned.url, "tests")) as connection:
        connection.execute(text('CREATE ROLE "' + odd.replace('"', '""') + '" LOGIN'))
    owned.role = odd
    assert owned.run("db", "role", odd, "--apply").exit_code == 0
    assert rights(owned) == SERVING


def test_only_the_owner_can_apply_it(owned, monkeypatch):
    owned.run("db", "role", owned.role, "--apply")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", as_role(owned.url, owned.role))
    result = owned.run("db", "role", owned.role, "--operates", "--apply")
    assert result.exit_code == 1
    owner = make_url(owned.url).username
    assert f'the tables belong to "{owner}", who alone may say who does what' in result.stderr
    assert rights(owned) == SERVING


def test_a_schema_that_is_not_there_is_told(owned):
    owned.run("db", "downgrade", "base")
    result = owned.run("db", "role", owned.role)
    assert result.exit_code == 1
    assert result.stderr == "Error: the database has no schema yet; run: cookieprefs db upgrade\n"


def test_the_shop_is_served_by_that_role_and_its_commands_say_what_it_may_not(owned, monkeypatch):
    owned.run("db", "role", owned.role, "--apply")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", as_role(owned.url, owned.role))
    owned.visited = None
    record = owned.decide(yes="matomo")
    assert owned.erase(record.subject) == 1
    assert owned.run("ledger", "verify").exit_code == 0
    owned.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    for args in (["publish", "--yes"], ["ledger", "seal"]):
        result = owned.run(*args)
        assert result.exit_code == 3
        last = result.stderr.splitlines()[-1]
        assert last.startswith("Error: the database cannot be used: permission denied for table ")
