"""Other consent tools, each at one fixed version, as their makers publish them: fetched by npm."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

BUNDLER = "esbuild@0.25.10"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A package, and those of its files that a first visit downloads in their normal setup."""

    name: str
    package: str
    files: tuple[str, ...]
    entry: str = ""
    """What a site writes to use it, where it comes in modules that a bundler has to put together first."""


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
    Peer(
        name="c15t 2.2.1, the core without an interface",
        package="c15t@2.2.1",
        files=("bundle.js",),
        entry=(
            'import { getOrCreateConsentRuntime } from "c15t";\n'
            'window.c15t = getOrCreateConsentRuntime({ mode: "offline", consentCategories: ["necessary"] });\n'
        ),
    ),
)


@contextmanager
def unpacked(peer: Peer) -> Iterator[Path]:
    """The folder with its files, as long as the block lasts. Raises `SystemExit` where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("there is no npm on the PATH, and the other tools are published there")
    with TemporaryDirectory(prefix="cookieprefs-peer-") as made:
        folder = Path(made)
        yield _bundled(peer, npm, folder) if peer.entry else _packed(peer, npm, folder)


def _packed(peer: Peer, npm: str, folder: Path) -> Path:
    _run(folder, npm, "pack", "--silent", peer.package)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def _bundled(peer: Peer, npm: str, folder: Path) -> Path:
    """With whatever it needs besides, and as small as the bundler makes it."""
    quiet = ("--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".")
    _run(folder, npm, "install", *quiet, peer.package, BUNDLER)
    (folder / "entry.js").write_text(peer.entry, encoding="utf-8")
    options = ("--bundle", "--minify", "--format=iife", "--log-level=error", "--outfile=bundle.js")
    _run(folder, str(folder / "node_modules" / ".bin" / "esbuild"), "entry.js", *options)
    return folder


def _run(folder: Path, *command: str) -> None:
    subprocess.run([*command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
