"""Requests that two servers would read differently: refused, or read as one, never as the two that were meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.attack.ground import Target
from tests.web.posts import URLENCODED

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
    "a negative size": "-1\r\n\r\n",
}
HONEST = {
    "after no body": ("Content-Length: 0", ""),
    "after chunks": ("Transfer-Encoding: chunked", "0\r\n\r\n"),
    "after a trailer": ("Transfer-Encoding: chunked", "0\r\nX-Trailer: Content-Length: 9\r\n\r\n"),
}


def attack(target: Target) -> Iterator[str]:
    """Each shape after which a second request was found, whatever it was answered."""
    shapes = {f"a length {name}": (head, "") for name, head in LENGTHS.items()}
    shapes |= {f"a coding {name}": (head, "0\r\n\r\n") for name, head in CODINGS.items()}
    shapes |= {f"chunks with {name}": ("Transfer-Encoding: chunked", body) for name, body in CHUNKS.items()}
    for (name, (head, body)), own in product(shapes.items(), ("same-origin", "cross-site")):
        statuses = _answered(target, head, body, own)
        # What follows an answer to a foreign post, of which no body is read, may be refused as the rubbish it is.
        if any(one != 400 for one in statuses[1:]):
            yield f"{name}: the second request is answered by {statuses[1:]}, after {statuses[0]}"
        if any(one >= 500 and one not in (501, 505) for one in statuses):
            yield f"{name}: answered by {statuses}"
    # Else all of the above would pass for a server that answers one request a connection, whatever it is.
    for name, (head, body) in HONEST.items():
        if _answered(target, head, body)[1:] != [200]:
            yield f"an honest second request {name} is not answered"


def _answered(target: Target, head: str, body: str, own: str = "same-origin") -> list[int]:
    """The statuses of all answers to a request with another one within its body, or behind it."""
    body += f"GET /cookies/healthz HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n"
    lines = ["POST /cookies/forget HTTP/1.1", f"Host: {target.host}", f"Sec-Fetch-Site: {own}"]
    lines += [f"Content-Type: {URLENCODED}", head.replace("{n}", str(len(body))), "", body]
    return [one.status for one in target.raw("\r\n".join(lines).encode(), seconds=_SECONDS)]
