"""Packages as they are published, fetched once by npm: other tools, whose writing we have to read; a checker."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
INTEGRITY = {
    "@hotwired/turbo@8.0.23": (
        "GZ7cijxEZ6Ig71u7rD6LHaRv/wcE/hNsc+nEfiWOkLNqUgLOwo5MNGWOy5ZV9ZUDSiQx1no7YxjTNnT4O6//cQ=="
    ),
    "klaro@0.7.22": "NkaFxS4S8160/zH1UQzCSYIIsAtwIDHIkJ7xofCrgRqk14OSY+OJuwCjYyW+q5fmIeF4RvsuBH6brPe2BS9Z0A==",
    "orejime@3.2.1": "jAEjX6Rzn8W6D+vkoFhJUXECzpLtGUXQJ9yj9PhEkDo/7ZeK2uGjAfXxdQRI4IWPvIL+jVPxgm5Dsi5Rv+8qMw==",
    "tarteaucitronjs@1.34.0": (
        "PEzKEjOLC06zCWSZB1RuQkSlzbDYXSKohv0XD7BMjgfE/M+LhiWLTdNAj47VW9xcVsuQCSvLpR/gqkripHaU6g=="
    ),
    "vanilla-cookieconsent@2.9.2": (
        "SHAS5W0DBvvcUtjmVvvYkhmLPmTlgwKzFvViUp5mBimbZCdZKbDQzwyk/TgYq02+61RrtxmDdLGzDWNFpSbsGQ=="
    ),
    "vanilla-cookieconsent@3.1.0": (
        "/McNRtm/3IXzb9dhqMIcbquoU45SzbN2VB+To4jxEPqMmp7uVniP6BhGLjU8MC7ZCDsNQVOp27fhQTM/ruIXAA=="
    ),
    "vnu-jar@26.9.27": "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
}
"""Each package with the SHA-512 that the registry states: whatever else comes under its name is not run."""

NO_NPM = "npm is not there, and these tests get other tools by it: sh .ci/npm installs it where it may"


@cache
def read(package: str, name: str) -> bytes:
    """A file of a package."""
    with tarfile.open(_packed(package)) as whole:
        found = whole.extractfile(f"package/{name}")
        assert found, f"{package} has no {name}"
        return found.read()


def _packed(package: str) -> Path:
    kept = CACHE / f"{package.replace('@', '-').replace('/', '-').strip('-')}.tgz"
    if not kept.exists():
        _fetch(package, kept)
    digest = base64.b64encode(hashlib.sha512(kept.read_bytes()).digest()).decode()
    assert digest == INTEGRITY[package], f"{kept} is not {package} as these tests know it; delete it"
    return kept


def _fetch(package: str, kept: Path) -> None:
    npm = shutil.which("npm")
    assert npm, NO_NPM
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = [npm, "pack", package, "--silent", "--pack-destination", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"npm could not fetch {package}: {done.stderr}"
        # Tests that run at the same time may have put the same there.
        next(Path(folder).glob("*.tgz")).replace(kept)
