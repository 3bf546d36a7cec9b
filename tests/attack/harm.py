"""What an attack may not leave behind: a changed record, an error in the log, a server that serves no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.attack.ground import TABLES, Target
from tests.drills.wire import Jar

_BROKE = re.compile(r'"status": 5\d\d|Traceback|"level": "(error|critical)"|WORKER TIMEOUT')


def of(target: Target) -> list[str]:
    """A sentence for each harm that was done; nothing where there is none."""
    return [*_in_ledger(target), *_in_log(target), *_in_service(target)]


def _in_ledger(target: Target) -> Iterator[str]:
    now = target.rows()
    for name in TABLES:
        if lost := target.before[name] - now[name]:
            yield f"{len(lost)} rows of {name} are no longer what they were, such as {next(iter(lost))}"
    if now["policy_version"] != target.before["policy_version"]:
        yield "a policy version was added"
    theirs = {key: number for key, number in target.chains().items() if key in target.visitors}
    if theirs != target.visitors:
        yield "a visitor's chain got longer, though none of them did anything"
    code, said = target.command("ledger", "verify")
    if code != 0:
        yield f"the ledger does not verify: {said}"


def _in_log(target: Target) -> Iterator[str]:
    lines = target.log.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines:
        if _BROKE.search(line):
            yield f"the server's log says: {line[:300]}"


def _in_service(target: Target) -> Iterator[str]:
    ready = target.ask("GET", "/readyz")
    if ready.status != 200:
        yield f"the server is no longer ready: {ready.status} {ready.text}"
    jar = Jar()
    if target.post("/preferences", jar=jar, action="save", services="matomo").status != 303:
        yield "a new visitor can no longer decide"
    if '"matomo":true' not in target.ask("GET", "/consent", jar=jar).text:
        yield "what a new visitor decides is not remembered"
