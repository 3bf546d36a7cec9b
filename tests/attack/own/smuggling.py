"""Requests that two servers would read differently: refused, or read as one, never as the two that were meant."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.ground import SHOWN, Target

_SECONDS = 1.5
"""Longer than a server of ours takes to refuse: it may wait in vain for a body that never comes."""

LENGTHS = {
    "twice": "Content-Length: {n}\r\nContent-Length: 0",
    "twice, the other way round": "Content-Length: 0\r\nContent-Length: {n}",
    "as a list": "Content-Length: {n}, 0",
    "with a sign": "Content-Length: +0",
    "below nothing": "Content-Length: -1",
    "in hexadecimal": "Content-Length: 0x0",
    "with an underscore": "Content-Length: 1_0",
    "in other digits": "Content-Length: \u0660",
    "empty": "Content-Length: ",
    "folded": "Content-Length:\r\n 0",
    "with a blank before the colon": "Content-Length : 0",
    "with a nul": "Content-Length: 0\0",
    "beyond all": f"Content-Length: {'9' * 400}",
}
CODINGS = {
    "and a length": "Content-Length: {n}\r\nTransfer-Encoding: chunked",
    "and a length, the other way round": "Transfer-Encoding: chunked\r\nContent-Length: {n}",
    "twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "twice the same": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "not last": "Transfer-Encoding: chunked, identity",
    "unknown": "Transfer-Encoding: xchunked",
    "with a tab": "Transfer-Encoding:\tchunked\x0b",
    "in quotes": 'Transfer-Encoding: "chunked"',
    "with a blank before the colon": "Transfer-Encoding : chunked\r\nContent-Length: {n}",
    "with an underscore": "Transfer_Encoding: chunked\r\nContent-Length: {n}",
    "folded": "Transfer-Encoding:\r\n chunked\r\nContent-Length: {n}",
    "after a bare line end": "X: y\nTransfer-Encoding: chunked\r\nContent-Length: {n}",
    "after a bare return": "X: y\rTransfer-Encoding: chunked\r\nContent-Length: {n}",
    "with a nul": "Transfer-Encoding: chunked\0\r\nContent-Length: {n}",
}
CHUNKS = {
    "a sign": "+0\r\n\r\n",
    "a size in hexadecimal": "0x0\r\n\r\n",
    "an underscore": "0_0\r\n\r\n",
    "a size beyond all": f"{'f' * 40}\r\n",
    "a blank before": " 0\r\n\r\n",
    "a bare line end": "0\n\n",
    "a bare line end in an extension": "0;x\n\r\n",
    "no line end": "1\r\naX0\r\n\r\n",
    "a trailer that is a header": "0\r\nContent-Length: 0\r\nHost: evil.example\r\n\r\n",
    "a negative size": "-1\r\n\r\n",
}
HONEST = {"two after each other": "Content-Length: 0"}


def attack(target: Target) -> Iterator[str]:
    """Each shape within which a second request was found."""
    before = target.chains()
    shapes = {f"a length {name}": (head, "") for name, head in LENGTHS.items()}
    shapes |= {f"chunks {name}": (head, "0\r\n\r\n") for name, head in CODINGS.items()}
    shapes |= {f"chunks with {name}": ("Transfer-Encoding: chunked", body) for name, body in CHUNKS.items()}
    for name, (head, body) in shapes.items():
        answers = target.raw(_request(target, head, body), seconds=_SECONDS)
        second = [one.status for one in answers[1:] if one.status < 400]
        if second:
            yield f"{name}: the second request is answered by {second}"
        if any(one.status >= 500 and one.status not in (501, 505) for one in answers):
            yield f"{name}: answered by {[one.status for one in answers]}"
    if target.chains() != before:
        yield "a request inside another decided something"
    # Else all of the above would pass for a server that answers one request a connection whatever it is.
    for name, head in HONEST.items():
        answers = target.raw(_request(target, head, ""), seconds=_SECONDS)
        if len(answers) != 2:
            yield f"{name} are answered {len(answers)} times"


def _request(target: Target, head: str, body: str) -> bytes:
    """A harmless request, and within it one by which the victim would withdraw all, as their browser sends it."""
    cookies = "; ".join(f"{name}={value}" for name, value in target.victim.items())
    form = "&".join(f"{name}={value}" for name, value in {**SHOWN, "action": "withdraw_all"}.items())
    inner = (
        f"POST /cookies/preferences HTTP/1.1\r\nHost: {target.host}\r\nSec-Fetch-Site: cross-site\r\n"
        f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        f"Connection: close\r\n\r\n{form}"
    )
    body += inner
    head = head.replace("{n}", str(len(body)))
    return f"POST /cookies/forget HTTP/1.1\r\nHost: {target.host}\r\n{head}\r\n\r\n{body}".encode()
