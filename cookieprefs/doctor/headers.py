"""Whether the headers that guard our pages arrive, and no others that break them (B-17)."""

from __future__ import annotations

from collections.abc import Iterator

from cookieprefs.doctor import csp
from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.csp import Policy
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look, Mount

OURS: Policy = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "connect-src": ("'self'",),
    "frame-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
}
"""Our policy but for frame-ancestors, which depends on the page."""

OTHERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
"""Other headers of ours that something rests on: types are not guessed, and a post is led back by its referrer."""

_NEEDED = ("script-src", "style-src", "img-src", "connect-src", "frame-src", "form-action")


def policies(look: Look) -> Iterator[Finding]:
    """Our policy is there, as we sent it, and alone."""
    for one in look.pages:
        if one.is_page:
            yield from _policies_of(look.mount, one)


def others(look: Look) -> Iterator[Finding]:
    """The other headers of ours arrive with their values."""
    for one in look.pages:
        for name, wanted in OTHERS.items():
            if one.is_page and one.tokens(name) != {wanted}:
                told = one.header(name) or "nothing"
                yield found(
                    "headers-changed", url=one.url, name=name, found=told, wanted=wanted, mount=look.mount.url
                )


def framing(look: Look) -> Iterator[Finding]:
    """The preferences open in a frame over the site's pages."""
    yield from framed(look, look.mount.origin)


def framed(look: Look, origin: str) -> Iterator[Finding]:
    """Whether the preferences may stand in a frame of a page of this origin."""
    one, told = look.preferences, {"url": look.preferences.url, "mount": look.mount.url}
    if not one.is_page:
        return
    stated = [values for policy in _sent(one) if (values := policy.get("frame-ancestors")) is not None]
    if not all(csp.is_listed(values, origin, one.url) for values in stated):
        header = "Content-Security-Policy with its frame-ancestors"
        yield found("frame-refused", page=origin, header=header, **told)
    options = one.header("X-Frame-Options")
    if options and one.tokens("X-Frame-Options") != {"sameorigin"}:
        if stated:
            yield found("frame-options", found=options, **told)
        else:
            yield found("frame-refused", page=origin, header=f"X-Frame-Options: {options}", **told)


def _policies_of(mount: Mount, answer: Answer) -> Iterator[Finding]:
    sent, told = _sent(answer), {"url": answer.url, "mount": mount.url}
    if not sent:
        yield found("csp-removed", **told)
        return
    best = min(sent, key=lambda one: len(_differences(one)))
    if differences := _differences(best):
        yield found("csp-changed", difference=", ".join(differences), **told)
    others = [one for one in sent if one is not best]
    blocking = {name: None for one in others for name in _blocking(mount, answer, one)}
    if blocking:
        yield found("csp-doubled", directives=", ".join(blocking), **told)


def _sent(answer: Answer) -> tuple[Policy, ...]:
    return csp.policies(answer.every("Content-Security-Policy"))


def _differences(policy: Policy) -> list[str]:
    """What distinguishes a policy from ours, in words."""
    names = dict.fromkeys((*OURS, *policy))
    wrong = [one for one in names if one != "frame-ancestors" and policy.get(one) != OURS.get(one)]
    return [f"{one} is {' '.join(policy[one]) or 'empty'}" if one in policy else f"{one} is gone" for one in wrong]


def _blocking(mount: Mount, answer: Answer, policy: Policy) -> Iterator[str]:
    for wanted in _NEEDED:
        name = csp.obstacle(policy, wanted, mount.at("x"), answer.url)
        if name:
            yield name
