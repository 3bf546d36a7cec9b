"""Whether a page of the site lets the line do its part: its policy, its host, its address, its root."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address

from cookieprefs.doctor import cookies, csp, headers, line
from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.csp import Policy
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import PageLook
from cookieprefs.doctor.markup import Page

_NEEDS = (
    ("script-src", "embed.js", "the line's script"),
    ("script-src", "effects.js", "what the line's script loads"),
    ("connect-src", "preferences", "the storing of a decision"),
    ("frame-src", "preferences", "the preferences over the page"),
    ("form-action", "preferences", "the banner's form"),
)
"""What the line does on a page, and the directive that may stop it. Its styles are set by script and need none."""


def policy(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Each directive that stands in the line's way, once."""
    told = set()
    written = line.ours(seen, page)
    nonce = written.get("nonce") if written else ""
    for one in _policies(seen, page):
        for wanted, path, what in _NEEDS:
            address = seen.mount.at(path)
            directive = csp.obstacle(one, wanted, address, seen.page.url, nonce=nonce)
            if directive and (directive, wanted) not in told:
                told.add((directive, wanted))
                yield _stopped(seen, directive, wanted, what, address)


def trusted_types(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Where a policy lists who may make trusted types, our name is among them."""
    for one in _policies(seen, page):
        names = one.get("trusted-types")
        if names is not None and not {"cookieprefs", "*"} & set(names):
            yield found("page-trusted-types", page=seen.page.url)
            return


def framing(seen: PageLook, page: Page) -> Iterator[Finding]:
    """The preferences open over a page at another origin too."""
    if seen.is_elsewhere:
        yield from headers.framed(seen.look, seen.origin)


def signal(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Global Privacy Control is looked for at the root of the page's host (G-05)."""
    reason = _why_no_gpc(seen)
    if reason:
        yield found("gpc-missing", url=f"{seen.origin}/.well-known/gpc.json", reason=reason, mount=seen.mount.url)


def address(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Another host has to be at the same address, or Safari forgets after 7 days (B-02)."""
    if seen.mount.host == seen.host:
        return
    theirs, ours = seen.addresses.get(seen.mount.host), seen.addresses.get(seen.host)
    told = {"host": seen.mount.host, "site": seen.host}
    if not theirs or not ours:
        yield found("address-unknown", **told)
    elif not is_near(theirs, ours):
        yield found("other-address", theirs=", ".join(sorted(theirs)), ours=", ".join(sorted(ours)), **told)


def is_near(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each kind of address that both have shares its first half: 16 bits of IPv4, 64 of IPv6."""
    kinds = [(_halves(some, version), _halves(others, version)) for version in (4, 6)]
    shared = [(one, other) for one, other in kinds if one and other]
    return bool(shared) and all(one & other for one, other in shared)


def sharing(seen: PageLook, page: Page) -> Iterator[Finding]:
    """A page on another host learns of decisions only by a cookie for the domain of both (B-06, B-07)."""
    if seen.mount.host == seen.host:
        return
    held = cookies.state_cookie(seen.look)
    if not _is_same_site(seen.mount.host, seen.host):
        yield found("other-site", host=seen.mount.host, site=seen.host)
    elif held and not cookies.covers(held, seen.host):
        yield found("cookie-one-host", name=held.name, host=seen.mount.host, site=seen.host)


def cross_origin(seen: PageLook, page: Page) -> Iterator[Finding]:
    """Pages of the site may ask what was decided, and pages of nobody else's."""
    for one in seen.own_cors:
        # The module is the same for everybody, so it needs no cookies.
        is_shared = one.path.endswith("/effects.js")
        if _allowed(one) != seen.origin or not (is_shared or _with_cookies(one)):
            yield found("cors-missing", url=one.url, origin=seen.origin, found=_said(one))
    if seen.own_post is not None and seen.own_post.status not in (200, 303):
        yield found("neighbour-refused", origin=seen.origin, status=seen.own_post.status)
    if wide := _allowed(seen.foreign_cors):
        yield found("cors-foreign", url=seen.foreign_cors.url, found=wide)


def _stopped(seen: PageLook, directive: str, wanted: str, what: str, address: str) -> Finding:
    nonce = ", or write the page's nonce on the line" if wanted == "script-src" else ""
    return found(
        "page-policy",
        page=seen.page.url,
        what=what,
        directive=directive,
        address=address,
        source=seen.mount.origin if seen.is_elsewhere else "'self'",
        nonce=nonce,
    )


def _policies(seen: PageLook, page: Page) -> tuple[Policy, ...]:
    metas = (one for one in page.every("meta") if one.get("http-equiv").lower() == "content-security-policy")
    return csp.policies((*seen.page.every("Content-Security-Policy"), *(one.get("content") for one in metas)))


def _why_no_gpc(seen: PageLook) -> str:
    if not seen.gpc.is_page:
        return f"it answers with status {seen.gpc.status}" if seen.gpc.status else seen.gpc.failure
    try:
        told = json.loads(seen.gpc.body)
    except (ValueError, RecursionError):
        return "what is there is no JSON"
    return "" if isinstance(told, dict) and told.get("gpc") is True else "it lacks `gpc: true`"


def _halves(addresses: frozenset[str], version: int) -> set[int]:
    known = [ip_address(one.partition("%")[0]) for one in addresses]
    return {int(one) >> (64 if isinstance(one, IPv6Address) else 16) for one in known if one.version == version}


def _is_same_site(host: str, other: str) -> bool:
    """Whether both end in the same two names: a guess, for the list of what can be registered is not here."""
    return host.split(".")[-2:] == other.split(".")[-2:]


def _allowed(answer: Answer) -> str | None:
    return answer.header("Access-Control-Allow-Origin")


def _said(answer: Answer) -> str:
    allowed = _allowed(answer)
    credentials = answer.header("Access-Control-Allow-Credentials") or "missing"
    if allowed is None:
        return "it says nothing of it"
    return f"Access-Control-Allow-Origin is {allowed}, Access-Control-Allow-Credentials is {credentials}"


def _with_cookies(answer: Answer) -> bool:
    return answer.header("Access-Control-Allow-Credentials") == "true"
