"""What a no has ended is deleted by the server too, HttpOnly cookies among it, as long as it arrives (B-09)."""

from __future__ import annotations

from flask import Request, Response

from cookieprefs.core import deletion
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.web import cookies, current, headers
from cookieprefs.web.visitor import Present

_MOST = 300  # more cookies than any browser keeps for one host; whoever sends more makes us search in vain


def arrived(request: Request) -> tuple[str, ...]:
    """The names of the cookies that came with a request."""
    return tuple(request.cookies)[:_MOST]


def add(request: Request, response: Response, present: Present, *, is_decision: bool = False) -> bool:
    """Delete what arrived though its service is off. Only personal answers carry that (DESIGN 6).

    The answer to a decision deletes as well what cannot arrive here: cookies with a path of their own. Tells
    whether there is more than one answer holds.
    """
    if response.headers.get("Cache-Control", headers.PERSONAL) != headers.PERSONAL:
        return False
    version, decision, now, host = present.version, present.decision, present.now, _host(request)
    found = deletion.deletions(version, decision, arrived(request), host=host, now=now)
    if is_decision:
        found += deletion.unseen_deletions(version, decision, host=host, now=now)
        found += of_old_tool(request, present.version)
    meant = tuple(dict.fromkeys(found))
    kept = deletion.fitting(meant, turn=int(now.timestamp()))
    for one in kept:
        response.headers.add("Set-Cookie", one.header)
    return len(kept) < len(meant)


def of_old_tool(request: Request, version: PolicyVersion) -> tuple[deletion.Deletion, ...]:
    """The cookie of the tool that the site used before, once its visitor has decided here or is forgotten."""
    take_over = version.policy.rules.take_over
    if take_over is None or not cookies.others(request, take_over.cookie):
        return ()
    return deletion.of_cookie(take_over.cookie, host=_host(request), mount=current.mount())


def _host(request: Request) -> str:
    """The host that the request is for, without its port."""
    name, _, port = request.host.rpartition(":")
    return name if port.isdigit() else request.host
