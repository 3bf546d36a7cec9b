"""Line ends and markup in every value that comes back: no header and no element of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

from tests.attack.ground import OWN, SHOWN, Target

MARK = "X-Injected"
BREAKS = (
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    "\u010d\u010a",
    "\u560d\u560a",
    "\u2028",
    "\x0b",
    "\x85",
    "\0\r\n",
    "%0d%0a",
)
LINES = [f"x{one}{MARK}: 1" for one in BREAKS]
MARKUP = (
    "<svg onload=evil()>",
    '"><script>evil()</script>',
    "' onfocus='evil()' autofocus='",
    "</script><script>evil()</script>",
    "{{evil()}}{%evil()%}${evil()}",
    "<!--#exec cmd=evil()-->",
    "javascript:evil()",
)
QUERIES = ("/?lang=", "/?noted=", "/preferences?lang=", "/banner?layout=", "/banner?lang=", "/embed.js?lang=",
           "/embed.js?country=", "/effects.js?lang=", "/theme.css?v=", "/receipt?noted=", "/versions/1?x=",
           "/do-not-sell?noted=", "/static/site.css?")  # fmt: skip
PATHS = ("/versions/", "/receipt/", "/shown/", "/static/", "/preferences/services/", "/")
POSTS = ("/preferences", "/preferences/services/matomo", "/forget", "/take-over")
FIELDS = ("lang", "next", "once", "layout", "layer", "version", "action", "services", "seq", "granted")


def attack(target: Target) -> Iterator[str]:
    """Each value that came back as a line of the head, or as markup."""
    for value in (*LINES, *MARKUP):
        for path in (*QUERIES, *PATHS):
            yield from _faults(target.ask("GET", f"{path}{quote(value, safe='')}"), f"GET {path} with {value!r}")
    for value, name in (*product(MARKUP, FIELDS), *product(LINES, FIELDS[:3])):
        fields = {**SHOWN, "action": "refuse_all", name: value}
        for path in POSTS if name in FIELDS[:3] else POSTS[:1]:
            yield from _faults(target.ask("POST", path, OWN, fields), f"POST {path} with {name} {value!r}")
    yield from _below_the_mount(target)


def _below_the_mount(target: Target) -> Iterator[str]:
    """The mount without its slash leads to the one with it, query and all."""
    for value in (*LINES, *MARKUP, "//evil.test", "\\evil.test"):
        request = (
            f"GET /cookies?{quote(value, safe='')} HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n"
        )
        (answer,) = target.raw(request.encode())
        yield from _faults(answer, f"the bare mount with {value!r}")
        if not answer.all("Location")[0].startswith("/cookies/?"):
            yield f"the bare mount with {value!r} leads to {answer.all('Location')}"


def _faults(answer, what: str) -> Iterator[str]:
    if answer.all(MARK) or answer.status >= 500:
        yield f"{what} is answered by {answer.status} {answer.headers}"
    if any(one in answer.text for one in MARKUP[:4]):
        yield f"{what} comes back as markup"
    kind = "".join(answer.all("Content-Type"))
    if "evil()" in answer.text and not kind.startswith(("text/html", "text/javascript")):
        yield f"{what} comes back as {kind}"
