"""What came back for one address, or why nothing did; and the cookies that an answer sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit


def joined(base: str, written: str) -> str:
    """A whole address for one that stands on a page or in a header; empty where it is none.

    What has no shape of its own is quoted, as browsers do: the address may be printed on a terminal.
    """
    try:
        joint = urljoin(base, written.strip())
        address = "".join(one if one.isprintable() else quote(one) for one in joint)
        # Brackets and ports are only read, and refused, when they are asked for.
        return address if urlsplit(address).port != -1 else ""
    except ValueError:
        return ""


@dataclass(frozen=True, kw_only=True)
class SetCookie:
    """One `Set-Cookie` header: attributes by their names in lower case, flags with an empty value."""

    name: str
    value: str
    attributes: Mapping[str, str]

    @property
    def domain(self) -> str | None:
        """The domain that it is set for, without a leading dot; `None` where it stays with its host."""
        return self.attributes.get("domain", "").lower().lstrip(".") or None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """From when until when the certificate of an https answer is valid."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer as it arrived, without any redirect followed. Status 0: none arrived, `failure` says why."""

    url: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    certificate: Certificate | None = None
    failure: str = ""
    is_untrusted: bool = field(default=False)
    """Whether the connection failed because of the certificate."""

    @property
    def is_page(self) -> bool:
        """Whether there is a page to look at."""
        return self.status == 200

    @property
    def is_redirect(self) -> bool:
        """Whether it leads on to another address."""
        return self.status in (301, 302, 303, 307, 308) and self.header("Location") is not None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")

    def every(self, name: str) -> tuple[str, ...]:
        """The values of all headers of this name."""
        return tuple(value for one, value in self.headers if one.lower() == name.lower())

    def header(self, name: str) -> str | None:
        """The value of a header; several of the same name are joined, as HTTP reads them."""
        return ", ".join(self.every(name)) or None

    def tokens(self, name: str) -> frozenset[str]:
        """The parts of a header that lists words by commas, in lower case."""
        return frozenset(one.strip().lower() for one in (self.header(name) or "").split(",") if one.strip())

    @property
    def target(self) -> str:
        """Where a redirect leads, as a whole address."""
        return joined(self.url, self.header("Location") or "")

    @property
    def path(self) -> str:
        """The path that was asked for."""
        return urlsplit(self.url).path

    def cookies(self) -> Iterator[SetCookie]:
        """The cookies that it sets or deletes."""
        for written in self.every("Set-Cookie"):
            pair, *rest = written.split(";")
            name, _, value = pair.partition("=")
            named = ((one.partition("=")[0].strip().lower(), one.partition("=")[2].strip()) for one in rest)
            yield SetCookie(
                name=name.strip(), value=value.strip().strip('"'), attributes=MappingProxyType(dict(named))
            )
