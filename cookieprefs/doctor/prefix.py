"""Whether whatever our pages name stays below the mount and is found there (B-14)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look, Mount, asset_addresses, origin_of
from cookieprefs.doctor.markup import Page

_OURS = ("data-hx-get", "data-hx-post")
_TYPES = {".css": "text/css", ".js": "javascript", ".svg": "image/svg"}


def slash(look: Look) -> Iterator[Finding]:
    """The mount without the slash at its end has to lead to the one with it."""
    one, mount = look.slashless, look.mount
    if one is None or (one.is_redirect and _is_mount(mount, one.target)):
        return
    target = f" and leads to {one.target}" if one.is_redirect else ""
    yield found("slash-missing", url=one.url, mount=mount.url, status=one.status or one.failure, target=target)


def addresses(look: Look) -> Iterator[Finding]:
    """Forms, styles and scripts of our pages: the first of each page that leads elsewhere is told."""
    for answer in look.pages:
        page = Page(answer.url, answer.text)
        wrong = (_astray(look.mount, answer, address) for address in own_addresses(page))
        yield from [one for one in wrong if one][:1]


def own_addresses(page: Page) -> Iterator[str]:
    """What a page of ours names of ours, as whole addresses; links in an operator's prose lead where they will."""
    yield from asset_addresses(page)
    for one in page.every("form", "a", "button", "input"):
        written = [one.get("action")] if one.tag == "form" else []
        if one.tag == "a" and one.get("class").startswith("cookieprefs-"):
            written.append(one.get("href"))
        for value in (*written, *(one.get(name) for name in _OURS)):
            # A place on the page itself says nothing of where it is.
            if value and not value.startswith("#"):
                yield page.address(value)


def found_there(look: Look) -> Iterator[Finding]:
    """Every address that visitors' browsers ask for has to answer."""
    for one in (look.preferences, look.consent, *look.shared):
        if not one.is_page:
            yield found("address-broken", url=one.url, status=one.status or one.failure, mount=look.mount.url)
    # One is enough: they stand in one folder.
    missing = [one for one in look.assets if not _is_right(one)][:1]
    for one in missing:
        told = one.header("Content-Type") or "none"
        status = one.status or one.failure
        yield found("static-missing", url=one.url, status=status, type=told, mount=look.mount.url)


def _is_mount(mount: Mount, address: str) -> bool:
    return (origin_of(address), urlsplit(address).path) == (mount.origin, mount.path)


def _astray(mount: Mount, answer: Answer, address: str) -> Finding | None:
    told = {"url": answer.url, "address": address, "mount": mount.url}
    if origin_of(address) != mount.origin:
        return found("address-elsewhere", **told)
    path = urlsplit(address).path
    if mount.path != "/" and path.startswith(mount.path + mount.path[1:]):
        return found("prefix-doubled", **told)
    return None if path.startswith(mount.path) else found("prefix-lost", **told)


def _is_right(answer: Answer) -> bool:
    """Whether it is there, and of the type that its name promises: a site's own error page may say 200."""
    ending = answer.path[answer.path.rfind(".") :]
    return answer.is_page and _TYPES.get(ending, "") in (answer.header("Content-Type") or "")
