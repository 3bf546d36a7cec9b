"""The visitor's own helper: autoconsent as it is published, let loose on a page without an extension around it."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

PACKAGE = "@duckduckgo/autoconsent@16.23.0"
INTEGRITY = "sha512-NTmDhASFf5pUsSwg2TyT9R75GYUcuYZXPyBnRcYgJgozg6RLeXXP9uH8ADxA364yQ2gJBMu83AN/D24Y4nkPKg=="
CACHE = Path(__file__).parents[2] / ".cache"

NO_NPM = "npm is not there, and these tests get autoconsent by it: sh .ci/npm installs it where it may"

# What a browser does around the content script: it answers `init` with settings and rules, `eval` with a value.
_AROUND = """
  window.heard = [];
  const tell = (message) => setTimeout(() => window.autoconsentReceiveMessage(message));
  window.autoconsentSendMessage = async (message) => {
    window.heard.push(message);
    if (message.type === "init") tell({ type: "initResp", ...given });
    if (message.type === "eval") tell({ type: "evalResp", id: message.id, result: (0, eval)(message.code) });
  };
"""


def loose(
    context: BrowserContext, *rules: dict[str, Any], act: str = "optOut", heuristics: str = "reject"
) -> None:
    """Put it into every page of this browser: with these rules, or with all of the package's own and no other."""
    given = {
        "config": {"autoAction": act, "heuristicMode": heuristics, "isMainWorld": True},
        "rules": {"autoconsent": rules or json.loads(_read("rules/rules.json"))["autoconsent"]},
    }
    script = _read("dist/autoconsent.playwright.js")
    context.add_init_script(f"if (top === window) {{ const given = {json.dumps(given)}; {_AROUND} {script} }}")


def wait(page: Page, kind: str) -> dict[str, Any]:
    """Wait until it has said something of this kind, and return that."""
    found = f"() => window.heard?.find(({{ type }}) => type === {json.dumps(kind)})"
    said: dict[str, Any] = page.wait_for_function(found).json_value()
    return said


def understood(page: Page) -> bool:
    """Whether its rule says of itself that the refusal was understood."""
    page.evaluate("() => window.autoconsentReceiveMessage({ type: 'selfTest' })")
    return bool(wait(page, "selfTestResult")["result"])


@cache
def _read(name: str) -> str:
    with tarfile.open(_packed()) as package:
        found = package.extractfile(f"package/{name}")
        assert found, f"{PACKAGE} has no {name}"
        return found.read().decode()


def _packed() -> Path:
    """The package's file, fetched once; whatever else comes under its name is not run."""
    kept = CACHE / "autoconsent-16.23.0.tgz"
    if not kept.exists():
        _fetch(kept)
    digest = base64.b64encode(hashlib.sha512(kept.read_bytes()).digest()).decode()
    assert f"sha512-{digest}" == INTEGRITY, f"{kept} is not {PACKAGE} as these tests know it; delete it"
    return kept


def _fetch(kept: Path) -> None:
    npm = shutil.which("npm")
    assert npm, NO_NPM
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"npm could not fetch {PACKAGE}: {done.stderr}"
        # Tests that run at the same time may have put the same there.
        next(Path(folder).glob("*.tgz")).replace(kept)
