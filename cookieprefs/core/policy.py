"""A site's policy as its operator wrote it, and the versions of it that were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cookieprefs.core.catalogue import Catalogue, Service, Words
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.core.othertool import Tool
from cookieprefs.core.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Controller:
    """Who is answerable for the site (GDPR 13(1)): name and how to reach them."""

    name: str
    address: str
    email: str
    country: str = ""
    data_protection_officer: str = ""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Where a visitor may complain (GDPR 13(2)(d))."""

    name: str
    website: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What one consent covers: a name, a list of domains, and who answers for them (L-12)."""

    key: str
    name: str
    domains: tuple[str, ...]
    controller: Controller
    authority: Authority
    privacy_policy: Words
    languages: tuple[str, ...]
    cookie_domain: str = ""
    """The domain whose every host remembers the one decision (B-05, B-06); empty: each host has its own."""

    @property
    def default_language(self) -> str:
        """The language shown when the visitor's is not on offer."""
        return self.languages[0]


SIX_MONTHS = Lifetime(amount=6, unit=Unit.MONTH)
THREE_YEARS = Lifetime(amount=3, unit=Unit.YEAR)


class FirstRefusal(StrEnum):
    """What is kept of a refusal by somebody whom the ledger does not know, for they never said yes (R-25)."""

    WITHOUT_ID = "without_id"
    PSEUDONYMOUS = "pseudonymous"
    AGGREGATE = "aggregate"


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    """Whose cookie holds earlier answers, until when they were given, and which of them mean the same as ours.

    `same_meaning` maps our services to the other tool's names. With `revision`, only what was answered to that
    state of the other tool's own settings counts.
    """

    tool: Tool
    cookie: str
    changed_on: date
    same_meaning: Mapping[str, str]
    revision: str = ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How long decisions count, how long their proof is kept, how they may be given, and what else is counted.

    (L-30, L-31, R-23, R-25)
    """

    lifetime: Lifetime = SIX_MONTHS
    proof_kept: Lifetime = THREE_YEARS
    first_refusal: FirstRefusal = FirstRefusal.WITHOUT_ID
    continued_navigation: bool = False
    heeds_dnt: bool = False
    hides_from_crawlers: bool = False
    counts_banners: bool = False
    follows_browser: bool = True
    """Whether a page whose address names no language is in the visitor's own, where the site has it."""
    take_over: TakeOver | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of the policy's prose: safe HTML, or a place for what is generated (`marker`)."""

    html: str = ""
    marker: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyText:
    """The policy's prose in one language: `parts` in order, and the Markdown they were made from."""

    title: str
    parts: tuple[Part, ...]
    source: str
    effective: date | None = None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the operator's files say: the site, its rules, what it uses, and the prose by language.

    `markup` names the other tools whose markup the site's pages still bear, each with what its names mean here: a
    service or a purpose. `theme` is how all of it looks, which asks nobody again.
    """

    site: Site
    catalogue: Catalogue
    rules: Rules = field(default_factory=Rules)
    texts: Mapping[str, PolicyText] = field(default_factory=dict)
    markup: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    theme: Theme = field(default_factory=Theme)


@dataclass(frozen=True, kw_only=True)
class PolicyVersion:
    """One published state of texts and services; never edited.

    `since` maps each service to the last consent revision that needs a new answer for it, `vouched` each service
    that may be taken over from another tool to what that was when the operator first said so.
    """

    number: int
    consent_revision: int
    text_revision: int
    published_at: datetime
    policy: Policy
    since: Mapping[str, int]
    vouched: Mapping[str, int] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """What the site used at this version."""
        return self.policy.catalogue

    def asked_since(self, revision: int) -> tuple[Service, ...]:
        """The services whose answer has to be newer than `revision`."""
        return tuple(one for one in self.catalogue.refusable() if self.since[one.key] > revision)
