"""Klaro's configuration: services with their purposes, cookies and texts."""

from __future__ import annotations

from collections.abc import Mapping

from cookieprefs.importing.cookies import cookies_in
from cookieprefs.importing.draft import Draft, FoundPurpose, FoundService, Wish, Words
from cookieprefs.importing.lifetimes import days, decision_lifetime
from cookieprefs.importing.matching import recognised
from cookieprefs.importing.purposes import key_of
from cookieprefs.importing.remarks import functions_left, on_before_left
from cookieprefs.importing.values import items, mapping, plain, text
from cookieprefs.sitefile.addresses import is_language

_EVERY = "zz"
"""The language code under which Klaro looks for what has no translation."""


def read(config: object, wish: Wish) -> Draft:
    """The draft of a configuration of Klaro 0.7 (`services`) or before (`apps`)."""
    whole = mapping(config)
    texts = mapping(whole.get("translations"))
    languages, guesses = wish.languages_or(_languages(whole, texts))
    services = [mapping(one) for one in items(whole.get("services") or whole.get("apps"))]
    named = [one for one in services if text(one.get("name"))]
    lifetime = days(whole.get("cookieExpiresAfterDays", 120))
    is_on = [text(one.get("name")) for one in named if _is_on(one, whole)]
    return Draft(
        tool="Klaro",
        markup="klaro",
        languages=languages,
        guesses_language=guesses,
        domains=tuple(filter(None, [text(whole.get("cookieDomain")).lstrip(".")])),
        privacy_policy=_policies(whole, texts, languages),
        lifetime=decision_lifetime(lifetime),
        unread_lifetime=lifetime,
        purposes=tuple(_purposes(named, texts, languages)),
        services=tuple(_service(one, texts, languages) for one in named),
        left=(*on_before_left(is_on), *functions_left(whole), *_unnamed_left(len(services) - len(named))),
    )


def _languages(whole: Mapping[str, object], texts: Mapping[str, object]) -> tuple[str, ...]:
    first = text(whole.get("lang"))
    found = [first, *(code for code in texts if code != _EVERY)]
    return tuple(dict.fromkeys(code for code in found if is_language(code)))


def _is_on(service: Mapping[str, object], whole: Mapping[str, object]) -> bool:
    default = service.get("default", whole.get("default"))
    return service.get("required") is not True and (default is True or service.get("optOut") is True)


def _policies(whole: Mapping[str, object], texts: Mapping[str, object], languages: tuple[str, ...]) -> Words:
    everywhere = mapping(texts.get(_EVERY)).get("privacyPolicyUrl") or whole.get("privacyPolicy")
    by_language = mapping(everywhere)
    found = {
        code: text(mapping(texts.get(code)).get("privacyPolicyUrl"))
        or text(by_language.get(code) or by_language.get("default"))
        or text(everywhere)
        for code in languages
    }
    return {code: address for code, address in found.items() if address}


def _purposes(
    services: list[Mapping[str, object]], texts: Mapping[str, object], languages: tuple[str, ...]
) -> list[FoundPurpose]:
    """The purposes that services name first, each once."""
    names = dict.fromkeys(text(one) for service in services for one in items(service.get("purposes"))[:1])
    return [
        FoundPurpose(
            key=key_of(name, other="purpose"),
            there=plain(name),
            title=_words(texts, languages, "purposes", name, "title"),
            detail=_words(texts, languages, "purposes", name, "description"),
        )
        for name in names
        if name
    ]


def _service(one: Mapping[str, object], texts: Mapping[str, object], languages: tuple[str, ...]) -> FoundService:
    name = text(one.get("name"))
    purposes = [text(purpose) for purpose in items(one.get("purposes"))]
    titles = _words(texts, languages, name, "title")
    own = text(one.get("description"))
    more = f"there it was also for: {', '.join(map(plain, purposes[1:]))}" if len(purposes) > 1 else ""
    return recognised(
        FoundService(
            key=key_of(name, other="service"),
            there=plain(name),
            called=(plain(name),),
            name=plain(text(one.get("title"))) or next(iter(titles.values()), ""),
            purpose=key_of(purposes[0], other="purpose") if purposes and purposes[0] else "",
            description=_words(texts, languages, name, "description")
            or ({languages[0]: plain(own)} if own else {}),
            cookies=cookies_in(one.get("cookies"), caret_is_regex=True),
            is_required=one.get("required") is True,
            could_be_refused=one.get("required") is not True,
            remarks=(more,) if more else (),
        )
    )


def _words(texts: Mapping[str, object], languages: tuple[str, ...], *path: str) -> Words:
    """The operator's own text at a path in each language; where there is but a text, it is the title."""
    found: dict[str, str] = {}
    *way, last = path
    for code in languages:
        place: object = texts.get(code)
        for step in way:
            place = mapping(place).get(step)
        own = text(mapping(place).get(last)) or (text(place) if last == "title" else "")
        if own and plain(own):
            found[code] = plain(own)
    return found


def _unnamed_left(number: int) -> tuple[str, ...]:
    return (f"{number} services without a name",) if number else ()
