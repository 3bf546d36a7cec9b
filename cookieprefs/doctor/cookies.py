"""Whether our two cookies arrive as we set them (B-04, B-05), and none before its time (B-11)."""

from __future__ import annotations

from collections.abc import Iterator

from cookieprefs.doctor.answer import SetCookie
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look, Mount

STATE, SUBJECT = "cookieprefs", "cookieprefs_id"
_PREFIXES = ("__Host-", "__Secure-")


def stored(look: Look) -> Iterator[Finding]:
    """What the answer to a post says of both cookies: it deletes them, under the names and paths they are set."""
    if look.own_post.status not in (200, 303):
        return
    ours = {bare_name(one): one for one in look.own_post.cookies() if bare_name(one) in (STATE, SUBJECT)}
    missing = [name for name in (STATE, SUBJECT) if name not in ours]
    if missing:
        yield found("cookies-dropped", names=" and ".join(missing), mount=look.mount.url)
    for name, one in ours.items():
        yield from _as_set(look.mount, one, is_state=name == STATE)


def early(look: Look) -> Iterator[Finding]:
    """Nothing sets a cookie before a choice, not even a proxy in front of us."""
    seen = {one.name: answer.url for answer in (*look.shared, *look.personal) for one in answer.cookies()}
    for name, url in seen.items():
        yield found("cookie-early", url=url, name=name, mount=look.mount.url)


def state_cookie(look: Look) -> SetCookie | None:
    """The cookie that tells the site what was decided, as it arrives."""
    return next((one for one in look.own_post.cookies() if bare_name(one) == STATE), None)


def covers(cookie: SetCookie, host: str) -> bool:
    """Whether a host gets a cookie that was set for a domain."""
    return cookie.domain is not None and (host == cookie.domain or host.endswith(f".{cookie.domain}"))


def bare_name(cookie: SetCookie) -> str:
    """A cookie's name without the prefix that https puts before it."""
    for prefix in _PREFIXES:
        if cookie.name.startswith(prefix):
            return cookie.name.removeprefix(prefix)
    return cookie.name


def _as_set(mount: Mount, one: SetCookie, *, is_state: bool) -> Iterator[Finding]:
    is_shared = is_state and not one.name.startswith("__Host-")
    wanted = "__Host-" if is_state else "__Secure-"
    if mount.is_https and not one.name.startswith(_PREFIXES):
        yield found("cookie-unprefixed", name=one.name, wanted=wanted, mount=mount.url)
    path = "/" if is_state else mount.path
    if one.attributes.get("path", "") != path:
        told = one.attributes.get("path", "") or "none"
        yield found("cookie-path", name=one.name, path=told, wanted=path, mount=mount.url)
    if one.domain and not (is_shared and covers(one, mount.host)):
        yield found("cookie-domain", name=one.name, domain=one.domain)
    differences = list(_flags(mount, one, is_state=is_state))
    if differences:
        yield found("cookie-flags", name=one.name, difference=" and ".join(differences))


def _flags(mount: Mount, one: SetCookie, *, is_state: bool) -> Iterator[str]:
    has = one.attributes
    if (mount.is_https or one.name.startswith(_PREFIXES)) and "secure" not in has:
        yield "without Secure"
    if not mount.is_https and "secure" in has:
        yield "with Secure over plain http"
    if is_state and "httponly" in has:
        yield "with HttpOnly, so that no page can read it"
    if not is_state and "httponly" not in has:
        yield "without HttpOnly"
    if has.get("samesite", "").lower() != "lax":
        yield f"with SameSite={has.get('samesite') or 'nothing'} in place of Lax"
