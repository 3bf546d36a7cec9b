"""What is asked of a mount and of the site's pages: reading alone, and a few posts that can store nothing."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cookieprefs.doctor.answer import Answer
from cookieprefs.doctor.fetch import Fetcher
from cookieprefs.doctor.markup import Page

STRANGER = "https://doctor.example"
"""An origin that is nobody's: `.example` is kept free for ever."""

_MOST_ASSETS = 8
_MOST_REDIRECTS = 5
# With its slash: behind a host's name, anything else would be part of that name.
_EFFECTS = re.compile(r'^\s*"effects": "(/[^"\\]+)"', re.MULTILINE)

Resolve = Callable[[str], frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Mount:
    """Where cookieprefs is said to be; `url` ends in a slash."""

    url: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as browsers write an `Origin`."""
        return origin_of(self.url)

    @property
    def host(self) -> str:
        """The host alone."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path, from slash to slash."""
        return urlsplit(self.url).path

    @property
    def is_https(self) -> bool:
        """Whether visitors come over https."""
        return self.url.startswith("https:")

    def at(self, path: str) -> str:
        """An address of ours."""
        return self.url + path


@dataclass(frozen=True, kw_only=True)
class Forgery:
    """An answer to a request that bore a forwarded header of ours, and the one without it."""

    header: str
    plain: Answer
    forged: Answer


@dataclass(frozen=True, kw_only=True)
class Look:
    """Everything that a mount answered."""

    mount: Mount
    asked_at: datetime
    policy: Answer
    slashless: Answer | None
    plain_http: Answer | None
    preferences: Answer
    preferences_again: Answer
    consent: Answer
    banner: Answer
    embed: Answer
    embed_again: Answer
    effects: Answer | None
    assets: tuple[Answer, ...]
    own_post: Answer
    foreign_post: Answer
    forgeries: tuple[Forgery, ...]

    @property
    def personal(self) -> tuple[Answer, ...]:
        """The answers that hold one visitor's state."""
        return self.policy, self.preferences, self.consent

    @property
    def shared(self) -> tuple[Answer, ...]:
        """The answers that are the same for everybody, and that each page of the site asks for."""
        return tuple(one for one in (self.embed, self.banner, self.effects) if one)

    @property
    def pages(self) -> tuple[Answer, ...]:
        """The answers that are pages."""
        return self.policy, self.preferences


@dataclass(frozen=True, kw_only=True)
class PageLook:
    """What a page of the site answered, and what cookieprefs answers to a page there."""

    mount: Mount
    look: Look
    page: Answer
    gpc: Answer
    own_cors: tuple[Answer, ...]
    own_post: Answer | None
    foreign_cors: Answer
    addresses: Mapping[str, frozenset[str]]

    @property
    def host(self) -> str:
        """The page's host."""
        return urlsplit(self.page.url).hostname or ""

    @property
    def origin(self) -> str:
        """The page's origin."""
        return origin_of(self.page.url)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the page is on another origin than cookieprefs."""
        return self.origin != self.mount.origin


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, the port left out where it is the usual one."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def follow(fetcher: Fetcher, url: str) -> tuple[Answer, ...]:
    """The answer for an address and those that its redirects lead to, as long as they stay on its host."""
    answers = [fetcher.ask(url)]
    while answers[-1].is_redirect and len(answers) <= _MOST_REDIRECTS:
        last, target = answers[-1], answers[-1].target
        seen = {one.url for one in answers}
        if target in seen or urlsplit(target).hostname != urlsplit(last.url).hostname:
            break
        answers.append(fetcher.ask(target))
    return tuple(answers)


def look(fetcher: Fetcher, mount: Mount, policy: Answer, *, plain_port: int | None = None) -> Look:
    """Ask a mount for all that the checks want to know."""
    ask = fetcher.ask
    asked_at = fetcher.clock()
    preferences, embed = ask(mount.at("preferences")), ask(mount.at("embed.js"))
    foreign = _post(fetcher, mount, STRANGER)
    return Look(
        mount=mount,
        asked_at=asked_at,
        policy=policy,
        slashless=ask(mount.url.rstrip("/")) if mount.path != "/" else None,
        plain_http=_plain_http(fetcher, mount, plain_port),
        preferences=preferences,
        preferences_again=ask(mount.at("preferences")),
        consent=ask(mount.at("consent")),
        banner=ask(mount.at("banner")),
        embed=embed,
        embed_again=ask(mount.at("embed.js"), headers={"If-None-Match": embed.header("ETag") or '"none"'}),
        effects=_effects(fetcher, mount, embed),
        assets=tuple(ask(one) for one in _assets(mount, (policy, preferences))),
        own_post=_post(fetcher, mount, mount.origin),
        foreign_post=foreign,
        forgeries=tuple(_forge(fetcher, mount, preferences, foreign)),
    )


def look_at_page(fetcher: Fetcher, seen: Look, url: str, resolve: Resolve) -> PageLook:
    """Ask for a page of the site, and as one of its scripts would ask cookieprefs."""
    mount, page = seen.mount, follow(fetcher, url)[-1]
    origin = origin_of(page.url)
    is_elsewhere = origin != mount.origin
    hosts = {mount.host, urlsplit(page.url).hostname or ""}
    return PageLook(
        mount=mount,
        look=seen,
        page=page,
        gpc=follow(fetcher, f"{origin}/.well-known/gpc.json")[-1],
        own_cors=tuple(_read_from(fetcher, seen, origin)) if is_elsewhere else (),
        own_post=_post(fetcher, mount, origin) if is_elsewhere else None,
        foreign_cors=_ask_from(fetcher, mount.at("consent"), STRANGER),
        addresses={one: resolve(one) for one in hosts} if len(hosts) > 1 else {},
    )


def resolved(host: str) -> frozenset[str]:
    """The IPv4 and IPv6 addresses of a name; none where it has none."""
    try:
        return frozenset(str(one[4][0]) for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return frozenset()


def _post(fetcher: Fetcher, mount: Mount, origin: str, **forwarded: str) -> Answer:
    """Ask to be forgotten, as nobody: without our id cookie nothing is written, and cookies are only deleted."""
    headers = {name.replace("_", "-"): value for name, value in forwarded.items()}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return fetcher.ask(mount.at("forget"), "POST", {**form, "Origin": origin, **headers}, body="")


def _read_from(fetcher: Fetcher, seen: Look, origin: str) -> Iterator[Answer]:
    """What scripts of a page at this origin read of ours: the visitor's state, and the module of the line."""
    for one in (seen.consent, seen.effects):
        if one:
            yield _ask_from(fetcher, one.url, origin)


def _ask_from(fetcher: Fetcher, url: str, origin: str) -> Answer:
    return fetcher.ask(url, headers={"Origin": origin})


def _plain_http(fetcher: Fetcher, mount: Mount, port: int | None) -> Answer | None:
    """What answers by http where the mount is https; which port that is can only be known of the usual one."""
    if not mount.is_https or (port is None and urlsplit(mount.url).port not in (None, 443)):
        return None
    return fetcher.ask(f"http://{mount.host}{f':{port}' if port else ''}{mount.path}")


def _effects(fetcher: Fetcher, mount: Mount, embed: Answer) -> Answer | None:
    named = _EFFECTS.search(embed.text)
    return fetcher.ask(mount.url.rstrip("/") + named[1]) if named else None


def _assets(mount: Mount, pages: Iterable[Answer]) -> list[str]:
    """The addresses of styles and scripts that the pages name at our origin, each once."""
    named = {address: None for one in pages for address in asset_addresses(Page(one.url, one.text))}
    return [one for one in named if origin_of(one) == mount.origin][:_MOST_ASSETS]


def asset_addresses(page: Page) -> Iterator[str]:
    """Where a page's own style sheets and scripts are."""
    for one in page.every("script", "link"):
        written = one.get("src") if one.tag == "script" else one.get("href")
        if written:
            yield page.address(written)


def _forge(fetcher: Fetcher, mount: Mount, preferences: Answer, foreign: Answer) -> Iterator[Forgery]:
    # An address of its own: a cache that keeps what it should not must not hand our forgery to a visitor.
    url = mount.at("preferences?doctor=forwarded")
    forged = fetcher.ask(url, headers={"X-Forwarded-Prefix": "/doctor"})
    yield Forgery(header="X-Forwarded-Prefix", plain=preferences, forged=forged)
    stranger = urlsplit(STRANGER).netloc
    host = _post(fetcher, mount, f"{urlsplit(mount.url).scheme}://{stranger}", X_Forwarded_Host=stranger)
    yield Forgery(header="X-Forwarded-Host", plain=foreign, forged=host)
    other = "http" if mount.is_https else "https"
    origin = f"{other}://{urlsplit(mount.url).netloc}"
    proto = _post(fetcher, mount, origin, X_Forwarded_Proto=other)
    yield Forgery(header="X-Forwarded-Proto", plain=_post(fetcher, mount, origin), forged=proto)
