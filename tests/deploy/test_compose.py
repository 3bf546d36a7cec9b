"""The compose file: every container locked up, secrets in files, and a database that cookieprefs alone reaches."""

from __future__ import annotations

import re

import pytest

from cookieprefs.settings import SETTINGS
from tests.deploy import commands, compose, dockerfile

ALL = compose.read()
SERVICES = ALL["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "cookieprefs"]
VARIABLES = {one.variable for one in SETTINGS}

every_service = pytest.mark.parametrize("name", SERVICES)
every_one_of_ours = pytest.mark.parametrize("name", OURS)


@every_service
def test_a_container_writes_to_its_volumes_alone_and_has_no_right_that_it_could_use(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert not {"privileged", "cap_add", "pid", "ipc", "network_mode", "devices"} & service.keys()


@every_service
def test_a_secret_comes_by_a_file_that_the_container_is_given(name):
    service = SERVICES[name]
    named = {compose.secret(path) for key, path in service["environment"].items() if key.endswith("_FILE")}
    by_script = {"owner-url", "web-url"} if name == "database" else set()
    assert set(service["secrets"]) == named | by_script
    assert set(service["secrets"]) <= ALL["secrets"].keys()
    assert not any(re.search("PASSWORD|SECRET|_URL", key) for key in service["environment"] if _is_secret(key))


def _is_secret(variable):
    """Whether what stands there itself must be read by nobody."""
    return not variable.endswith("_FILE") and variable != "COOKIEPREFS_PUBLIC_URL"


@every_one_of_ours
def test_every_setting_is_one_of_ours(name):
    given = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}
    assert given <= VARIABLES
    assert given >= {"COOKIEPREFS_PUBLIC_URL", "COOKIEPREFS_SECRET_KEY", "COOKIEPREFS_DATABASE_URL"}


@every_one_of_ours
def test_every_command_is_one_of_ours_and_every_image_is_the_one_that_is_built(name):
    service = SERVICES[name]
    assert commands.options(service.get("command", dockerfile.read()[-1].command)) is not None
    context = (compose.FILE.parent / service["build"]["context"]).resolve()
    assert (context / service["build"]["dockerfile"]) == dockerfile.FOLDER / "Dockerfile"
    assert "user" not in service


def test_all_have_the_same_public_url():
    assert len({SERVICES[name]["environment"]["COOKIEPREFS_PUBLIC_URL"] for name in OURS}) == 1


def test_what_visitors_reach_serves_as_the_role_that_changes_nothing_and_reads_the_instance():
    serving = SERVICES["cookieprefs"]
    assert "owner-url" not in serving["secrets"]
    assert serving["volumes"] == ["./instance:/var/lib/cookieprefs:ro"]
    assert SERVICES["role"]["command"] == ["cookieprefs", "db", "role", "cookieprefs_web", "--apply"]


def test_only_what_serves_has_a_port_and_that_on_this_machine_alone():
    with_ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    port = dockerfile.read()[-1].one("EXPOSE")
    assert with_ports == {"cookieprefs": [f"127.0.0.1:{port}:{port}"]}


def test_the_database_is_on_a_network_that_leads_nowhere_else():
    assert ALL["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["inside"]
    assert {name for name in SERVICES if "outside" in SERVICES[name]["networks"]} == {"cookieprefs"}


def test_each_waits_for_what_it_needs():
    waits = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    assert waits == {
        "database": {},
        "migrate": {"database": "service_healthy"},
        "role": {"migrate": "service_completed_successfully"},
        "cookieprefs": {"role": "service_completed_successfully"},
        "operate": {"migrate": "service_completed_successfully"},
    }
    assert "healthcheck" in SERVICES["database"]


def test_what_ends_is_not_started_again_and_what_serves_is():
    assert {name: SERVICES[name]["restart"] for name in SERVICES} == {
        "database": "unless-stopped",
        "migrate": "no",
        "role": "no",
        "cookieprefs": "unless-stopped",
        "operate": "no",
    }


def test_the_database_is_of_the_release_that_the_docs_say_was_run():
    release = re.fullmatch(r"postgres:(\d+)-[a-z]+", SERVICES["database"]["image"])[1]
    docs = (dockerfile.TOP / "docs" / "postgresql.md").read_text("utf-8")
    assert f"What was run is PostgreSQL {release}." in docs


def test_every_file_and_folder_that_it_names_is_there_or_made_by_the_operator():
    named = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    relative = {one for one in named if one.startswith("./")}
    assert relative == {"./initdb", "./instance"}
    assert (compose.FILE.parent / "initdb").is_dir()
    ignored = (dockerfile.TOP / ".gitignore").read_text("utf-8").splitlines()
    assert {"deploy/docker/instance/", "deploy/docker/secrets/"} <= set(ignored)
    assert {secret["file"] for secret in ALL["secrets"].values()} == {f"./secrets/{one}" for one in ALL["secrets"]}
