"""The operator's own site: which of its texts stand in which of its languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cookieprefs.core.catalogue import Service, Words
from cookieprefs.core.policy import Policy
from cookieprefs.web.translations import speaks


@dataclass(frozen=True, kw_only=True)
class Lack:
    """A text that visitors of these languages read in another one, marked as such (L-26)."""

    text: str
    languages: tuple[str, ...]


def unspoken(policy: Policy) -> tuple[str, ...]:
    """The site's languages that the interface does not speak: buttons and headings stay English there."""
    return tuple(one for one in policy.site.languages if not speaks(one))


def lacking(policy: Policy) -> Iterator[Lack]:
    """Each text that some language of the site lacks."""
    languages = policy.site.languages
    for name, words in _texts(policy):
        missing = tuple(one for one in languages if one not in words)
        if words and missing:
            yield Lack(text=name, languages=missing)


def _texts(policy: Policy) -> Iterator[tuple[str, Words]]:
    yield "the policy's text", {code: text.source for code, text in policy.texts.items()}
    for purpose in policy.catalogue.purposes:
        for name in ("title", "summary", "detail"):
            yield f"{name} of the purpose {purpose.key}", getattr(purpose, name)
    for service in policy.catalogue.services:
        yield from _of_service(service)


def _of_service(service: Service) -> Iterator[tuple[str, Words]]:
    for name in ("description", "necessity_reason", "safeguard"):
        yield f"{name} of the service {service.key}", getattr(service, name) or {}
    for cookie in service.cookies:
        yield f"what {cookie.name} of the service {service.key} holds", cookie.holds
