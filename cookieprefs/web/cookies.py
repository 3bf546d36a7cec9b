"""Our two cookies: their names, how they are read as untrusted input, set, and deleted (DESIGN 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from flask import Request, Response

from cookieprefs.core import state
from cookieprefs.core.consent import Decision
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.settings import Settings

_SUBJECT_FORM = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)


def state_name(settings: Settings) -> str:
    """The state cookie's name: `__Host-` ties it to one https host (B-05)."""
    return f"__Host-{settings.cookie}" if settings.is_https else settings.cookie


def subject_name(settings: Settings) -> str:
    """The id cookie's name: its path is the mount, so `__Host-` is not open to it."""
    return f"__Secure-{settings.cookie}_id" if settings.is_https else f"{settings.cookie}_id"


def claimed(request: Request, settings: Settings, version: PolicyVersion) -> Decision | None:
    """What the browser claims was decided about what the site uses; rubbish is nothing."""
    return state.claim(version, request.cookies.get(state_name(settings), ""))


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
    seconds = max(0, int((decision.until - now).total_seconds()))
    response.set_cookie(
        state_name(settings),
        state.encode(version, decision),
        max_age=seconds,
        path="/",
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


def forget(response: Response, settings: Settings, *, mount: str) -> None:
    """Delete both cookies."""
    secure = settings.is_https
    response.delete_cookie(state_name(settings), path="/", secure=secure, samesite="Lax")
    response.delete_cookie(subject_name(settings), path=f"{mount}/", secure=secure, httponly=True, samesite="Lax")


def forget_other_names(request: Request, response: Response, settings: Settings, *, mount: str) -> None:
    """Delete what an earlier mode of ours left (http before https), so that one name counts."""
    for name, path in _other_names(settings, mount):
        if name in request.cookies:
            response.delete_cookie(name, path=path, secure=name.startswith("__"), samesite="Lax")


def _other_names(settings: Settings, mount: str) -> Iterator[tuple[str, str]]:
    state, subject = settings.cookie, f"{settings.cookie}_id"
    for name, path in ((state, "/"), (f"__Host-{state}", "/")):
        if name != state_name(settings):
            yield name, path
    for name, path in ((subject, f"{mount}/"), (f"__Secure-{subject}", f"{mount}/")):
        if name != subject_name(settings):
            yield name, path
