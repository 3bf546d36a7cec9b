"""schemathesis: requests made from our own description, good and bad, alone and after each other."""

from __future__ import annotations

import json
from pathlib import Path

from tests.attack.ground import Target
from tests.attack.tools import addresses
from tests.attack.tools.run import Finding, Report, refused, run, version

NAME = "schemathesis"
EXAMPLES = 60
_SETTINGS = """\
[checks]
# A form may be as described and name what was never published: which versions, languages or services there are,
# no schema knows. And a range may lie beyond the end of a file.
positive_data_acceptance.expected-statuses = ["2xx", "3xx", "403", "404", "409", "416", "422", "429"]
"""


def attack(target: Target, folder: Path, *, seconds: float, examples: int = EXAMPLES) -> Report:
    """Every check that it has, in all its phases."""
    path = addresses.write(target, addresses.guest(target), folder)
    (folder / "schemathesis.toml").write_text(_SETTINGS, encoding="utf-8")
    told = folder / "told.json"
    arguments = (
        f"run {path} --url {target.settings.public_url.rstrip('/')} --checks all --mode all --seed 1 --no-color"
    )
    arguments += f" --max-examples {examples} --continue-on-failure --generation-database none --warnings off"
    arguments += f" --report json --report-json-path {told} --request-timeout 60 --suppress-health-check all"
    said = run(NAME, [*arguments.split(), "-H", "Sec-Fetch-Site: same-origin"], folder, seconds=seconds)
    if not told.exists():
        return _report(folder, "did not end", [Finding(tool=NAME, what="did not end", where=said[-500:])])
    found = json.loads(told.read_text(encoding="utf-8"))
    findings = [
        Finding(tool=NAME, what=one["title"], where=where)
        for one in found["failures"]
        for where in one["operations"]
    ]
    findings += [Finding(tool=NAME, what="error", where=str(one)[:500]) for one in found["errors"]]
    if not found["complete"]:
        findings.append(Finding(tool=NAME, what="did not end", where=str(found["stop_reason"])))
    cases, tested = found["test_cases"]["generated"], found["operations"]["tested"]
    return _report(folder, f"{cases} cases on {tested} operations", findings)


def _report(folder: Path, did: str, findings: list[Finding]) -> Report:
    did += f"; reached for another machine {refused(folder)} times"
    return Report(tool=NAME, version=version(NAME, folder), did=did, findings=tuple(findings))
