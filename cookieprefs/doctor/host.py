"""Whether cookieprefs knows where visitors see it, and believes nobody else about it (B-14, B-16)."""

from __future__ import annotations

from collections.abc import Iterator

from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Forgery, Look
from cookieprefs.doctor.markup import Page
from cookieprefs.doctor.prefix import own_addresses


def posts(look: Look) -> Iterator[Finding]:
    """A post from our own origin passes, one from another does not."""
    mount = look.mount
    if not _passed(look.own_post):
        status = look.own_post.status or look.own_post.failure
        yield found("own-post-refused", origin=mount.origin, status=status, mount=mount.url)
    if _passed(look.foreign_post):
        yield found("foreign-post-accepted")


def forwarded(look: Look) -> Iterator[Finding]:
    """No header that a visitor sends may change what we take for our address."""
    for one in look.forgeries:
        if _differs(one):
            yield found("forwarded-believed", header=one.header, mount=look.mount.url)


def _passed(answer: Answer) -> bool:
    return answer.status in (200, 303)


def _differs(one: Forgery) -> bool:
    if one.plain.path.endswith("/forget"):
        return _passed(one.forged) and not _passed(one.plain)
    return bool(one.forged.is_page) and _addresses(one.forged) != _addresses(one.plain)


def _addresses(answer: Answer) -> list[str]:
    return list(own_addresses(Page(answer.url, answer.text)))
