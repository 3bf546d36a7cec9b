"""The timers of deploy/systemd: well-formed, locked up, and running commands that are there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from cookieprefs.cli import main

FOLDER = Path(__file__).parent.parent / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))
PLACE = "/opt/cookieprefs/bin/cookieprefs"

SECTIONS = {".service": ["Unit", "Service"], ".timer": ["Unit", "Timer", "Install"]}
TWICE = {"SystemCallFilter"}
LOCKED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ReadWritePaths": "/var/lib/cookieprefs",
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
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "User": "cookieprefs",
}

every_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
every_timer = pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.stem)
every_unit = pytest.mark.parametrize("path", [*SERVICES, *TIMERS], ids=lambda path: path.name)


def read(path):
    """A unit as section to keys, read more strictly than systemd does: no key twice, no line that is none."""
    found, section = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = found[heading[1]] = {}
            continue
        key, sign, value = line.partition("=")
        assert re.fullmatch(r"[A-Z]\w+", key), line
        assert sign == "=", line
        assert value == value.strip(), line
        assert key not in section or key in TWICE, line
        section[key] = f"{section[key]} {value}" if key in section else value
    return found


def by_ourselves(path, _folder):
    """Whether it has the sections of its kind, in their order."""
    assert list(read(path)) == SECTIONS[path.suffix]


def by_systemd(path, folder):
    """What systemd itself finds, with a program of the tests' in the place of ours."""
    program = folder / "cookieprefs"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for one in (*SERVICES, *TIMERS):
        (folder / one.name).write_text(one.read_text("utf-8").replace(PLACE, str(program)), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(folder / path.name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


JUDGES = [by_ourselves, *([by_systemd] if shutil.which("systemd-analyze") else [])]


@every_unit
@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__name__)
def test_a_unit_is_well_formed(path, judge, tmp_path):
    judge(path, tmp_path)


@every_service
def test_a_service_runs_a_command_of_ours_once(path):
    service = read(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == PLACE
    command, context = main, click.Context(main)
    for word in words:
        command = command.get_command(context, word)
        assert command is not None, f"there is no command {service['ExecStart']!r}"
    assert not isinstance(command, click.Group)
    assert service["Type"] == "oneshot"


@every_service
def test_a_service_is_locked_up(path):
    service = read(path)["Service"]
    assert {key: service.get(key) for key in LOCKED} == LOCKED
    assert service["SystemCallFilter"] == "@system-service ~@privileged @resources"


@every_timer
def test_a_timer_calls_its_own_service_every_night(path):
    timer = read(path)
    assert path.with_suffix(".service") in SERVICES
    assert re.fullmatch(r"\*-\*-\* 0\d:\d\d:00", timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "yes"
    assert timer["Install"] == {"WantedBy": "timers.target"}


def test_each_service_has_its_timer():
    assert (
        [one.stem for one in SERVICES] == [one.stem for one in TIMERS] == ["cookieprefs-prune", "cookieprefs-seal"]
    )


@pytest.mark.parametrize(
    "line",
    ["NoNewPrivileges", "nonewprivileges=yes", "NoNewPrivileges = yes", "NoNewPrivileges=yes\nNoNewPrivileges=no"],
)
def test_a_line_that_systemd_would_pass_over_is_found(tmp_path, line):
    path = tmp_path / "a.service"
    path.write_text(f"[Unit]\nDescription=a\n[Service]\n{line}\n", "utf-8")
    with pytest.raises(AssertionError):
        read(path)
