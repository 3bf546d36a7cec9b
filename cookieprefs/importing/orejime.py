"""Orejime's configuration: version 3 calls services purposes and may group them; version 2 calls them apps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cookieprefs.importing.cookies import cookies_in
from cookieprefs.importing.draft import Draft, FoundPurpose, FoundService, Wish, Words
from cookieprefs.importing.lifetimes import days, decision_lifetime
from cookieprefs.importing.matching import recognised
from cookieprefs.importing.purposes import key_of, kind_of
from cookieprefs.importing.remarks import functions_left, on_before_left
from cookieprefs.importing.values import items, mapping, plain, text
from cookieprefs.sitefile.addresses import is_language


def read(config: object, wish: Wish) -> Draft:
    """The draft of a configuration of Orejime 3 (`purposes`) or 2 (`apps`, grouped by `categories`)."""
    whole = mapping(config)
    cookie = mapping(whole.get("cookie"))
    lifetime = days(cookie.get("duration", whole.get("cookieExpiresAfterDays", 365)))
    domain = text(cookie.get("domain") or whole.get("cookieDomain"))
    texts = _by_language(mapping(whole.get("translations")))
    languages, guesses = wish.languages_or(_languages(whole, texts))
    leaves = [*_leaves(items(whole.get("purposes"))), *_apps(whole, texts, languages)]
    address = text(whole.get("privacyPolicyUrl") or whole.get("privacyPolicy"))
    named = [(group, one) for group, one in leaves if text(one.get("id"))]
    purposes = {key_of(group["id"], other="purpose"): group for group, _ in named if group}
    return Draft(
        tool="Orejime",
        markup="orejime",
        languages=languages,
        guesses_language=guesses,
        domains=(domain.lstrip("."),) if domain else (),
        privacy_policy=dict.fromkeys(languages, address) if address else {},
        lifetime=decision_lifetime(lifetime),
        unread_lifetime=lifetime,
        purposes=tuple(_purpose(key, group, languages[0]) for key, group in purposes.items()),
        services=tuple(_service(group, one, languages[0]) for group, one in named),
        left=(*on_before_left(text(one["id"]) for _, one in named if _is_on(one)), *functions_left(whole)),
    )


def _languages(whole: Mapping[str, object], texts: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in (text(whole.get("lang")), *texts) if is_language(code)))


def _by_language(texts: Mapping[str, object]) -> Mapping[str, object]:
    """Version 2 has a mapping for each language; version 3 one for all, in no language that it names."""
    return {code: one for code, one in texts.items() if is_language(code)}


Leaf = tuple[dict[str, str], Mapping[str, object]]
"""What a visitor switches there, under the group that it stands in; the group is empty where there is none."""


def _leaves(listed: object, group: dict[str, str] | None = None, depth: int = 0) -> Iterator[Leaf]:
    for one in items(listed):
        given = mapping(one)
        if "purposes" in given and depth == 0:
            yield from _leaves(given["purposes"], _group(given), depth + 1)
        else:
            yield group or {}, given


def _group(given: Mapping[str, object]) -> dict[str, str]:
    return {"id": text(given.get("id")), "title": text(given.get("title")), "text": text(given.get("description"))}


def _apps(whole: Mapping[str, object], texts: Mapping[str, object], languages: tuple[str, ...]) -> Iterator[Leaf]:
    """The apps of version 2 in the words of version 3."""
    groups: dict[str, dict[str, str]] = {}
    for one in items(whole.get("categories")):
        given = mapping(one)
        group = {"id": text(given.get("name")), "title": text(given.get("title")), "text": ""}
        groups |= {text(app): group for app in items(given.get("apps")) if group["id"]}
    for one in items(whole.get("apps")):
        given = mapping(one)
        name = text(given.get("name"))
        own = mapping(mapping(texts.get(languages[0])).get(name))
        kind = text(next(iter(items(given.get("purposes"))), ""))
        group = groups.get(name) or ({"id": kind, "title": "", "text": ""} if kind else {})
        words = {"title": given.get("title") or own.get("title"), "description": own.get("description")}
        rest = {"id": name, "isMandatory": given.get("required"), "isExempt": given.get("optOut")}
        yield group, {"cookies": given.get("cookies"), "default": given.get("default"), **words, **rest}


def _is_on(one: Mapping[str, object]) -> bool:
    is_on = one.get("default") is True or one.get("isExempt") is True
    return is_on and one.get("isMandatory") is not True


def _purpose(key: str, group: Mapping[str, str], language: str) -> FoundPurpose:
    return FoundPurpose(
        key=key,
        there=plain(group["id"]),
        title=_words(group["title"], language),
        detail=_words(group["text"], language),
    )


def _service(group: Mapping[str, str], one: Mapping[str, object], language: str) -> FoundService:
    """A service; one that stands in no group and is named as a purpose is for that purpose."""
    name = text(one.get("id"))
    kind = kind_of(name)
    purpose = key_of(group["id"], other="purpose") if group else kind.key if kind else ""
    return recognised(
        FoundService(
            key=key_of(name, other="service"),
            there=plain(name),
            called=(plain(name),),
            name=plain(text(one.get("title"))),
            purpose=purpose,
            description=_words(text(one.get("description")), language),
            cookies=cookies_in(one.get("cookies")),
            is_required=one.get("isMandatory") is True,
            could_be_refused=one.get("isMandatory") is not True,
        )
    )


def _words(written: str, language: str) -> Words:
    return {language: plain(written)} if plain(written) else {}
