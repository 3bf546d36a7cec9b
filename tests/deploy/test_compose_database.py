"""What compose does with a new database, done with a real PostgreSQL: roles, schema, rights, a first version."""

from __future__ import annotations

import os
import subprocess

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from cookieprefs.settings import parse_database_url
from tests.cli.conftest import empty_shop
from tests.cluster import binaries, connected, server_of_its_own
from tests.deploy import compose, dockerfile

__all__ = ["empty_shop"]

SERVICES = compose.read()["services"]
SCRIPT = dockerfile.FOLDER / "initdb" / "roles.sh"
# As PostgreSQL's image has it: whoever comes over the network needs a password.
HOST_RULES = "local all all trust\nhost all tests 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that nobody else has, for roles are a whole server's."""
    with server_of_its_own() as found:
        (found.folder / "cluster" / "pg_hba.conf").write_text(HOST_RULES, "utf-8")
        with connected(found.url("postgres")) as connection:
            connection.execute(text("SELECT pg_reload_conf()"))
        yield found


@pytest.fixture
def secrets(tmp_path):
    """The addresses, as docs/deploying.md has them written."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name, role in (("owner-url", "cookieprefs_owner"), ("web-url", "cookieprefs_web")):
        (folder / name).write_text(f"postgresql://{role}:{os.urandom(24).hex()}@database/cookieprefs", "utf-8")
    return folder


def run_script(server, secrets):
    """Run the script as PostgreSQL's image does on an empty volume."""
    script = SCRIPT.read_text("utf-8").replace("/run/secrets", str(secrets))
    environment = {
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "PGHOST": str(server.folder),
        "PGPORT": str(server.port),
        "POSTGRES_USER": "tests",
    }
    return subprocess.run(["/bin/sh", "-c", script], env=environment, capture_output=True, text=True, check=False)


def address(server, secrets, name):
    """Such an address, with the host's name resolved."""
    url = make_url(parse_database_url((secrets / name).read_text("utf-8")))
    return url.set(host="127.0.0.1", port=server.port).render_as_string(hide_password=False)


def test_from_an_empty_volume_to_a_role_that_serves_and_changes_nothing(server, secrets, empty_shop, monkeypatch):
    done = run_script(server, secrets)
    assert (done.returncode, done.stderr) == (0, "")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", address(server, secrets, "owner-url"))
    assert empty_shop.run("init").exit_code == 0
    for name in ("migrate", "role"):
        result = empty_shop.run(*SERVICES[name]["command"][1:])
        assert result.exit_code == 0, result.output
    assert empty_shop.run("publish").exit_code == 0
    web = address(server, secrets, "web-url")
    monkeypatch.setenv("COOKIEPREFS_DATABASE_URL", web)
    assert empty_shop.run("db", "upgrade").exit_code == 0, "where the schema is up to date, that is no change"
    assert empty_shop.run("publish", "--ask-again", "all").exit_code != 0
    with connected(web) as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("UPDATE cookieprefs_record SET day = day"))
    with pytest.raises(OperationalError, match="password"), connected(web.replace("@", "x@")):
        pass


@pytest.mark.parametrize(
    "written",
    ["postgresql://cookieprefs_owner@database/cookieprefs", "postgresql://a:b'c@database/cookieprefs", ""],
)
def test_a_password_that_sql_could_read_otherwise_makes_no_role(server, secrets, written):
    (secrets / "web-url").write_text(written, "utf-8")
    done = run_script(server, secrets)
    assert done.returncode == 1
    assert "secrets/web-url has no password of letters and digits alone" in done.stderr
