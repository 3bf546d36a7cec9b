"""django-cookie-consent's groups and cookies, as `manage.py dumpdata cookie_consent` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cookieprefs.importing.cookies import named
from cookieprefs.importing.draft import Draft, FoundCookie, FoundPurpose, FoundService, Wish
from cookieprefs.importing.matching import sorted_out
from cookieprefs.importing.purposes import key_of
from cookieprefs.importing.values import items, mapping, plain, text

GROUP, COOKIE = "cookie_consent.cookiegroup", "cookie_consent.cookie"


def read(config: object, wish: Wish) -> Draft:
    """The draft of a fixture: its groups are purposes, and what they hold is sorted by the library."""
    rows = [mapping(one) for one in items(config)]
    languages, guesses = wish.languages_or(())
    # By natural keys a cookie names its group; else by number.
    groups = {
        key: mapping(row.get("fields"))
        for row in rows
        if row.get("model") == GROUP
        for key in {_key(row.get("pk")), _key([mapping(row.get("fields")).get("varname")])}
    }
    cookies: dict[str, list[FoundCookie]] = {}
    for row in rows:
        fields = mapping(row.get("fields"))
        group = groups.get(_key(fields.get("cookiegroup")))
        if row.get("model") == COOKIE and group:
            cookies.setdefault(text(group.get("varname")), []).extend(_cookies(fields, languages[0]))
    known = {text(one.get("varname")): one for one in groups.values() if text(one.get("varname"))}
    logged = sum(row.get("model") == "cookie_consent.logitem" for row in rows)
    return Draft(
        tool="django-cookie-consent",
        languages=languages,
        guesses_language=guesses,
        purposes=tuple(_purpose(name, one, languages[0]) for name, one in known.items()),
        services=tuple(
            one for name, group in known.items() for one in _services(name, group, tuple(cookies.get(name, ())))
        ),
        left=(f"{logged} entries of its log of answers",) if logged else (),
    )


def _key(written: object) -> str:
    """A group's number or natural key as one word."""
    return text(written) or "/".join(text(one) for one in items(written))


def _cookies(fields: Mapping[str, object], language: str) -> list[FoundCookie]:
    holds = plain(text(fields.get("description")))
    domain = text(fields.get("domain"))
    return [
        replace(
            one,
            holds={language: holds} if holds else {},
            domain=domain,
            path=text(fields.get("path")) or "/",
        )
        for one in named(fields.get("name"))
    ]


def _purpose(name: str, group: Mapping[str, object], language: str) -> FoundPurpose:
    title, detail = plain(text(group.get("name"))), plain(text(group.get("description")))
    return FoundPurpose(
        key=key_of(name, other="purpose"),
        there=plain(name),
        title={language: title} if title else {},
        detail={language: detail} if detail else {},
    )


def _services(name: str, group: Mapping[str, object], cookies: tuple[FoundCookie, ...]) -> list[FoundService]:
    is_fixed = group.get("is_required") is True
    whole = FoundService(
        key=key_of(name, other="service"),
        there=plain(name),
        name=plain(text(group.get("name"))),
        purpose=key_of(name, other="purpose"),
        cookies=cookies,
        is_required=is_fixed,
        could_be_refused=not is_fixed,
    )
    return sorted_out(whole) if cookies else []
