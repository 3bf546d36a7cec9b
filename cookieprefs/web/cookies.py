"""Our two cookies: their names, how they are read as untrusted input, set, and deleted (DESIGN 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from flask import Request, Response

from cookieprefs.core import state
from cookieprefs.core.consent import Decision
from cookieprefs.core.policy import PolicyVersion, Site
from cookieprefs.settings import Settings
from cookieprefs.web import sharing

_SUBJECT_FORM = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)


def state_name(settings: Settings, site: Site) -> str:
    """The state cookie's name: over https `__Host-` ties it to one host; for several it is `__Secure-` (B-05)."""
    if not settings.is_https:
        return settings.cookie
    return f"__Secure-{settings.cookie}" if sharing.domain(settings, site) else f"__Host-{settings.cookie}"


def subject_name(settings: Settings) -> str:
    """The id cookie's name: its path is the mount, so `__Host-` is not open to it."""
    return f"__Secure-{settings.cookie}_id" if settings.is_https else f"{settings.cookie}_id"


def claimed(request: Request, settings: Settings, version: PolicyVersion) -> Decision | None:
    """What the browser claims was decided about what the site uses; rubbish is nothing."""
    return state.claim(version, request.cookies.get(state_name(settings, version.policy.site), ""))


def others(request: Request, name: str) -> list[str]:
    """The values that arrived under a name of others, as they are: bare JSON is no cookie to the framework."""
    pairs = (part.strip().partition("=") for part in request.headers.get("Cookie", "").split(";"))
    return [value.removeprefix('"').removesuffix('"') for found, _, value in pairs if found == name]


def subject(request: Request, settings: Settings) -> str | None:
    """The subject's id that the browser holds, if it has the form of one of ours."""
    held = request.cookies.get(subject_name(settings), "")
    return held if _SUBJECT_FORM.fullmatch(held) else None


def remember(
    response: Response,
    settings: Settings,
    version: PolicyVersion,
    decision: Decision,
    *,
    mount: str,
    subject: str | None,
    now: datetime,
) -> None:
    """Keep a decision in the browser until it ends. The id goes with it only where there is one (R-20)."""
    seconds, site = max(0, int((decision.until - now).total_seconds())), version.policy.site
    response.set_cookie(
        state_name(settings, site),
        state.encode(version, decision),
        max_age=seconds,
        path="/",
        domain=sharing.domain(settings, site) or None,
        secure=settings.is_https,
        samesite="Lax",
    )
    if subject is not None:
        response.set_cookie(
            subject_name(settings),
            subject,
            max_age=seconds,
            path=f"{mount}/",
            secure=settings.is_https,
            httponly=True,
            samesite="Lax",
        )


def forget(response: Response, settings: Settings, site: Site, *, mount: str) -> None:
    """Delete both cookies."""
    secure, domain = settings.is_https, sharing.domain(settings, site) or None
    response.delete_cookie(state_name(settings, site), path="/", domain=domain, secure=secure, samesite="Lax")
    response.delete_cookie(subject_name(settings), path=f"{mount}/", secure=secure, httponly=True, samesite="Lax")


def forget_other_names(
    request: Request, response: Response, settings: Settings, site: Site, *, mount: str
) -> None:
    """Delete what an earlier mode left (http before https, one host before several), so that one name counts."""
    for name, path, domain in _other_names(settings, site, mount):
        if name in request.cookies:
            response.delete_cookie(name, path=path, domain=domain, secure=name.startswith("__"), samesite="Lax")


def _other_names(settings: Settings, site: Site, mount: str) -> Iterator[tuple[str, str, str | None]]:
    state, subject = settings.cookie, f"{settings.cookie}_id"
    found: list[tuple[str, str, str | None]] = [(name, "/", None) for name in (state, f"__Host-{state}")]
    found += [(f"__Secure-{state}", "/", domain) for domain in _domains_of(settings.host)]
    found += [(name, f"{mount}/", None) for name in (subject, f"__Secure-{subject}")]
    ours = {state_name(settings, site), subject_name(settings)}
    yield from (one for one in found if one[0] not in ours)


def _domains_of(host: str) -> Iterator[str]:
    """The domains that a cookie for several hosts can have borne here: this host and what is above it."""
    labels = host.split(".")
    yield from (".".join(labels[start:]) for start in range(len(labels) - 1))
