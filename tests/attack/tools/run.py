"""A program that attacks, run on a target: what it is given, what it found, how it is kept to this machine."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[3]
CACHE = TOP / ".cache" / "attackers"
"""Where `.ci/attackers` installs them, each by itself: what one needs another cannot bear."""

LOOPBACK = Path(__file__).parents[1] / "loopback"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a program says: which, in which words, about what."""

    tool: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.tool}: {self.what}: {self.where}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of a program."""

    tool: str
    version: str
    did: str
    findings: tuple[Finding, ...]


def installed(tool: str) -> Path | None:
    """The program, where it is installed."""
    found = CACHE / tool / "bin" / tool
    return found if found.exists() else None


def run(tool: str, arguments: list[str], folder: Path, *, seconds: float) -> str:
    """Run it in a folder of its own, and end it when its time is up; all that it said."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    program = installed(tool)
    assert program is not None, f"{tool} is not installed; run: sh .ci/attackers"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(LOOPBACK),
        "ATTACK_REFUSED": str(folder / "refused"),
    }
    said = folder / "said"
    with said.open("ab") as output:
        process = subprocess.Popen(
            [program, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait(60)
    return said.read_text(encoding="utf-8", errors="replace")


def version(tool: str, folder: Path) -> str:
    """The number that it tells of itself."""
    words = run(tool, ["--version"], folder / "version", seconds=120).split()
    return next((one.strip(",") for one in reversed(words) if one[:1].isdigit()), "unknown")


def refused(folder: Path) -> int:
    """How often it wanted to reach another machine."""
    kept = folder / "refused"
    return len(kept.read_text(encoding="utf-8").splitlines()) if kept.exists() else 0
