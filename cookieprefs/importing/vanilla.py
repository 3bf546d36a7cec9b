"""vanilla-cookieconsent's configuration, version 3 and 2: categories, their services, cookies and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cookieprefs.importing.cookies import cookies_in, named
from cookieprefs.importing.draft import Draft, FoundCookie, FoundPurpose, FoundService, Wish, Words
from cookieprefs.importing.lifetimes import days, decision_lifetime, lifetime_in
from cookieprefs.importing.matching import recognised, sorted_out
from cookieprefs.importing.purposes import key_of
from cookieprefs.importing.remarks import functions_left, on_before_left
from cookieprefs.importing.values import Pattern, items, mapping, plain, text
from cookieprefs.sitefile.addresses import is_language

# Operators name the columns of their cookie tables themselves; these are the words that they use for them.
_COLUMNS = {
    "name": ("name", "cookie", "col1", "cookiename"),
    "domain": ("domain", "service", "host", "col2"),
    "lifetime": ("expiration", "expiry", "duration", "lifetime", "retention", "col3"),
    "holds": ("description", "desc", "purpose", "col4"),
}
Section = Mapping[str, object]


def read(config: object, wish: Wish) -> Draft:
    """The draft of a configuration of version 3 (`categories`) or 2 (`languages`)."""
    whole = mapping(config)
    languages, guesses = wish.languages_or(_languages(whole))
    sections = {code: tuple(_sections(whole, code)) for code in languages}
    categories = mapping(whole.get("categories")) or _old_categories(whole)
    lifetime = days(mapping(whole.get("cookie")).get("expiresAfterDays", whole.get("cookie_expiration", 182)))
    domain = text(mapping(whole.get("cookie")).get("domain") or whole.get("cookie_domain"))
    is_on = [key for key, one in categories.items() if _is_on(mapping(one), whole)]
    return Draft(
        tool="vanilla-cookieconsent",
        markup="vanilla-cookieconsent",
        languages=languages,
        guesses_language=guesses,
        domains=(domain.lstrip("."),) if domain else (),
        lifetime=decision_lifetime(lifetime),
        unread_lifetime=lifetime,
        hides_from_crawlers=whole.get("hideFromBots", whole.get("hide_from_bots")) is True,
        purposes=tuple(_purpose(key, sections) for key in categories),
        services=tuple(one for key in categories for one in _services(key, mapping(categories[key]), sections)),
        left=(*on_before_left(is_on), *functions_left(whole)),
    )


def _languages(whole: Mapping[str, object]) -> tuple[str, ...]:
    language = mapping(whole.get("language"))
    first = text(language.get("default") or whole.get("current_lang"))
    codes = [first, *mapping(language.get("translations")), *mapping(whole.get("languages"))]
    return tuple(dict.fromkeys(code for code in codes if is_language(code)))


def _sections(whole: Mapping[str, object], code: str) -> Iterator[Section]:
    """The parts of the second layer in a language, those of version 2 in the words of version 3."""
    translation = mapping(mapping(mapping(whole.get("language")).get("translations")).get(code))
    yield from map(mapping, items(mapping(translation.get("preferencesModal")).get("sections")))
    old = mapping(mapping(mapping(whole.get("languages")).get(code)).get("settings_modal"))
    for block in map(mapping, items(old.get("blocks"))):
        toggle = mapping(block.get("toggle"))
        table = {"body": block.get("cookie_table")}
        yield {**block, **toggle, "linkedCategory": toggle.get("value"), "cookieTable": table}


def _old_categories(whole: Mapping[str, object]) -> dict[str, object]:
    """The categories of version 2, which stand in its texts alone."""
    found: dict[str, object] = {}
    for code in mapping(whole.get("languages")):
        for one in _sections(whole, code):
            if name := text(one.get("linkedCategory")):
                found.setdefault(name, {"enabled": one.get("enabled"), "readOnly": one.get("readonly")})
    return found


def _is_on(category: Mapping[str, object], whole: Mapping[str, object]) -> bool:
    opts_out = text(whole.get("mode")) == "opt-out"
    return category.get("readOnly") is not True and (category.get("enabled") is True or opts_out)


def _about(key: str, sections: Mapping[str, tuple[Section, ...]]) -> dict[str, Section]:
    """The part about a category in each language that has one."""
    found = {
        code: next((one for one in parts if text(one.get("linkedCategory")) == key), None)
        for code, parts in sections.items()
    }
    return {code: one for code, one in found.items() if one}


def _purpose(key: str, sections: Mapping[str, tuple[Section, ...]]) -> FoundPurpose:
    about = _about(key, sections)
    title = {code: plain(text(one.get("title"))) for code, one in about.items()}
    detail = {code: plain(text(one.get("description"))) for code, one in about.items()}
    name = plain(key)
    return FoundPurpose(key=key_of(key, other="purpose"), there=name, called=(name,), title=title, detail=detail)


def _services(
    key: str, category: Mapping[str, object], sections: Mapping[str, tuple[Section, ...]]
) -> Iterator[FoundService]:
    """The services that a category names; what it stores besides, by the library, and the rest as one."""
    purpose = key_of(key, other="purpose")
    is_fixed = category.get("readOnly") is True
    told = _told(_about(key, sections))
    for name, one in mapping(category.get("services")).items():
        cookies = cookies_in(mapping(one).get("cookies"))
        yield recognised(
            FoundService(
                key=key_of(name, other="service"),
                there=plain(name),
                called=(plain(name),),
                name=plain(text(mapping(one).get("label"))),
                purpose=purpose,
                cookies=tuple(_completed(cookie, told) for cookie in cookies),
                is_required=is_fixed,
                could_be_refused=not is_fixed,
            )
        )
        for cookie in cookies:
            told.pop(cookie.name, None)
    cleared = cookies_in(mapping(category.get("autoClear")).get("cookies"))
    rest = {cookie.name or cookie.there: cookie for cookie in cleared} | told
    if rest:
        group = FoundService(
            key=purpose,
            there=plain(key),
            purpose=purpose,
            cookies=tuple(_completed(cookie, told) for cookie in rest.values()),
            is_required=is_fixed,
            could_be_refused=not is_fixed,
        )
        yield from sorted_out(group)


def _told(about: Mapping[str, Section]) -> dict[str, FoundCookie]:
    """The cookies of a category's tables, with what the table says of each in each language."""
    found: dict[str, FoundCookie] = {}
    for code, section in about.items():
        for row in map(mapping, items(mapping(section.get("cookieTable")).get("body"))):
            for one in _row(row, code):
                before = found.get(one.name or one.there)
                holds: Words = {**before.holds, **one.holds} if before else one.holds
                found[one.name or one.there] = replace(before or one, holds=holds)
    return found


def _row(row: Mapping[str, object], code: str) -> Iterator[FoundCookie]:
    cells = {what: _cell(row, names) for what, names in _COLUMNS.items()}
    name: object = cells["name"]
    if row.get("is_regex") is True:
        name = Pattern(source=cells["name"])
    for one in named(name):
        yield replace(
            one,
            holds={code: cells["holds"]} if cells["holds"] else {},
            lifetime=lifetime_in(cells["lifetime"]),
            unread_lifetime=cells["lifetime"],
        )


def _cell(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    columns = {key.lower(): plain(text(value)) for key, value in row.items()}
    return next((columns[one] for one in names if columns.get(one)), "")


def _completed(cookie: FoundCookie, told: Mapping[str, FoundCookie]) -> FoundCookie:
    """The cookie with what the table says of it."""
    known = told.get(cookie.name)
    if known is None or known is cookie:
        return cookie
    return replace(cookie, holds=known.holds, lifetime=known.lifetime, unread_lifetime=known.unread_lifetime)
