"""Other consent tools, each at one fixed version, as their makers publish them: fetched by `npm pack`."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A package, and those of its files that a first visit downloads in their normal setup."""

    name: str
    package: str
    files: tuple[str, ...]


OREJIME = Peer(
    name="Orejime 3.2.1",
    package="orejime@3.2.1",
    files=("dist/orejime-standard-fr.js", "dist/orejime-standard.css"),
)
PEERS = (
    Peer(
        name="Osano Cookie Consent 3.1.1",
        package="cookieconsent@3.1.1",
        files=("build/cookieconsent.min.js", "build/cookieconsent.min.css"),
    ),
    OREJIME,
    Peer(
        name="vanilla-cookieconsent 3.1.0",
        package="vanilla-cookieconsent@3.1.0",
        files=("dist/cookieconsent.umd.js", "dist/cookieconsent.css"),
    ),
    Peer(
        name="tarteaucitron.js 1.34.0",
        package="tarteaucitronjs@1.34.0",
        files=(
            "tarteaucitron.min.js",
            "css/tarteaucitron.min.css",
            "lang/tarteaucitron.fr.min.js",
            "tarteaucitron.services.min.js",
        ),
    ),
    Peer(name="Klaro 0.7.22", package="klaro@0.7.22", files=("dist/klaro.js",)),
)


@contextmanager
def unpacked(peer: Peer) -> Iterator[Path]:
    """The package's folder, as long as the block lasts. Raises `SystemExit` where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("there is no npm on the PATH, and the other tools are published there")
    with TemporaryDirectory(prefix="cookieprefs-peer-") as made:
        subprocess.run([npm, "pack", "--silent", peer.package], cwd=made, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(made).glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(made, filter="data")
        yield Path(made) / "package"
