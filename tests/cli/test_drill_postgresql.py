"""The same drill on PostgreSQL, by the very commands that `backup` and `restore` name."""

import re
import shlex
import subprocess

import pytest
from sqlalchemy import make_url, text

from cookieprefs.core.consent import How
from tests import steady
from tests.cluster import binaries, connected
from tests.databases import as_role


@pytest.fixture
def on_postgresql(shop, other_postgresql_url, monkeypatch):
    """The shop on a PostgreSQL, with a role that serves."""
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", other_postgresql_url)
    assert shop.run("publish").exit_code == 0
    shop.url, shop.role = other_postgresql_url, f"web-{make_url(other_postgresql_url).database}"
    with connected(shop.url) as connection:
        connection.execute(text(f'CREATE ROLE "{shop.role}" LOGIN'))
    assert shop.run("db", "role", shop.role, "--apply").exit_code == 0
    return shop


def as_told(shop, command, file, *more):
    """Run the tool that a command of ours names."""
    refused = shop.run(command, str(file))
    assert refused.exit_code == 1
    tool, *arguments = shlex.split(re.search(r"does this: (.*?); the site file", refused.stderr)[1])
    subprocess.run([binaries() / tool, *arguments, *more], check=True, capture_output=True)


def records(url):
    with connected(url) as connection:
        return set(connection.scalars(text("SELECT record_id FROM cookieprefs_record")))


def may_call(url, role):
    """Which of our functions a role may call."""
    asked = text(
        "SELECT proname FROM pg_proc WHERE proname LIKE 'cookieprefs\\_erase%' "
        "AND has_function_privilege(:role, oid, 'EXECUTE') ORDER BY proname"
    )
    with connected(url) as connection:
        return connection.scalars(asked, {"role": role}).all()


def test_dumped_while_visitors_decide_restored_elsewhere_verified_and_gone_on_with(
    on_postgresql, bare_postgresql_url, tmp_path, monkeypatch
):
    shop = on_postgresql
    first = shop.decide(yes="matomo", no="vimeo")
    serving = as_role(shop.url, shop.role)
    with steady.deciding(shop.folder, serving) as visitors:
        before = visitors.wait_for(20)
        as_told(shop, "backup", tmp_path / "shop.dump")
        assert visitors.wait_for(1) > before
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", bare_postgresql_url)
    shop.visited = None
    as_told(shop, "restore", tmp_path / "shop.dump")
    assert before | {first.record_id} <= records(bare_postgresql_url)
    verified = shop.run("ledger", "verify")
    assert verified.exit_code == 0, verified.stdout
    assert may_call(bare_postgresql_url, shop.role) == ["cookieprefs_erase"]
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", as_role(bare_postgresql_url, shop.role))
    assert shop.decide(yes="vimeo", how=How.SERVICE_SWITCH, subject=first.subject).seq == 2
    with steady.deciding(shop.folder, as_role(bare_postgresql_url, shop.role)) as visitors:
        visitors.wait_for(5)
    assert shop.erase(first.subject) == 2
    assert shop.run("ledger", "verify").exit_code == 0


def test_a_copy_onto_the_same_database_by_another_name_of_its_host_is_refused(on_postgresql):
    other = on_postgresql.url.replace("127.0.0.1", "localhost")
    result = on_postgresql.run("db", "copy", other)
    assert result.exit_code == 3
    assert "that is the database that the ledger is in" in result.stderr


def test_restored_without_rights_the_functions_are_closed_by_naming_the_role_again(
    on_postgresql, bare_postgresql_url, tmp_path, monkeypatch
):
    shop = on_postgresql
    as_told(shop, "backup", tmp_path / "shop.dump")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", bare_postgresql_url)
    as_told(shop, "restore", tmp_path / "shop.dump", "--no-privileges")
    both = ["cookieprefs_erase", "cookieprefs_erase_records"]
    assert may_call(bare_postgresql_url, "pg_monitor") == both
    assert shop.run("db", "role", shop.role, "--apply").exit_code == 0
    assert may_call(bare_postgresql_url, "pg_monitor") == []
    assert may_call(bare_postgresql_url, shop.role) == both[:1]
