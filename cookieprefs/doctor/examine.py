"""Look at a mount and at pages of the site, and judge: the one function that the command calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from cookieprefs.doctor import caching, cookies, headers, host, line, pages, prefix, reach
from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.fetch import Fetcher
from cookieprefs.doctor.finding import Finding, Severity
from cookieprefs.doctor.kinds import found
from cookieprefs.doctor.look import Look, Mount, PageLook, Resolve, follow, look, look_at_page, resolved
from cookieprefs.doctor.markup import Page

OF_MOUNT: tuple[tuple[str, tuple[Callable[[Look], Iterator[Finding]], ...]], ...] = (
    ("it is reached, by https where it is not on this machine", (reach.scheme, reach.certificate, reach.clock)),
    (
        "whatever its pages name stays below the mount and is there",
        (prefix.slash, prefix.addresses, prefix.found_there),
    ),
    ("it knows its own address, and takes posts from there alone", (host.posts, host.forwarded)),
    ("its cookies arrive as they are set, and none before its time", (cookies.stored, cookies.early)),
    (
        "caches keep what is everybody's and nothing personal",
        (caching.personal, caching.shared, caching.validators, caching.vary, caching.compression),
    ),
    ("its headers arrive", (headers.policies, headers.others, headers.framing)),
)
"""What is told of a group in which nothing was found, and its checks."""

OF_PAGE: tuple[tuple[str, tuple[Callable[[PageLook, Page], Iterator[Finding]], ...]], ...] = (
    ("the line is there and leads to cookieprefs", (line.present, line.name, line.link, line.ungated)),
    ("its content security policy lets the line do its part", (pages.policy, pages.trusted_types, pages.framing)),
    ("the root of its host speaks of Global Privacy Control", (pages.signal,)),
    ("its host shares the decision, and no other", (pages.address, pages.sharing, pages.cross_origin)),
)


@dataclass(frozen=True, kw_only=True)
class Examined:
    """All that was found, and what is right, in the order in which it was looked at."""

    url: str
    findings: tuple[Finding, ...]
    right: tuple[str, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(one for one in self.findings if one.severity is severity)


def hosts(url: str, pages: Iterable[str]) -> set[str]:
    """The hosts that are to be visited: those of the addresses that the operator named."""
    return {urlsplit(one).hostname or "" for one in (url, *pages)}


def examine(
    fetcher: Fetcher,
    url: str,
    site_pages: Sequence[str] = (),
    *,
    resolve: Resolve = resolved,
    plain_port: int | None = None,
) -> Examined:
    """Look at the mount at `url` and at these pages; at the root of its host where none is named."""
    parts = urlsplit(url)
    bare = parts._replace(path=f"{parts.path.rstrip('/')}/", query="", fragment="")
    answers = follow(fetcher, bare.geturl())
    stopped = tuple(reach.stops(answers))
    if stopped:
        return Examined(url=answers[0].url, findings=stopped, right=())
    policy = answers[-1]
    mount = Mount(url=policy.url.partition("?")[0])
    unserved = tuple(reach.not_served(policy, fetcher.ask(mount.at("readyz"))))
    if unserved:
        return Examined(url=mount.url, findings=unserved, right=())
    seen = look(fetcher, mount, policy, plain_port=plain_port)
    # At the root of its host cookieprefs is all that there is: the site is elsewhere.
    named = site_pages or ((urljoin(mount.url, "/"),) if mount.path != "/" else ())
    told = [*_of_mount(seen), *(one for page in named for one in _of_page(fetcher, seen, page, resolve))]
    if not named:
        told.append(("", (found("page-unnamed"),)))
    return Examined(
        url=mount.url,
        findings=tuple(dict.fromkeys(one for _, some in told for one in some)),
        right=tuple(dict.fromkeys(right for right, some in told if not some)),
    )


def _of_mount(seen: Look) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for right, checks in OF_MOUNT:
        yield right, tuple(one for check in checks for one in check(seen))


def _of_page(
    fetcher: Fetcher, seen: Look, url: str, resolve: Resolve
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    one = look_at_page(fetcher, seen, url, resolve)
    if not one.page.is_page:
        yield "", (found("page-unreachable", page=one.page.url, reason=_why(one.page)),)
        return
    page = Page(one.page.url, one.page.text)
    for right, checks in OF_PAGE:
        yield f"{one.page.url}: {right}", tuple(found for check in checks for found in check(one, page))


def _why(answer: Answer) -> str:
    if answer.is_redirect:
        return f"it leads to {answer.target}"
    return f"it answers with status {answer.status}" if answer.status else answer.failure
