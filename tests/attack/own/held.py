"""Cookies that somebody else put there: rubbish, tossed ones, guessed ids. None is a yes or a visitor (B-03)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from random import Random

from tests.attack.ground import OWN, SHOWN, Target
from tests.drills.wire import Answer, Jar
from tests.web.test_bad_cookies import RUBBISH

ALL = "v=1&until=1999999999&yes=matomo.youtube.hotjar&no="
GUESSES = 300
SHAPES = (
    "' OR '1'='1",
    "%27%20OR%201%3D1",
    "../../../../etc/passwd",
    "*",
    "%",
    "_" * 32,
    "-" * 32,
    "0" * 32,
    "null",
    "None",
    "",
    "a" * 65,
    "a" * 5000,
    "\\x00" * 8,
    "{{7*7}}" * 4,
    "é" * 30,
)


def attack(target: Target) -> Iterator[str]:
    """What somebody gained by a cookie that is not theirs to set."""
    yield from _claims(target)
    yield from _tossed(target)
    yield from _guessed(target)
    yield from _numbers_of_receipts(target)


def _claims(target: Target) -> Iterator[str]:
    """Without an id, no cookie whatsoever grants anything; with the victim's id it changes nothing."""
    state, subject = target.names
    stored = _consent(target, [("Cookie", _held(target.victim))])["services"]
    for name, value in {**RUBBISH, "a well-made yes": ALL}.items():
        # What no socket would carry is sent as browsers do.
        pair = f"{state}={value.encode().decode('latin-1')}".replace("\r", "").replace("\n", "")
        alone = _consent(target, [("Cookie", pair)])
        if alone and any(alone["services"].values()):
            yield f"the state cookie of {name} grants {alone['services']} without a record"
        both = _consent(target, [("Cookie", f"{pair}; {subject}={target.victim[subject]}")])
        # A line of more than the server reads is refused as a whole.
        if both and both["services"] != stored:
            yield f"the state cookie of {name} changes what is stored"


def _tossed(target: Target) -> Iterator[str]:
    """A subdomain or a script sets cookies of our names, for a path of its own; they arrive beside ours."""
    state, subject = target.names
    ours, tossed = _held(target.victim), f"{state}={ALL}"
    stored = _consent(target, [("Cookie", ours)])["services"]
    for name in ("cookieprefs", "__Secure-cookieprefs", "__host-cookieprefs", "__HOST-COOKIEPREFS", f" {state} "):
        for line in (f"{name}={ALL}; {ours}", f"{ours}; {name}={ALL}", f"{name}={ALL}"):
            found = _consent(target, [("Cookie", line)])["services"]
            if found != stored and any(found.values()):
                yield f"{name!r} beside ours makes it {found}"
    for lines in (
        [("Cookie", tossed), ("Cookie", ours)],
        [("Cookie", ours), ("Cookie", tossed)],
        [("Cookie", f"{tossed}; {tossed}; {ours}")],
        [("Cookie", f'{state}="{ALL}"; {ours}')],
        [("Cookie", f"{subject}={secrets.token_hex(16)}; {tossed}")],
    ):
        found = _consent(target, lines)
        if found["services"] != stored and any(found["services"].values()):
            yield f"{lines} makes it {found['services']}"


def _guessed(target: Target) -> Iterator[str]:
    """Ids at random, near the victim's, and of every odd shape: nobody's, and nothing to erase."""
    subject = target.names[1]
    theirs, chance = target.victim[subject], Random(7)
    near = [theirs[:-1], f"{theirs}0", theirs.upper(), theirs[::-1], f"{theirs} ", f'"{theirs[:-1]}"', theirs[:22]]
    near += [theirs.replace(theirs[place], "0" if theirs[place] != "0" else "1", 1) for place in range(0, 32, 5)]
    near = [one for one in near if one.strip(' "') != theirs]
    drawn = [f"{chance.getrandbits(128):032x}" for _ in range(GUESSES)]
    for guess in (*near, *SHAPES, *drawn):
        held = [("Cookie", f"{subject}={guess.encode().decode('latin-1')}")]
        answer = target.ask("GET", "/receipt.json", held)
        if answer.status not in (404, 400):
            yield f"the id {guess!r} is answered by {answer.status}"
    before = target.rows()["record_payload"]
    for guess in (*near, *SHAPES, *drawn[:5]):
        target.ask(
            "POST", "/forget", [*OWN.items(), ("Cookie", f"{subject}={guess.encode().decode('latin-1')}")], {}
        )
    if target.rows()["record_payload"] != before:
        yield "a guessed id erased something"


def _numbers_of_receipts(target: Target) -> Iterator[str]:
    """Whoever was shown a receipt has its number, the record's and the chain's. None of them is the visitor."""
    subject = target.names[1]
    receipt = json.loads(target.ask("GET", "/receipt.json", jar=target.victim).text)
    before = target.rows()
    for number in (receipt["receipt_id"], receipt["record_id"], receipt["pii_principal_id"]):
        thief = Jar({subject: number})
        if target.ask("GET", "/receipt.json", jar=thief).status != 404:
            yield f"{number} from a receipt opens the records"
        if any(_consent(target, [("Cookie", _held(thief))])["services"].values()):
            yield f"{number} from a receipt is taken for the visitor"
        target.ask("POST", "/forget", OWN, {}, jar=thief)
        target.ask("POST", "/preferences", OWN, {**SHOWN, "action": "withdraw_all"}, jar=thief)
    now = target.rows()
    if now["record_payload"] < before["record_payload"] or not before["record"] <= now["record"]:
        yield "the numbers of a receipt erased something"
    if target.victim[subject] in target.ask("GET", f"/receipt/{receipt['receipt_id']}").text:
        yield "a receipt's page tells the visitor's id"


def _held(jar: Jar) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def _consent(target: Target, headers: list[tuple[str, str]]) -> dict:
    """The state that is answered; nothing where the server refused the request as too large or malformed."""
    answer: Answer = target.ask("GET", "/consent", headers)
    assert answer.status in (200, 400, 431), answer
    return json.loads(answer.text) if answer.status == 200 else {}
