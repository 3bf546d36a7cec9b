"""Posts from other sites, in every guise: none decides, sets a cookie, or may be read (B-16)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlencode

from tests.attack.ground import HOST, SHOWN, Target
from tests.web.posts import URLENCODED

POSTS = (
    "/preferences",
    "/preferences/services/matomo",
    "/preferences/purposes/audience",
    "/take-over",
    "/shown",
    "/forget",
)
ORIGINS = (
    "https://evil.example",
    "null",
    "",
    f"https://{HOST}.evil.example",
    f"https://evil.{HOST}",
    f"https://www.{HOST}",
    f"https://{HOST}:444",
    f"http://{HOST}",
    f"https://{HOST}@evil.example",
    f"https://evil.example#{HOST}",
    f"https://evil.example/https://{HOST}",
    f"https://{HOST}, https://evil.example",
    f"https://evil.example\thttps://{HOST}",
    f"https://{HOST.upper()}.evil.example",
    "https://maison-tilleul。example",
    "file://",
)
CLAIMS: tuple[list[tuple[str, str]], ...] = (
    [],
    *([("Origin", one)] for one in ORIGINS),
    *(
        [("Sec-Fetch-Site", one), ("Origin", f"https://{HOST}")]
        for one in ("cross-site", "none", "", "SAME-ORIGIN")
    ),
    [("Sec-Fetch-Site", "same-site"), ("Origin", f"https://www.{HOST}")],
    [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-origin")],
    [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
    [("Sec-Fetch-Site", "same-origin, cross-site")],
    [("Sec_Fetch_Site", "same-origin")],
    [("Origin", f"https://{HOST}"), ("Origin", "https://evil.example")],
    [("Origin", "https://evil.example"), ("Origin", f"https://{HOST}")],
    [("Referer", f"https://{HOST}/cookies/preferences")],
    [("X-Forwarded-Host", "evil.example"), ("Origin", "https://evil.example")],
)
KINDS = (URLENCODED, "text/plain", "multipart/form-data; boundary=x", "application/json", "")
DISGUISED = (
    {"X-HTTP-Method-Override": "POST"},
    {"X-HTTP-Method": "POST"},
    {"X-Method-Override": "POST"},
    {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"},
)
YES = {**SHOWN, "action": "accept_all", "granted": "yes"}


def attack(target: Target) -> Iterator[str]:
    """What a post of another site brought about."""
    before = target.chains()
    for path, claim in product(POSTS, CLAIMS):
        answer = target.ask("POST", path, claim, YES, jar=target.victim)
        yield from _faults(answer, f"POST {path} with {claim}", 403)
    for path, kind in product(POSTS, KINDS):
        headers = [("Origin", "https://evil.example"), ("Content-Type", kind)]
        answer = target.ask("POST", path, headers, urlencode(YES).encode(), jar=target.victim)
        yield from _faults(answer, f"POST {path} as {kind!r}", 403)
    for path, headers in product((*POSTS, "/consent"), DISGUISED):
        asked = f"{path}?{urlencode({**YES, '_method': 'POST'})}"
        answer = target.ask("GET", asked, {**headers, "Origin": "https://evil.example"}, jar=target.victim)
        yield from _faults(answer, f"GET {path} with {headers}", 200, 404, 405)
    if target.chains() != before:
        yield "posts of another site are in the ledger"


def _faults(answer, what: str, *good: int) -> Iterator[str]:
    if answer.status not in good:
        yield f"{what} is answered by {answer.status}"
    if answer.all("Set-Cookie"):
        yield f"{what} sets {answer.all('Set-Cookie')}"
    if answer.all("Access-Control-Allow-Origin"):
        yield f"{what} may be read"
