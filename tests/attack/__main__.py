"""Attack a site of our own on this machine, with our own list and with programs made for it: `make attack`.

It is served as in production, with visitors' decisions in it, and nothing but 127.0.0.1 is ever contacted. Ends
with 1 where anything was found that docs/attacks.md does not know, or where anything was broken or changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from tests.attack import harm, known
from tests.attack.ground import Target, target
from tests.attack.own.every import OWN
from tests.attack.tools import by_schemathesis, by_sqlmap, by_wapiti
from tests.attack.tools.run import Finding, Report, installed
from tests.databases import NAMES, server_of_its_own

OPEN = "http://127.0.0.1:{port}/cookies/"
"""Over plain http the cookies have no `Secure`, so that the programs send them."""

TOOLS: dict[str, Callable[..., Report]] = {
    by_schemathesis.NAME: by_schemathesis.attack,
    by_wapiti.NAME: by_wapiti.attack,
    by_sqlmap.NAME: by_sqlmap.attack,
}
SECONDS = {by_schemathesis.NAME: 1800, by_wapiti.NAME: 300, by_sqlmap.NAME: 900}
"""How long each may take: of wapiti each module, of sqlmap each address."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 where anything came of it."""
    asked = _parser().parse_args(arguments)
    chosen = asked.only or ["own", *TOOLS]
    lacking = [one for one in chosen if one in TOOLS and not installed(one)]
    wrong = [f"{one} is not installed; run: sh .ci/attackers" for one in lacking]
    for name in asked.database or ["sqlite"]:
        if "own" in chosen:
            for hops in (0, 1):
                wrong += _with(name, asked.keep, f"own-{hops}", _own, proxy_hops=hops)
        for tool in (one for one in chosen if one in TOOLS and one not in lacking):
            seconds = asked.seconds or SECONDS[tool]
            wrong += _with(name, asked.keep, tool, partial(_tool, tool, seconds), public_url=OPEN)
    print("\n".join(["", *(wrong or ["Nothing came of it."])]))
    return int(bool(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--only", choices=["own", *TOOLS], action="append", help="default: all")
    parser.add_argument("--database", choices=NAMES, action="append", help="default: sqlite")
    parser.add_argument("--seconds", type=int, help=f"how long each may take; default: {SECONDS}")
    parser.add_argument("--keep", type=Path, help="a folder for what the programs say and the server logs")
    return parser


def _with(
    database: str, keep: Path | None, name: str, work: Callable[[Target, Path], list[str]], **settings: object
) -> list[str]:
    """Do the work on a new target; what came of it, and what harm was done."""
    kept = (
        nullcontext(str(keep / f"{database}-{name}")) if keep else tempfile.TemporaryDirectory(prefix="attacked-")
    )
    needed = nullcontext(None) if database == "sqlite" else server_of_its_own()
    with kept as folder, needed as server:
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        url = server.new_database() if server else None
        began = time.monotonic()
        with target(place, database_url=url, **settings) as here:
            print(f"{name} on {database}", flush=True)
            wrong = [*work(here, place), *harm.of(here)]
            took, lines = time.monotonic() - began, len(here.log.read_bytes().splitlines())
        print(f"  {lines} requests in the server's log, {took:.0f} s, {len(wrong)} wrong", flush=True)
    return [f"{name} on {database}: {one}" for one in wrong]


def _own(here: Target, _: Path) -> list[str]:
    wrong = []
    for name, attack in OWN.items():
        before = here.sent
        found = list(attack(here))
        print(f"  {name}: {here.sent - before} requests, {len(found)} faults", flush=True)
        wrong += [f"{name}: {one}" for one in found]
    return wrong


def _tool(tool: str, seconds: float, here: Target, folder: Path) -> list[str]:
    report = TOOLS[tool](here, folder / tool, seconds=seconds)
    new: list[Finding] = known.unknown(report.findings, known.read())
    print(f"  {tool} {report.version}: {report.did}", flush=True)
    print(f"  {len(report.findings)} findings, {len(new)} of them not in docs/attacks.md", flush=True)
    return [str(one) for one in new]


if __name__ == "__main__":
    sys.exit(main())
