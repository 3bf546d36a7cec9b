"""The units of deploy/systemd: well-formed, locked up, and running commands that are there."""

import re
import shlex
import shutil
import subprocess

import pytest

from tests.deploy import commands
from tests.deploy.dockerfile import TOP
from tests.deploy.unit import read

FOLDER = TOP / "deploy" / "systemd"
SERVING = FOLDER / "cookieprefs.service"
TIMERS = sorted(FOLDER.glob("*.timer"))
SERVICES = sorted(FOLDER.glob("*.service"))
NIGHTLY = [one for one in SERVICES if one != SERVING]
PLACE = "/opt/cookieprefs/bin/cookieprefs"
EXPOSED = 20
"""What is exposed at most, in tenths of systemd's own measure from 0 to 100."""

SECTIONS = {".service": ["Unit", "Service"], ".timer": ["Unit", "Timer", "Install"]}
LOCKED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectProc": "invisible",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "User": "cookieprefs",
}

every_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
every_nightly = pytest.mark.parametrize("path", NIGHTLY, ids=lambda path: path.stem)
every_timer = pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.stem)
every_unit = pytest.mark.parametrize("path", [*SERVICES, *TIMERS], ids=lambda path: path.name)


def called(value):
    """A command of ours that a unit runs: its words, and what its options are."""
    program, *words = shlex.split(value)
    assert program == PLACE
    return words, commands.options(["cookieprefs", *words])


def by_ourselves(path, _folder):
    """Whether it has the sections of its kind, in their order."""
    last = ["Install"] if path == SERVING else []
    assert list(read(path)) == SECTIONS[path.suffix] + last


def by_systemd(path, folder):
    """What systemd itself finds, with a program of the tests' in the place of ours."""
    done = analyzed("verify", "--man=no", copied(path, folder))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def exposed(path, folder):
    """How much systemd itself finds exposed, where it is a service."""
    done = analyzed("security", "--offline=true", f"--threshold={EXPOSED}", copied(path, folder))
    assert done.returncode == 0, done.stdout


def analyzed(*words):
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)


def copied(path, folder):
    """A unit among the others, with a program that is there."""
    program = folder / "cookieprefs"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for one in (*SERVICES, *TIMERS):
        (folder / one.name).write_text(one.read_text("utf-8").replace(PLACE, str(program)), "utf-8")
    return str(folder / path.name)


ANALYZE = shutil.which("systemd-analyze")
CASES = [(path, judge) for path in (*SERVICES, *TIMERS) for judge in (by_ourselves, by_systemd)]
CASES += [(path, exposed) for path in SERVICES]


@pytest.mark.parametrize(
    ("path", "judge"),
    [(path, judge) for path, judge in CASES if ANALYZE or judge is by_ourselves],
    ids=lambda one: getattr(one, "__name__", None) or one.name,
)
def test_a_unit_is_well_formed_and_exposes_little(path, judge, tmp_path):
    judge(path, tmp_path)


@every_nightly
def test_a_nightly_service_runs_a_command_of_ours_once(path):
    service = read(path)["Service"]
    called(service["ExecStart"])
    assert service["Type"] == "oneshot"
    assert service["ReadWritePaths"] == "/var/lib/cookieprefs"


@every_service
def test_a_service_is_locked_up(path):
    service = read(path)["Service"]
    assert {key: service.get(key) for key in LOCKED} == LOCKED
    more = ["@chown"] if path == SERVING else []
    assert service["SystemCallFilter"].splitlines() == ["@system-service", "~@privileged @resources", *more]
    assert service["EnvironmentFile"] == "/etc/cookieprefs/environment"


def test_what_serves_brings_the_schema_up_to_date_and_listens_to_this_machine_alone():
    service = read(SERVING)["Service"]
    assert called(service["ExecStartPre"])[0] == ["db", "upgrade"]
    words, options = called(service["ExecStart"])
    assert words[0] == "serve"
    assert (options["host"], options["port"]) == ("127.0.0.1", 8000)
    assert service["IPAddressDeny"] == "any"
    assert service["IPAddressAllow"] == "localhost"


def test_the_socket_that_is_named_in_its_place_lies_in_the_folder_that_is_made_for_it():
    line = re.search(r"^# (ExecStart=.+)$", SERVING.read_text("utf-8"), re.MULTILINE)[1]
    _, options = called(line.removeprefix("ExecStart="))
    service = read(SERVING)["Service"]
    assert options["bind"] == f"unix:/run/{service['RuntimeDirectory']}/cookieprefs.sock"
    assert service["RuntimeDirectoryMode"] == "0750"


def test_what_serves_is_started_again_unless_it_fails_at_once_each_time():
    unit = read(SERVING)
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Unit"]["StartLimitBurst"] == "5"
    assert unit["Service"]["Type"] == "notify"
    assert unit["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert unit["Install"] == {"WantedBy": "multi-user.target"}


def test_a_backup_is_written_into_a_folder_of_its_own_that_nobody_else_can_read():
    service = read(FOLDER / "cookieprefs-backup.service")["Service"]
    _, options = called(service["ExecStart"])
    assert str(options["path"].parent) == f"/var/lib/{service['StateDirectory']}"
    assert options["force"] is True
    assert (service["StateDirectoryMode"], service["UMask"]) == ("0700", "0077")


@every_timer
def test_a_timer_calls_its_own_service_every_night(path):
    timer = read(path)
    assert path.with_suffix(".service") in NIGHTLY
    assert re.fullmatch(r"\*-\*-\* 0\d:\d\d:00", timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "yes"
    assert timer["Install"] == {"WantedBy": "timers.target"}


def test_each_nightly_service_has_its_timer_and_they_run_one_after_the_other():
    at = {one.stem: read(one)["Timer"]["OnCalendar"].split()[1] for one in TIMERS}
    assert at.keys() == {one.stem for one in NIGHTLY}
    assert sorted(at, key=at.get) == ["cookieprefs-seal", "cookieprefs-prune", "cookieprefs-backup"]


@pytest.mark.parametrize(
    "line",
    ["NoNewPrivileges", "nonewprivileges=yes", "NoNewPrivileges = yes", "NoNewPrivileges=yes\nNoNewPrivileges=no"],
)
def test_a_line_that_systemd_would_pass_over_is_found(tmp_path, line):
    path = tmp_path / "a.service"
    path.write_text(f"[Unit]\nDescription=a\n[Service]\n{line}\n", "utf-8")
    with pytest.raises(AssertionError):
        read(path)
