"""tarteaucitron's calls in a page or a script: options, the services that it is to load, and their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cookieprefs.importing.cookies import cookies_in
from cookieprefs.importing.draft import Draft, FoundService, Wish
from cookieprefs.importing.javascript import Assigned, Called, Step
from cookieprefs.importing.lifetimes import days, decision_lifetime
from cookieprefs.importing.purposes import ADVERTISING, AUDIENCE, MEDIA, SOCIAL, SUPPORT, key_of
from cookieprefs.importing.remarks import in_a_row
from cookieprefs.importing.tarteaucitron_names import KINDS, LIBRARY, OPTIONS, PLACEHOLDERS
from cookieprefs.importing.values import items, mapping, plain, text
from cookieprefs.sitefile.addresses import is_language

_ROOT = "tarteaucitron."
_PURPOSES = {
    "ads": ADVERTISING.key,
    "analytic": AUDIENCE.key,
    "video": MEDIA.key,
    "support": SUPPORT.key,
    "social": SOCIAL.key,
    "comment": SOCIAL.key,
}
_CONSENT_TYPES = KINDS["google"].split()
"""What it lists among the services and is but a question of Google's."""

_UNASKED = (
    "there every service ran without a choice (`highPrivacy` is off, or `serviceDefaultState` is on); "
    "here each waits for a yes"
)


def names_it(steps: Iterable[Step]) -> bool:
    """Whether a script speaks to tarteaucitron."""
    return any(one.name.startswith((_ROOT, "tarteaucitronForce")) for one in steps)


def read(steps: tuple[Step, ...], wish: Wish, *, classes: frozenset[str], language: str) -> Draft:
    """The draft of what a page's scripts told tarteaucitron, and of the places that it left for it."""
    given = {one.name: one.value for one in steps if isinstance(one, Assigned)}
    options = _options(steps)
    languages, guesses = wish.languages_or(_languages(text(given.get("tarteaucitronForceLanguage")), language))
    user = {name.removeprefix("tarteaucitron.user."): value for name, value in given.items()}
    address = text(options.get("privacyUrl"))
    lifetime = days(given.get("tarteaucitronForceExpire", 365))
    keys = tuple(_keys(steps, classes))
    own = {name.removeprefix("tarteaucitron.services."): mapping(value) for name, value in given.items()}
    is_unasked = options.get("highPrivacy") is False or options.get("serviceDefaultState") is True
    domain = text(options.get("cookieDomain"))
    return Draft(
        tool="tarteaucitron",
        markup="tarteaucitron",
        languages=languages,
        guesses_language=guesses,
        domains=(domain.lstrip("."),) if domain else (),
        privacy_policy=dict.fromkeys(languages, address) if address else {},
        lifetime=decision_lifetime(lifetime),
        unread_lifetime=lifetime,
        do_not_track=options.get("handleBrowserDNTRequest") is True,
        services=tuple(_service(key, user, own.get(key, {})) for key in keys),
        left=(*((_UNASKED,) if is_unasked and keys else ()), *_unused_numbers(user, given, keys)),
    )


def _options(steps: Iterable[Step]) -> Mapping[str, object]:
    calls = [
        one for one in steps if isinstance(one, Called) and one.name == "tarteaucitron.init" and one.arguments
    ]
    return mapping(calls[0].arguments[0]) if calls else {}


def _languages(forced: str, of_page: str) -> tuple[str, ...]:
    return tuple(one for one in (forced, of_page) if is_language(one))[:1]


def _keys(steps: Iterable[Step], classes: frozenset[str]) -> Iterator[str]:
    """The services in use, each once: those that were pushed, and those whose places stand in the page."""
    found: dict[str, None] = {}
    for one in steps:
        if isinstance(one, Called) and one.name == "tarteaucitron.job.push":
            found |= dict.fromkeys(text(key) for key in one.arguments)
        if isinstance(one, Assigned) and one.name == "tarteaucitron.job":
            found |= dict.fromkeys(text(key) for key in items(one.value))
    found |= dict.fromkeys(key for mark, key in PLACEHOLDERS.items() if mark in classes)
    yield from (key for key in found if key and key not in _CONSENT_TYPES)


def _service(key: str, user: Mapping[str, object], own: Mapping[str, object]) -> FoundService:
    """A service; one of the operator's own making (`tarteaucitron.services.x = …`) says more of itself."""
    use = LIBRARY.get(key) if not own else None
    options = {option: _number(user.get(name)) for name, option in OPTIONS.get(key, {}).items() if use}
    needs_yes = own.get("needConsent") is not False and key not in KINDS["unasked"].split()
    unasked = () if needs_yes else ("there it ran without being asked for; here it waits for a yes",)
    return FoundService(
        key=use or key_of(key, other="service"),
        there=plain(key),
        called=(plain(key),),
        name=plain(text(own.get("name"))),
        use=use,
        purpose="" if use else _PURPOSES.get(text(own.get("type")) or _kind(key), ""),
        cookies=cookies_in(own.get("cookies")),
        options={option: value for option, value in options.items() if value},
        could_be_refused=True,
        remarks=unasked,
    )


def _kind(key: str) -> str:
    return next((kind for kind, keys in KINDS.items() if kind in _PURPOSES and key in keys.split()), "")


def _number(value: object) -> str:
    """A vendor's number for the site, or its address; the first where several are given."""
    written = plain(text(next(iter(items(value)), value)))
    return f"https:{written}" if written.startswith("//") else written


def _unused_numbers(
    user: Mapping[str, object], given: Mapping[str, object], keys: tuple[str, ...]
) -> tuple[str, ...]:
    """What the page tells of its services and the site file has no place for."""
    used = {name for key in keys for name in OPTIONS.get(key, {})}
    unused = [name for name in user if f"tarteaucitron.user.{name}" in given and name not in used]
    return (f"settings of single services: {in_a_row(unused)}",) if unused else ()
