"""What a foreign configuration says, in our words and neutral to the tool it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str]
"""One text by language; a tool without languages writes it under the draft's first."""


@dataclass(frozen=True, kw_only=True)
class FoundCookie:
    """One stored item; an empty field is what the source does not say.

    `there` is how the source writes its name, where `name` could not be told from it.
    """

    name: str
    there: str = ""
    lifetime: str = ""
    unread_lifetime: str = ""
    holds: Words = field(default_factory=dict)
    kind: str = "cookie"
    is_third_party: bool = False
    domain: str = ""
    path: str = "/"


@dataclass(frozen=True, kw_only=True)
class FoundService:
    """One service. `use` is its entry in the library, where it surely is that one; `purpose` a purpose's key.

    `called` are the names that the tool's markup has for it; `there` is what to show of where it comes from;
    `vendor` is a key that those of one vendor share.
    `is_required` says that visitors could not refuse it there, `could_be_refused` that they could: where neither
    is true the source does not say. `remarks` are sentences that stand above it in the file.
    """

    key: str
    name: str = ""
    there: str = ""
    called: tuple[str, ...] = ()
    use: str | None = None
    purpose: str = ""
    description: Words = field(default_factory=dict)
    cookies: tuple[FoundCookie, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    vendor: str = ""
    vendor_name: str = ""
    vendor_policy: str = ""
    is_required: bool = False
    could_be_refused: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FoundPurpose:
    """One purpose; `there` is the source's own word for it, `detail` its own text, `called` its name in markup."""

    key: str
    there: str = ""
    called: tuple[str, ...] = ()
    title: Words = field(default_factory=dict)
    detail: Words = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All that a source says of a site. `left` are sentences about what was not taken over, and why.

    `markup` is the name under which `markup:` knows the tool, where pages bear marks of it.
    """

    tool: str
    markup: str = ""
    languages: tuple[str, ...]
    guesses_language: bool = False
    domains: tuple[str, ...] = ()
    privacy_policy: Words = field(default_factory=dict)
    unread_policy: str = ""
    lifetime: str = ""
    unread_lifetime: str = ""
    do_not_track: bool = False
    hides_from_crawlers: bool = False
    purposes: tuple[FoundPurpose, ...] = ()
    services: tuple[FoundService, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the operator says beside the file: the languages of the site, and which platforms of a list to take."""

    languages: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def languages_or(self, found: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """The site's languages, and whether they are but a guess: the operator's word goes before the file's."""
        known = self.languages or found
        return (known, False) if known else (("en",), True)
