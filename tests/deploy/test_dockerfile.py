"""The Dockerfile: locked up, made of what is there, and running commands of ours. `make image` does its steps."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.browser.site import listening
from tests.deploy import commands, dockerfile
from tests.deploy.dockerfile import TOP

BUILD, FINAL = dockerfile.read()
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
COPIED = [word for text in BUILD.all("COPY") for word in text.split()[:-1]]
OURS = "/opt/cookieprefs"


def test_both_stages_have_the_same_base_pinned_to_a_minor_version_that_we_support():
    assert BUILD.base == FINAL.base
    version = re.fullmatch(r"python:(3\.\d+)-slim-[a-z]+", FINAL.base)[1]
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


def test_all_that_is_copied_is_there_and_sent_to_the_builder_and_nothing_else_is_sent():
    assert {one.rstrip("/") for one in COPIED} == dockerfile.sent()
    assert all((TOP / one).exists() for one in COPIED)


@pytest.mark.parametrize("name", ["instance", ".git", ".env", "tests", "deploy", ".venv"])
def test_no_ledger_no_secret_and_no_history_is_sent_to_the_builder(name, tmp_path):
    (tmp_path / ".dockerignore").write_bytes((TOP / ".dockerignore").read_bytes())
    (tmp_path / name).mkdir()
    (tmp_path / "cookieprefs").mkdir()
    assert dockerfile.sent(tmp_path) == {"cookieprefs"}


def test_what_the_wheel_is_built_from_is_copied():
    wanted = {PROJECT["readme"], *PROJECT["license-files"], "pyproject.toml", "cookieprefs", "templates", "static"}
    assert wanted == set(COPIED)


def test_the_extras_that_it_installs_are_there():
    asked = re.search(r'"\$1(\[[a-z,]+\])"', BUILD.all("RUN")[-1])[1]
    extras = Requirement(f"cookieprefs{asked}").extras
    assert extras == {"server", "postgres", "metrics"}
    assert extras <= set(PROJECT["optional-dependencies"])


def test_it_runs_as_an_account_that_is_a_number_and_not_root():
    user, group = map(int, FINAL.one("USER").split(":"))
    assert user == group >= 10000


def test_its_one_volume_is_the_instance_and_belongs_to_that_account():
    (volume,) = dockerfile.words(FINAL.one("VOLUME"))
    assert FINAL.environment["COOKIEPREFS_INSTANCE"] == volume
    made = shlex.split(FINAL.one("RUN"))
    user, group = FINAL.one("USER").split(":")
    assert made == ["install", "--directory", f"--owner={user}", f"--group={group}", "--mode=0750", volume]


def test_nothing_is_fetched_or_run_by_a_shell_once_it_is_an_image():
    assert FINAL.all("COPY") == [f"--from={BUILD.name} {OURS} {OURS}"]
    assert FINAL.environment["PATH"].startswith(f"{OURS}/bin:")


def test_it_is_labelled_and_stops_by_the_signal_that_lets_a_server_finish():
    labels = dict(pair.split("=", 1) for pair in shlex.split(FINAL.one("LABEL")))
    assert labels["org.opencontainers.image.licenses"] == PROJECT["license"]
    assert labels.keys() >= {"org.opencontainers.image.title", "org.opencontainers.image.description"}
    assert FINAL.one("STOPSIGNAL") == "SIGTERM"


def test_it_runs_a_command_of_ours_on_the_port_that_it_exposes():
    assert commands.options(FINAL.command)["port"] == int(FINAL.one("EXPOSE"))


@pytest.mark.parametrize("is_well", [True, False])
def test_its_health_is_what_the_server_says(app, is_well):
    with listening(app if is_well else _unwell) as port:
        words = [one.replace(":8000/", f":{port}/") for one in FINAL.health]
        assert words != FINAL.health
        done = subprocess.run([sys.executable, *words[1:]], capture_output=True, check=False)
    assert words[0] == "python"
    assert (done.returncode == 0) is is_well


def _unwell(environ, start_response):
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"no"]


@pytest.mark.parametrize("line", ["RUM true", "CMD cookieprefs serve", 'CMD {"a": 1}', "CMD [1]", "CMD"])
def test_a_line_that_docker_would_refuse_or_give_to_a_shell_is_found(line, tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM a\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"no instruction|no list of words|Expecting value"):
        _ = dockerfile.read(path)[0].command
