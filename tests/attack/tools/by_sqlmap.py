"""sqlmap: every parameter of every address, in paths, queries, forms, cookies and headers."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.attack.ground import Target
from tests.attack.tools import addresses
from tests.attack.tools.run import Finding, Report, refused, run, version

NAME = "sqlmap"
AT_ONCE = 2
PAGES = ("policy", "version", "preferences", "receipt", "do_not_sell")
_BEGUN = re.compile(r"testing for SQL injection on (.+)")
_ENDED = re.compile(r"\[WARNING\] (.+) does not seem to be injectable")
_SAID = re.compile(
    r"\[INFO\] (.+? parameter '.+?' (?:is vulnerable|appears to be .*?injectable|is '.*?injectable))"
    r"|(heuristic \(.+?\) test shows that .+? might be (?:injectable|vulnerable).*)"
    r"|(.+? is vulnerable.*)"
)


def attack(target: Target, folder: Path, *, seconds: float, only: tuple[str, ...] = ()) -> Report:
    """Each address by itself, some at once; `seconds` are for each of them."""
    who = addresses.guest(target)
    asked = [one for one in addresses.requests(target, who) if not only or one[0] in only]
    # What is looked up in the ledger first, pages last.
    asked.sort(key=lambda one: ("Cookie:" not in one[1], "Content-Type:" not in one[1], one[0] in PAGES))

    def one(named: tuple[str, str]) -> tuple[int, list[Finding]]:
        return _attack_one(target, folder / named[0], *named, seconds=seconds)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(one, asked))
    tested = sum(number for number, _ in done)
    away = sum(refused(folder / name) for name, _ in asked)
    did = f"{tested} parameters of {len(asked)} operations; reached for another machine {away} times"
    findings = tuple(finding for _, found in done for finding in found)
    return Report(tool=NAME, version=version(NAME, folder), did=did, findings=findings)


def _attack_one(
    target: Target, folder: Path, name: str, text: str, *, seconds: float
) -> tuple[int, list[Finding]]:
    """How many parameters it was through with, and what it found; with which it was not through, too."""
    folder.mkdir(parents=True)
    (folder / "request").write_text(text, encoding="utf-8", newline="")
    dbms = "SQLite" if target.settings.database_url is None else "PostgreSQL"
    arguments = f"-r request --batch --level 3 --risk 2 --dbms {dbms} --threads 4 --time-limit {int(seconds)}"
    arguments += " --output-dir out --flush-session --disable-coloring --ignore-code * --time-sec 3"
    if name not in addresses.WITH_EVERYTHING:
        arguments += " --skip user-agent,referer"
    said = run(NAME, arguments.split(), folder, seconds=seconds + 120)
    begun, ended = _BEGUN.findall(said), _ENDED.findall(said)
    found = [Finding(tool=NAME, what="said", where=f"{name}: {line}") for line in suspicions(said)]
    found += [
        Finding(tool=NAME, what="not through with", where=f"{name}: {one}") for one in begun if one not in ended
    ]
    if not begun:
        found.append(Finding(tool=NAME, what="tested nothing", where=f"{name}: {said[-400:]}"))
    return len(ended), found


def suspicions(said: str) -> list[str]:
    """What it took for a weakness, first suspicions too, unless in the end it found nothing there.

    On a busy machine an answer that comes late is taken for one that a statement held up, until it is asked again.
    """
    cleared = _ENDED.findall(said)
    found = [match for line in said.splitlines() if (match := _SAID.search(line))]
    lines = [next(part for part in match.groups() if part) for match in found]
    return [one for one in lines if not any(one.startswith(f"{each} appears to be ") for each in cleared)]
