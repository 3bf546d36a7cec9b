"""Methods that an address does not answer, spelled in every way: refused, echoed by none, nothing decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.attack.ground import OWN, SHOWN, Target

METHODS = (
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "TRACK",
    "DEBUG",
    "CONNECT",
    "PROPFIND",
    "MKCOL",
    "MOVE",
    "SEARCH",
    "QUERY",
    "post",
    "Post",
    "POST.",
    "POSTS",
    "X" * 300,
    "PO\tST",
    "POST\x0b",
    "",
)
PATHS = (
    "/",
    "/preferences",
    "/preferences/services/matomo",
    "/forget",
    "/consent",
    "/receipt.json",
    "/static/site.css",
)
POSTED = (
    "/preferences",
    "/preferences/services/matomo",
    "/preferences/purposes/audience",
    "/take-over",
    "/forget",
)
MARK = "x-echoed-7f3a"


def attack(target: Target) -> Iterator[str]:
    """Each method that did something."""
    before = target.chains()
    for method, path in product(METHODS, PATHS):
        # A line that is no request is answered with a refusal, or by nothing.
        for answer in target.raw(_request(target, method, path)):
            yield from _faults(answer, f"{method!r} {path}", (400, 404, 405, 501, 505))
    for method, path in product(("GET", "HEAD", "OPTIONS"), POSTED):
        for answer in target.raw(_request(target, method, path)):
            yield from _faults(answer, f"{method} {path} with a body", (200, 404, 405))
    if target.chains() != before:
        yield "a method that is none of ours decided something"


def _request(target: Target, method: str, path: str) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in target.victim.items())
    body = "&".join(f"{name}={value}" for name, value in {**SHOWN, "action": "withdraw_all"}.items())
    head = {"Host": target.host, "Connection": "close", "Cookie": cookies, "X-Mark": MARK, **OWN}
    head |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{method} /cookies{path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", body]).encode()


def _faults(answer, what: str, good: tuple[int, ...]) -> Iterator[str]:
    if answer.status not in good:
        yield f"{what} is answered by {answer.status}"
    if any("Max-Age=0" not in one for one in answer.all("Set-Cookie")):
        yield f"{what} sets {answer.all('Set-Cookie')}"
    if MARK in answer.text:
        yield f"{what} is echoed"
