"""Hostile clients at a server, and honest visitors beside them: `python -m tests.drills.siege --help`.

Each kind of attack for some seconds, at the server itself and at nginx before it, as `deploy/nginx` has it; then
thousands of strangers a second. No honest visitor may be refused or wait for long, nothing may be answered by a
fault of the server's, and in the end the ledger has what was answered and is whole.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.drills.flood import Flooded, flood
from tests.drills.hostile import ATTACKS, Attack, Told, under
from tests.drills.pace import Answers, at_pace, late
from tests.drills.reckoning import reckon
from tests.drills.sites import DIRECTLY, WAYS, Site, site
from tests.drills.wire import Browser, LostError

HONEST_WITHIN = 1.0
"""Seconds within which 95 of 100 requests of honest visitors are answered; on a machine that is busy by itself,
five times what they took before anybody attacked."""
SERVES_AGAIN = 60.0
"""Seconds within which a server that no proxy protects serves again, once those have left who held its threads."""
_RATE = 20  # requests of honest visitors a second


@dataclass(frozen=True, kw_only=True)
class Withstood:
    """One attack: what the hostile were answered, and the honest."""

    attack: Attack
    told: Told
    honest: Answers

    def faults(self, within: float) -> Iterator[str]:
        """What must not be."""
        yield from self.told.faults()
        for name, some in self.honest.other_than(200, 303, 304).items():
            yield f"honest visitors: {name} was answered by {dict(some)}"
        yield from _late(self.honest, within)


def _late(honest: Answers, within: float) -> Iterator[str]:
    if (found := late(honest.all, 95)) > within:
        yield f"95 of 100 honest requests took up to {found:.2f} s; {within:.1f} s is allowed"


def warmed_up(at: Site, seconds: float, chance: Random) -> tuple[Answers, float]:
    """Honest visitors before anybody attacks; and within how many seconds they must be answered from then on."""
    at_pace(at.door, seconds, chance, rate=_RATE, at_once=8)
    quiet = at_pace(at.door, seconds, chance, rate=_RATE, at_once=8)
    return quiet, max(HONEST_WITHIN, 5 * late(quiet.all, 95))


def withstand(at: Site, attack: Attack, seconds: float, many: int, chance: Random) -> Withstood:
    """Attack for some seconds, and let honest visitors decide meanwhile."""
    with under(attack, at.door, Random(chance.random()), many) as told:
        honest = at_pace(at.door, seconds, chance, rate=_RATE, at_once=8)
    return Withstood(attack=attack, told=told, honest=honest)


def outlast(at: Site, attack: Attack, seconds: float, many: int, chance: Random) -> tuple[Told, float, float]:
    """Have a server's threads taken, which no proxy protects, and see how long others wait meanwhile and after."""
    with under(attack, at.door, Random(chance.random()), many) as told:
        meanwhile = _seconds(at, seconds)
    return told, meanwhile, _seconds(at, SERVES_AGAIN)


def _seconds(at: Site, patience: float) -> float:
    """How long a page takes; without an end where there is none within the patience."""
    begun, browser = time.monotonic(), Browser()
    while (left := begun + patience - time.monotonic()) > 0:
        try:
            if browser.get(replace(at.door, timeout=left), "/theme.css").status == 200:
                return time.monotonic() - begun
        except LostError:
            continue
    return float("inf")


def after_all(at: Site, honest: Sequence[Answers], flooded: Flooded | None = None) -> list[str]:
    """What must not be in the end: a server that is gone or said a fault, and a ledger that is not as answered.

    Who hung up over the answer may have been recorded, and whoever else was answered is.
    """
    faults = [f"the server said: {one}" for one in at.server.said() if "Traceback" in one]
    if not at.server.is_ready():
        faults.append("the server is not ready any more")
    visitors = [one for some in honest for one in some.visitors]
    strangers = ("nobody posted record",)  # the hostile did
    faults += [one for one in reckon(at.here, visitors).faults if not one.startswith(strangers)]
    if flooded is not None:
        faults += _about_flood(at, flooded)
    return faults


def _about_flood(at: Site, flooded: Flooded) -> Iterator[str]:
    for outcome, times in flooded.outcomes.items():
        # 503 says that a decision could not be recorded now, and 429 that one address asked too often.
        if outcome.startswith("5") and outcome != "503":
            yield f"of the flood {times} were answered by {outcome}"
    records = [one.record for one in at.here.desk.entries() if one.record is not None]
    found = [one for one in records if one.once in flooded.onces]
    if len(found) != len({one.once for one in found}):
        yield "a decision of the flood is recorded more than once"
    if missing := {once for once, how in flooded.onces.items() if how == "200"} - {one.once for one in found}:
        yield f"{len(missing)} decisions of the flood were answered and are not recorded"
    if len({one.subject for one in found}) != len(found):
        yield "two of the flood have one subject"
    if any(one.subject in flooded.forged for one in records):
        yield "an id that somebody made up is in the ledger"


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack in each way; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.siege", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long each attack lasts")
    parser.add_argument("--many", type=int, default=300, help="how many connections are held")
    parser.add_argument("--flood", type=float, default=10, help="how long thousands of strangers come, in seconds")
    parser.add_argument("--rate", type=int, default=10_000, help="how many of them a second, if the machine can")
    parser.add_argument("--way", choices=WAYS, action="append", help="default: each")
    parser.add_argument("--server", default="gunicorn", help="the one of `cookieprefs serve`")
    parser.add_argument("--only", default="", help="those attacks whose name has this in it")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    return max([_in_one_way(way, asked, Random(asked.seed)) for way in asked.way or WAYS])


def _in_one_way(way: str, asked: argparse.Namespace, chance: Random) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="cookieprefs-siege-") as folder,
        site(way, Path(folder), "--server", asked.server) as at,
    ):
        quiet, within = warmed_up(at, 5, chance)
        found, faults = [quiet], []
        for attack in (one for one in ATTACKS if asked.only in one.name):
            if way == DIRECTLY and attack.takes_threads:
                told, meanwhile, after = outlast(at, attack, asked.seconds, asked.many, chance)
                its = [*told.faults(), *(["it serves nobody any more"] if after > SERVES_AGAIN else [])]
                faults += its
                print(_told_outlasted(attack, told, meanwhile, after), *its, sep="\n  ", flush=True)
                continue
            one = withstand(at, attack, asked.seconds, asked.many, chance)
            faults += (its := list(one.faults(within)))
            found.append(one.honest)
            print(_told(way, one), *its, sep="\n  ", flush=True)
        flooded = flood(at.door, asked.flood, asked.rate, chance) if asked.flood else None
        if flooded is not None:
            print(_told_flood(way, flooded), flush=True)
            found.append(at_pace(at.door, 5, chance, rate=_RATE, at_once=8))
            faults += _late(found[-1], within)
        faults += (last := after_all(at, found, flooded))
        print(f"{way}: ", *(last or ["alive, and the ledger is whole"]), sep="\n  ", flush=True)
    return int(bool(faults))


def _told(way: str, one: Withstood) -> str:
    spans, what = one.honest.all, ", ".join(f"{times} {how}" for how, times in one.told.outcomes.most_common())
    held = f"{one.told.held} held; " if one.told.held else ""
    return (
        f"{way}, {one.attack.name}: {held}{what or 'nothing answered'}. Honest: {len(spans)} requests, median "
        f"{1000 * late(spans, 50):.0f} ms, 95 of 100 within {1000 * late(spans, 95):.0f} ms, "
        f"longest {1000 * max(spans):.0f} ms"
    )


def _told_outlasted(attack: Attack, told: Told, meanwhile: float, after: float) -> str:
    waited = "nobody else was served" if meanwhile == float("inf") else f"another waited {meanwhile:.1f} s"
    return f"{DIRECTLY}, {attack.name}: {told.held} held; meanwhile {waited}, afterwards {after:.1f} s"


def _told_flood(way: str, one: Flooded) -> str:
    what = ", ".join(f"{times} {how}" for how, times in one.outcomes.most_common())
    return (
        f"{way}, strangers: {one.sent / one.seconds:.0f} a second came for {one.seconds:.0f} s, "
        f"{len(one.forged)} with an id that they made up: {what}"
    )


if __name__ == "__main__":
    sys.exit(main())
