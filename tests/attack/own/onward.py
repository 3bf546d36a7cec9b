"""`next` as the way to another site: where a browser would go from each spelling (B-15)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from tests.attack.ground import OWN, SHOWN, Target
from tests.drills.wire import Jar
from tests.web.test_onward import ELSEWHERE

MORE = (
    "https:evil.test",
    "https:/evil.test",
    "https:\\\\evil.test",
    "HTTPS://evil.test",
    "//evil.test/%2f..",
    "//evil.test@maison-tilleul.example",
    "https://maison-tilleul.example@evil.test/",
    "https://maison-tilleul.example.evil.test/",
    "https://maison-tilleul.example:443@evil.test/",
    "//\tevil.test",
    "/\r/evil.test",
    "/\u2028/evil.test",
    "//evil%E3%80%82test",
    "//evil。test",
    "/\u00a0/evil.test",
    "\u200b//evil.test",
    "/.//evil.test",
    "/..//evil.test",
    "/%09/evil.test",
    "/%5cevil.test",
    "/%2fevil.test",
    "///",
    "////evil.test",
    "//[::1]/",
    "//2130706433/",
    "javascript://maison-tilleul.example/%0aalert(1)",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://evil.test",
    "/cookies/../../evil.test",
    "/;@evil.test",
    "//evil.test?https://maison-tilleul.example/",
    "https://maison-tilleul.example\\@evil.test",
)
SPELLINGS = (*ELSEWHERE, *MORE)


def attack(target: Target) -> Iterator[str]:
    """Each spelling that leads elsewhere: in the form, as the page that posted, and in the query."""
    for spelling in SPELLINGS:
        fields = {**SHOWN, "action": "refuse_all", "next": spelling}
        sent = {
            "the form": target.ask("POST", "/preferences", OWN, fields, jar=Jar()),
            "the query": target.ask(
                "POST", "/preferences?next=//evil.test", OWN, {**fields, "next": ""}, jar=Jar()
            ),
        }
        if spelling.isascii() and spelling.isprintable():
            sent["the referrer"] = target.ask(
                "POST", "/preferences", {**OWN, "Referer": spelling}, {**fields, "next": ""}
            )
        for where, answer in sent.items():
            yield from _faults(target, answer, f"{spelling!r} in {where}")


def _faults(target: Target, answer, what: str) -> Iterator[str]:
    places = answer.all("Location")
    if answer.status != 303 or len(places) != 1:
        yield f"{what} is answered by {answer.status} to {places}"
        return
    arrived = urlsplit(_as_browsers_read(target.settings.public_url, places[0]))
    if (arrived.scheme, arrived.hostname) != ("https", target.host.partition(":")[0]):
        yield f"{what} leads to {places[0]!r}"


def _as_browsers_read(page: str, location: str) -> str:
    """Where it leads: browsers drop tabs and line ends, and take a backslash for a slash (WHATWG URL)."""
    bare = "".join(one for one in location.strip("".join(map(chr, range(33)))) if one not in "\t\r\n")
    return urljoin(page, bare.replace("\\", "/"))
