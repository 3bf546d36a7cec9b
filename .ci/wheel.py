"""Builds the wheel, installs it into an empty environment and fetches pages: what travels, and works there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PATIENCE = 30.0
"""Seconds within which the installed site must answer."""

PLACES = {"cookieprefs": "cookieprefs", "templates": "cookieprefs/templates", "static": "cookieprefs/static"}
"""Where each folder of the checkout stands in the wheel."""

WRITE_STARTER = (
    "from pathlib import Path; from cookieprefs import firstrun; firstrun.write_starter(Path('instance'))"
)


def main() -> None:
    """Do it all in a folder that goes away again. Raises `SystemExit` with a sentence on the first thing wrong."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cookieprefs-wheel-") as made:
        folder = Path(made)
        wheel = build(folder / "dist")
        count = require_all_travels(wheel)
        commands = install(wheel, folder / "empty")
        site = folder / "site"
        site.mkdir()
        run(commands / "python", "-c", WRITE_STARTER, cwd=site)
        run(commands / "cookieprefs", "i18n", "status", "--interface", cwd=site)
        run(commands / "cookieprefs", "db", "upgrade", cwd=site)
        run(commands / "cookieprefs", "publish", cwd=site)
        with serving(commands / "cookieprefs", site) as address:
            require_pages(address)
    took = f"{time.monotonic() - started:.0f} s"
    print(f"{wheel.name}: {count} files travel; it migrates, publishes and serves ({took}).")


def build(folder: Path) -> Path:
    """The wheel, built by way of the source distribution, so that both are whole."""
    run(sys.executable, "-m", "build", "--outdir", folder, HERE)
    return next(folder.glob("*.whl"))


def require_all_travels(wheel: Path) -> int:
    """Counts our files in the wheel; all that stand in the package, `templates` and `static` must be there."""
    travelled = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"{inside}/{path.relative_to(HERE / top).as_posix()}"
        for top, inside in PLACES.items()
        for path in (HERE / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    require(wanted <= travelled, f"left behind: {', '.join(sorted(wanted - travelled))}")
    return len(wanted)


def install(wheel: Path, folder: Path) -> Path:
    """An environment with the wheel and what it names, and nothing else; the folder of its commands."""
    run(sys.executable, "-m", "venv", folder)
    commands = folder / "bin"
    run(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return commands


@contextmanager
def serving(command: Path, site: Path) -> Iterator[str]:
    """The installed site on a free port, until the block ends."""
    port, log = free_port(), site / "server.log"
    words = [str(command), "run", "--port", str(port)]
    with (
        log.open("wb") as said,
        subprocess.Popen(words, cwd=site, env=environment(), stdout=said, stderr=said) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            require(answers(f"{address}/readyz", server), f"the installed site does not serve:\n{log.read_text()}")
            yield address
        finally:
            server.terminate()


def require_pages(address: str) -> None:
    """The policy page in both of the starter's languages, the preferences, and what they load."""
    for path, words in (
        ("/", "<h1>Cookie policy</h1>"),
        ("/?lang=fr", 'lang="fr"'),
        ("/preferences", 'id="cookieprefs-panel"'),
        ("/static/site.css", "--cookieprefs-"),
        ("/static/vendor/htmx-4.0.1.min.js", "htmx"),
    ):
        with urllib.request.urlopen(address + path, timeout=10) as answer:
            require(words in answer.read().decode(), f"{path} is served without {words}")


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers before it ends or patience does."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """This process's environment without what would lead back to the checkout or to another instance."""
    ours = ("COOKIEPREFS_", "FLASK_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def run(*command: object, cwd: Path | None = None) -> None:
    """Run a command to its end, quietly. Raises `SystemExit` with all it said when it fails."""
    words = [str(one) for one in command]
    done = subprocess.run(words, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")


def require(holds: bool, otherwise: str) -> None:
    """Stop with a sentence where something does not hold."""
    if not holds:
        raise SystemExit(f"wheel: {otherwise}")


if __name__ == "__main__":
    main()
