"""Values that cost a careless parser seconds, and bodies without end: each is answered at once (R-26)."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.attack.ground import OWN, SHOWN, Target
from tests.drills.wire import Answer
from tests.web.posts import URLENCODED

SLOW = 2.0
"""Seconds; what is heavy for a careless parser takes minutes."""

LONG = 7_900
"""Bytes: a line that servers still read."""

COOKIES = {
    "keys": "v=1&until=1999999999&yes=" + ".".join(f"k{one}" for one in range(1200)) + "&no=",
    "dots": "v=1&until=1999999999&yes=" + "." * LONG,
    "a key": "v=1&until=1999999999&yes=" + "a-_" * 2500,
    "digits": "v=" + "9" * LONG,
    "ampersands": "&" * LONG,
    "equals": "=" * LONG,
    "quotes": '"' * LONG,
    "backslashes": '"' + "\\0" * 3900,
    "octals": '"' + "\\377" * 1900 + '"',
    "pairs": "; ".join(f"c{one}=1" for one in range(900)),
    "the same pair": "; ".join(["__Host-cookieprefs=v=1"] * 300),
    "semicolons": ";" * LONG,
    "blanks": " " * LONG,
}
LANGUAGES = {
    "languages": ",".join(f"x{one}" for one in range(1400)),
    "subtags": "en" + "-a" * 3900,
    "underscores": "en" + "_" * LONG,
    "qualities": ",".join(["en;q=0.000000001"] * 450),
    "a quality": "en;q=0." + "1" * LONG,
    "parameters": "en" + ";q=1" * 1900,
    "commas": "," * LONG,
    "blanks": "en" + " " * LONG,
    "blanks and commas": " ," * 3900,
    "stars": "*-" * 3900,
}
HEADERS = {
    "If-None-Match": ",".join(['"x"'] * 1900),
    "If-Modified-Since": "Sun, " * 1500,
    "Range": "bytes=" + ",".join(["0-"] * 2500),
    "Accept": ",".join(["text/html;q=0.1"] * 490),
    "Referer": "http://" + "[" * LONG,
    "Origin": "https://" + "a." * 3900,
    "User-Agent": "(" * LONG,
    "X-Forwarded-For": "1, " * 2600,
    "Content-Type": "multipart/form-data; boundary=" + "a" * LONG,
    "Authorization": "Basic " + "A" * LONG,
    "HX-Current-URL": "//" * 3900,
}
FIELDS = ("once", "next", "lang", "layout", "layer", "version", "seq", "action", "services")
FILLS = ("a", "-", "0", "/", ".", "=", "%41", "\u0130", "aA0_-")
QUERIES = ("lang", "layout", "noted", "country")


def attack(target: Target) -> Iterator[str]:
    """Each value that took long, or broke something."""
    for value in COOKIES.values():
        yield from _timed(target, "GET", "/consent", {"Cookie": value[:LONG]})
        yield from _timed(target, "GET", "/consent", {"Cookie": f"__Host-cookieprefs={value[:LONG]}"})
    for value in LANGUAGES.values():
        yield from _timed(target, "GET", "/", {"Accept-Language": value[:LONG]})
        yield from _timed(target, "GET", "/nothing", {"Accept-Language": value[:LONG]})
    for name, value in HEADERS.items():
        yield from _timed(target, "GET", "/embed.js", {name: value[:LONG]})
        yield from _timed(target, "POST", "/preferences", {**OWN, name: value[:LONG]}, b"a=1")
    for name in FIELDS:
        for fill in FILLS:
            fields = {**SHOWN, "action": "refuse_all", name: (fill * 30_000)[:9_000]}
            yield from _timed(target, "POST", "/preferences", OWN, fields)
    for name in QUERIES:
        for path in ("/", "/banner", "/embed.js"):
            yield from _timed(target, "GET", f"{path}?{name}={'a-' * 1900}")
    yield from _bodies(target)


def _bodies(target: Target) -> Iterator[str]:
    """Many fields, many parts, and more than is allowed, told beforehand or not."""
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    kind = {**OWN, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (part * 550, part[:-2] * 550, b"--x\r\n" * 6000, b"-" * 32_000, b"--x\r\n" + b"a" * 31_000):
        yield from _timed(target, "POST", "/preferences", kind, body)
    for body in (
        b"&" * 32_000,
        b"a&" * 16_000,
        b"services=a&" * 2900,
        b"%" * 32_000,
        b"=" * 32_000,
        b"a[" * 16_000,
    ):
        yield from _timed(target, "POST", "/preferences", OWN, body)
    for size in (32_769, 100_000, 5_000_000):
        yield from _timed(target, "POST", "/preferences", OWN, b"a" * size, good=(413,))
        yield from _timed(target, "POST", "/shown", OWN, b"a" * size, good=(413,))
    many = b"".join(b"%x\r\n%s\r\n" % (4000, b"a" * 4000) for _ in range(60)) + b"0\r\n\r\n"
    head = f"POST /cookies/preferences HTTP/1.1\r\nHost: {target.host}\r\nSec-Fetch-Site: same-origin\r\n"
    head += f"Content-Type: {URLENCODED}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    answers = target.raw(head.encode() + many)
    if [one.status for one in answers] != [413]:
        yield f"chunks without end are answered by {[one.status for one in answers]}"
    for lines in (b"".join(b"X-%d: 1\r\n" % one for one in range(2000)), b"X: " + b"a" * 200_000 + b"\r\n"):
        request = b"GET /cookies/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + b"\r\n"
        found = [one.status for one in target.raw(request)]
        if any(one < 400 or one >= 500 for one in found):
            yield f"headers of {len(lines)} bytes are answered by {found}"


def _timed(target: Target, method: str, path: str, headers=(), fields=None, *, good=()) -> Iterator[str]:
    answer, took = _asked(target, method, path, headers, fields)
    if took > SLOW:  # on a busy machine anything may be slow, but not each time
        took = min(_asked(target, method, path, headers, fields)[1] for _ in range(3))
    what = f"{method} {path[:40]} with {str(headers or fields)[:60]}"
    if answer.status >= 500 or (good and answer.status not in good):
        yield f"{what} is answered by {answer.status}"
    if took > SLOW:
        yield f"{what} takes {took:.1f} s"


def _asked(target: Target, method: str, path: str, headers, fields) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = target.ask(method, path, headers, fields)
    return answer, time.monotonic() - began
