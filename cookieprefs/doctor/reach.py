"""Whether the mount answers at all, by https, and with pages of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from cookieprefs.doctor.answer import Answer, Certificate
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look
from cookieprefs.doctor.markup import Page

_LOCAL = ("localhost", "127.0.0.1", "::1")
_SOON = timedelta(days=14)
_AN_HOUR = timedelta(hours=1)
_UPSTREAM = (502, 504)


def stops(answers: tuple[Answer, ...]) -> Iterator[Finding]:
    """What keeps one from looking any further: the answers are those to the mount and where it led."""
    first, last = answers[0], answers[-1]
    if last.is_untrusted:
        yield found("certificate-refused", host=urlsplit(last.url).hostname, reason=last.failure)
    elif not last.status:
        yield found("unreachable", url=last.url, reason=last.failure)
    elif last.is_redirect and urlsplit(last.target).hostname == urlsplit(last.url).hostname:
        yield found("redirect-loop", url=first.url)
    elif last.is_redirect or not _is_same_place(first.url, last.url):
        yield _elsewhere(first, last.target if last.is_redirect else last.url)
    elif last.status in _UPSTREAM:
        yield found("upstream-silent", url=last.url, status=last.status)


def is_ours(answer: Answer) -> bool:
    """Whether it is a page of ours, be it one about an error."""
    return any(one.get("id") == "cookieprefs-main" for one in Page(answer.url, answer.text).elements)


def not_served(policy: Answer, ready: Answer) -> Iterator[Finding]:
    """Why there is no policy page, of which the process itself may say more."""
    words = ready.text.strip()
    if ready.status == 503 and words == "nothing published":
        yield found("nothing-published")
    elif ready.status == 503 and words == "no database":
        yield found("ledger-down")
    elif policy.status == 404 and is_ours(policy):
        path = policy.path
        yield found("path-unknown", path=path, mount=policy.url)
    elif policy.status >= 500:
        yield found("unavailable", url=policy.url, status=policy.status)
    elif not policy.is_page or not is_ours(policy):
        yield found("not-ours", url=policy.url, status=policy.status, path=policy.path)


def scheme(look: Look) -> Iterator[Finding]:
    """Https, and nothing but it (B-04 wants `Secure`)."""
    mount, plain = look.mount, look.plain_http
    if not mount.is_https and mount.host not in _LOCAL:
        yield found("not-https", mount=mount.url)
    if plain and plain.status and not (plain.is_redirect and plain.target.startswith("https:")):
        yield found("http-stays", url=plain.url, status=plain.status)


def certificate(look: Look) -> Iterator[Finding]:
    """A certificate that is about to end."""
    held = look.policy.certificate
    if held and ends_soon(held, look.asked_at):
        yield found("certificate-ends", host=look.mount.host, day=f"{held.ends:%Y-%m-%d}")


def ends_soon(held: Certificate, now: datetime) -> bool:
    """Whether a renewal is overdue: two weeks before the end, or a quarter of a short certificate's life."""
    return held.ends - now < min(_SOON, (held.ends - held.begins) / 4)


def clock(look: Look) -> Iterator[Finding]:
    """A server whose clock is wrong by more than an hour."""
    # Proxy and server may each have written theirs; one that is wrong is enough.
    dates = (_date(one) for one in look.policy.every("Date"))
    wrong = [one for one in dates if one and abs(one - look.asked_at) > _AN_HOUR]
    if wrong:
        yield found("clock-wrong", theirs=_minute(wrong[0]), ours=_minute(look.asked_at))


def _elsewhere(first: Answer, target: str) -> Finding:
    return found("redirect-elsewhere", url=first.url, target=target, path=first.path)


def _is_same_place(asked: str, arrived: str) -> bool:
    """Whether it led only to https, or to the slash at the end."""
    one, other = urlsplit(asked), urlsplit(arrived)
    is_upgrade = one.scheme == other.scheme or (one.scheme, other.scheme) == ("http", "https")
    return is_upgrade and one.path.rstrip("/") == other.path.rstrip("/")


def _date(written: str) -> datetime | None:
    """A moment with its zone; `None` where it is none, or names no zone."""
    try:
        read = parsedate_to_datetime(written)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _minute(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
