"""Other tools' servers, installed once into .cache at fixed versions, by npm and by pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "benchmarks"
DJANGO = ("django-cookie-consent==1.0.0", "django==5.2.19", "django-appconf==1.2.0")
C15T = ("@c15t/backend@2.2.1", "kysely@0.28.8", "libsql@0.5.22", "@hono/node-server@1.19.5")


def python() -> Path:
    """A folder from which django-cookie-consent can be imported. Raises `SystemExit` where it cannot be had."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "."]
    return _kept("django", command, DJANGO)


def node() -> Path:
    """A folder in which node finds c15t's backend. Raises `SystemExit` where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise SystemExit("node and npm are not on the PATH, and c15t runs on them; on Debian: apt-get install npm")
    quiet = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".")
    return _kept("c15t", [npm, "install", *quiet], C15T)


def _kept(name: str, command: Sequence[str], packages: Sequence[str]) -> Path:
    folder = CACHE / name
    complete = folder / "installed"
    if complete.is_file() and complete.read_text(encoding="utf-8").split() == [*packages]:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"Installing {packages[0]}; this happens once.", file=sys.stderr)
    done = subprocess.run([*command, *packages], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{packages[0]} could not be installed: {done.stderr or done.stdout}")
    complete.write_text("\n".join(packages), encoding="utf-8")
    return folder
