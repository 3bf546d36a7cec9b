"""A service's unit, and what runs in a room as systemd would run it: account, rights, folders, calls, settings."""

from __future__ import annotations

import functools
import re
import shlex
import subprocess
from pathlib import Path

from tests.deploy import room
from tests.deploy.room import Room

FILTER = "/usr/local/lib/filtered.py"
TOLD = "/run/told-to-systemd"
TWICE = {"SystemCallFilter"}


def read(path: Path) -> dict[str, dict[str, str]]:
    """A unit as section to keys, read more strictly than systemd does: no key twice, no line that is none."""
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = found[heading[1]] = {}
            continue
        key, sign, value = line.partition("=")
        assert found, line
        assert re.fullmatch(r"[A-Z]\w+", key), line
        assert sign == "=", line
        assert value == value.strip(), line
        assert key not in section or key in TWICE, line
        section[key] = f"{section[key]}\n{value}" if key in section else value
    return found


def words(place: Room, service: dict[str, str], line: str) -> list[str]:
    """What runs one of its lines in a room, where it can write to its own folders alone; it becomes that line."""
    writable = [*_folders(place, service), *service.get("ReadWritePaths", "").split()]
    mounts = [f"mount --bind {place.at(path)} {place.at(path)}" for path in dict.fromkeys(writable)]
    mounts += [f"mount -o remount,bind,ro {place.root}", f"mount -t tmpfs tmpfs {place.root}/tmp"]
    inside = shlex.join(["chroot", str(place.root), *_locked(place, service), *shlex.split(line)])
    return ["unshare", "--mount", "/bin/sh", "-euc", f"{'; '.join(mounts)}; exec {inside}"]


def _folders(place: Room, service: dict[str, str]) -> list[str]:
    """The folders that systemd makes for it, of its account's own."""
    found = []
    for key, top in (("StateDirectory", "/var/lib"), ("RuntimeDirectory", "/run")):
        if name := service.get(key):
            path = f"{top}/{name}"
            mode, user = service.get(f"{key}Mode", "0755"), service["User"]
            made = ["install", "--directory", f"--owner={user}", f"--group={user}", f"--mode={mode}", path]
            room.call("chroot", place.root, *made)
            found.append(path)
    return found


def _locked(place: Room, service: dict[str, str]) -> list[str]:
    user = service["User"]
    settings = _settings(place.at(service["EnvironmentFile"]))
    return [
        *("env", "-i", f"--chdir={service.get('WorkingDirectory', '/')}", f"PATH={room.PATH}"),
        *(f"{name}={value}" for name, value in settings.items()),
        *([f"NOTIFY_SOCKET={TOLD}"] if service["Type"] == "notify" else []),
        *("setpriv", f"--reuid={user}", f"--regid={service['Group']}", "--init-groups", "--no-new-privs"),
        *("--bounding-set=-all", "--inh-caps=-all"),
        *("sh", "-c", f'umask {service["UMask"]}; exec "$@"', "sh"),
        *("python", FILTER, ",".join(sorted(calls(service["SystemCallFilter"])))),
    ]


def _settings(path: Path) -> dict[str, str]:
    lines = [one for one in path.read_text(encoding="utf-8").splitlines() if one and not one.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _, value in (one.partition("=") for one in lines)}


def calls(written: str) -> set[str]:
    """What a filter lets through: a line adds sets, or with a `~` takes them away again."""
    found: set[str] = set()
    for line in written.splitlines():
        named = frozenset[str]().union(*(_of(word) for word in line.removeprefix("~").split()))
        found = found - named if line.startswith("~") else found | named
    return found


@functools.cache
def _of(name: str) -> frozenset[str]:
    """The calls of a set, and of those within it."""
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.strip() for line in said.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return frozenset[str]().union(*(_of(one) if one.startswith("@") else frozenset({one}) for one in lines))
