"""`Host` and what proxies add, told by somebody else: no address, cookie or limit of ours believes it (B-14)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

from cookieprefs.web.limits import YES_PER_MINUTE
from tests.attack.ground import MOUNT, OWN, SHOWN, Target
from tests.drills.wire import Jar

HOSTS = (
    "evil.example",
    "evil.example:80",
    "maison-tilleul.example@evil.example",
    "maison-tilleul.example:evil.example",
    "maison-tilleul.example.evil.example",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "evil.example/",
    "evil.example#",
    "evil example",
    "..",
    "-",
    "é.example",
    "a" * 300,
    "",
)
FORWARDED = (
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example, evil.example"},
    {"X-Forwarded-Proto": "http"},
    {"X-Forwarded-Proto": "javascript"},
    {"X-Forwarded-Port": "81"},
    {"X-Forwarded-Prefix": "/evil.example"},
    {"X-Forwarded-Prefix": "//evil.example"},
    {"X-Script-Name": "//evil.example"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Forwarded-For": "evil.example"},
    {"X-Forwarded-For": "'; DROP TABLE x; --, " * 200},
    {"Forwarded": "host=evil.example;proto=http;for=evil.example"},
    {"X-Original-URL": "/receipt", "X-Rewrite-URL": "/receipt"},
    {"X-Host": "evil.example", "X-HTTP-Host-Override": "evil.example", "X-Original-Host": "evil.example"},
    {"Script-Name": "//evil.example", "Path-Info": "/receipt"},
    {"Front-End-Https": "off", "X-Url-Scheme": "http", "X-Forwarded-Protocol": "http", "X-Forwarded-Ssl": "off"},
)
PAGES = ("/", "/preferences", "/banner", "/embed.js", "/receipt", "/.well-known/gpc.json", "/nothing")


def attack(target: Target) -> Iterator[str]:
    """What was believed."""
    for host, path in product(HOSTS, PAGES):
        for answer in target.raw(_get(path, f"Host: {host}")):
            yield from _faults(answer, f"GET {path} with the host {host!r}")
    for head in (
        "",
        "Host: a\r\nHost: evil.example",
        f"Host: {target.host}\r\nHost: evil.example",
        "host : evil.example",
    ):
        for answer in target.raw(_get("/", head)):
            yield from _faults(answer, f"GET / with {head!r}")
    for address in (
        f"http://evil.example{MOUNT}/receipt",
        "//evil.example/",
        "http://evil.example",
        "*",
        "evil.example:443",
    ):
        request = f"GET {address} HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n"
        for answer in target.raw(request.encode()):
            yield from _faults(answer, f"GET {address}")
    for headers, path in product(FORWARDED, PAGES):
        yield from _faults(target.ask("GET", path, headers), f"GET {path} with {headers}")
    for headers in FORWARDED:
        yield from _decided(target, headers)
    yield from _counted(target)


def _get(path: str, head: str) -> bytes:
    return f"GET {MOUNT}{path} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n".encode()


def _faults(answer, what: str) -> Iterator[str]:
    if answer.status >= 500 and answer.status != 505:
        yield f"{what} is answered by {answer.status}"
    if answer.status < 400 and (
        "evil.example" in answer.text or "evil.example" in "".join(answer.all("Location"))
    ):
        yield f"{what} is believed"


def _decided(target: Target, headers: dict[str, str]) -> Iterator[str]:
    """The cookies of a decision are as safe as ever, and its receipt names us and nobody else."""
    jar = Jar()
    answer = target.ask(
        "POST", "/preferences", {**OWN, **headers}, {**SHOWN, "action": "save", "services": "matomo"}
    )
    jar.take(answer)
    if answer.status != 303 or set(jar) != set(target.names):
        yield f"with {headers} a decision is answered by {answer.status}, and sets {list(jar)}"
        return
    if any("; Secure" not in one or "Domain=" in one for one in answer.all("Set-Cookie")):
        yield f"with {headers} a cookie is set that is not ours alone"
    receipt = json.loads(target.ask("GET", "/receipt.json", headers, jar=jar).text)
    places = [one["privacy_notice"]["url"] for one in receipt["pii_processing"]]
    if not all(one.startswith(target.settings.public_url) for one in places):
        yield f"with {headers} a receipt names {places[0]}"


def _counted(target: Target) -> Iterator[str]:
    """Whoever writes what the proxy only adds to is counted by what the proxy added, and a no is never refused."""
    yes = {**SHOWN, "action": "accept_all"}
    told = [
        target.ask("POST", "/preferences", {**OWN, "X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"}, yes)
        # The limit is each process's own.
        for number in range(target.workers * YES_PER_MINUTE + 10)
    ]
    held = [one.status for one in told].count(429)
    hops = target.settings.proxy_hops
    if bool(held) != bool(hops):
        yield f"of {len(told)} yeses from one address behind {hops} proxies {held} were held up"
    no = target.ask(
        "POST", "/preferences", {**OWN, "X-Forwarded-For": "203.0.113.7"}, {**yes, "action": "refuse_all"}
    )
    if no.status != 303:
        yield f"after many yeses a no is answered by {no.status}"
