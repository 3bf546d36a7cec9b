"""From one policy to the next: what changed, in words, and what must be asked again (L-33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cookieprefs.core.catalogue import Service
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.core.takeover import vouched


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two policies: a sentence with named places, and what fills them.

    `asks_again` holds the keys of the services for which visitors will be asked again.
    """

    sentence: str
    places: Mapping[str, str]
    asks_again: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.sentence.format(**self.places)


def _(sentence: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


# The sentences are also the keys of their translations, so each stands here once and whole.
NEW_SERVICE = _("{service} is new.")
SERVICE_GONE = _("{service} is no longer used.")
NEW_VENDOR = _("{service} now comes from {vendor}.")
NEW_PURPOSE = _("{service} is now used for another purpose: {purpose}.")
CONSENT_NEEDED = _("{service} now asks for your consent.")
REGIME_CHANGED = _("Different rules now apply to {service}.")
MORE_DATA = _("{service} now uses more kinds of data.")
MORE_RECIPIENTS = _("{service} now shares data with {recipients}.")
MORE_COUNTRIES = _("{service} now processes data in more countries: {countries}.")
KEPT_LONGER = _("{service} now keeps data on your device for longer.")
USED_MORE_WIDELY = _("{service} now uses or shares your data more widely.")
COOKIES_CHANGED = _("The list of cookies of {service} changed.")
LOADED_DIFFERENTLY = _("{service} is now loaded in another way.")
DESCRIPTION_CHANGED = _("The description of {service} changed.")
PURPOSE_REWORDED = _("The wording of the purpose “{purpose}” changed.")
NEW_DOMAINS = _("The consent now also covers {domains}.")
REMEMBERED_ELSEWHERE = _("The choice is now remembered on other hosts of the site.")
FEWER_DOMAINS = _("The consent no longer covers {domains}.")
NEW_CONTROLLER = _("{controller} is now responsible for the site.")
CONTACT_CHANGED = _("The contact details changed.")
TEXT_CHANGED = _("The text of the policy changed.")
RULES_CHANGED = _("The rules for asking and keeping decisions changed.")
NAMED_DIFFERENTLY = _("The site’s pages name their services in another way.")
SHOWN_DIFFERENTLY = _("The wording or layout of the banner or the preferences changed.")
NAMES_CHANGED = _("The names or order of what is listed changed.")
ASKED_AGAIN = _("You are asked again about {service}.")
FIRST_VERSION = _("This is the first version.")


def changes(old: Policy | None, new: Policy) -> tuple[Change, ...]:
    """What differs from `old` to `new`, in the order a reader wants it; empty when nothing does."""
    if old is None:
        every = frozenset(one.key for one in new.catalogue.refusable())
        return (Change(sentence=FIRST_VERSION, places={}, asks_again=every),)
    found = (*_site_changes(old, new), *_service_changes(old, new), *_wording_changes(old, new))
    if found or old == new:
        return found
    return (Change(sentence=NAMES_CHANGED, places={}),)


def asked_again(policy: Policy, keys: frozenset[str]) -> tuple[Change, ...]:
    """The changes that stand for an operator's wish to ask again, where no rule sees why (a reworded purpose)."""
    return tuple(_change(ASKED_AGAIN, one, asks=True) for one in policy.catalogue.refusable() if one.key in keys)


def next_version(
    last: PolicyVersion | None, policy: Policy, *, now: datetime, found: tuple[Change, ...]
) -> PolicyVersion:
    """The version that follows `last`, whose `changes` are `found`.

    The consent revision rises when somebody must be asked again, else the text revision does (L-33).
    """
    asked = frozenset[str]().union(*(change.asks_again for change in found))
    consent = (last.consent_revision if last else 0) + (1 if asked or not last else 0)
    since = {one.key: _since(one, last, asked, consent) for one in policy.catalogue.services}
    return PolicyVersion(
        number=last.number + 1 if last else 1,
        consent_revision=consent,
        text_revision=(last.text_revision if last else 0) + (0 if asked and last else 1),
        published_at=now,
        policy=policy,
        since=since,
        vouched=vouched(last, policy, since),
    )


def _since(service: Service, last: PolicyVersion | None, asked: frozenset[str], consent: int) -> int:
    if last is None or service.key in asked:
        return consent
    return last.since.get(service.key, consent)


def _site_changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    every = frozenset(one.key for one in new.catalogue.refusable())
    found = []
    if added := _added(old.site.domains, new.site.domains):
        found.append(Change(sentence=NEW_DOMAINS, places={"domains": added}, asks_again=every))
    if gone := _added(new.site.domains, old.site.domains):
        found.append(Change(sentence=FEWER_DOMAINS, places={"domains": gone}))
    if old.site.cookie_domain != new.site.cookie_domain:
        # Another cookie holds the decision now, and a yes for one host was none for its neighbours.
        found.append(Change(sentence=REMEMBERED_ELSEWHERE, places={}, asks_again=every))
    if old.site.controller.name != new.site.controller.name:
        places = {"controller": new.site.controller.name}
        found.append(Change(sentence=NEW_CONTROLLER, places=places, asks_again=every))
    elif (old.site.controller, old.site.authority) != (new.site.controller, new.site.authority):
        found.append(Change(sentence=CONTACT_CHANGED, places={}))
    if old.rules != new.rules:
        found.append(Change(sentence=RULES_CHANGED, places={}))
    return tuple(found)


def _service_changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    found: list[Change] = []
    for service in new.catalogue.services:
        before = old.catalogue.service(service.key)
        if before is None:
            found.append(_change(NEW_SERVICE, service, asks=service.regime_in().can_be_refused))
        elif before != service:
            found.extend(_one_service(before, service, old, new))
    gone = (one for one in old.catalogue.services if new.catalogue.service(one.key) is None)
    return (*found, *(_change(SERVICE_GONE, one) for one in gone))


def _one_service(before: Service, after: Service, old: Policy, new: Policy) -> list[Change]:
    """The differences of one service: first what widens it, and so asks again, then the rest."""
    found = _widening(before, after, new)
    if not found and (before.regime, before.regimes) != (after.regime, after.regimes):
        found.append(_change(REGIME_CHANGED, after))
    if before.cookies != after.cookies:
        found.append(_change(COOKIES_CHANGED, after))
    if before.loader != after.loader and not _grants_more(before, after):
        found.append(_change(LOADED_DIFFERENTLY, after))
    return found or [_change(DESCRIPTION_CHANGED, after)]


def _widening(before: Service, after: Service, new: Policy) -> list[Change]:
    """What makes an earlier yes too narrow: controller, purpose, data, recipients, countries, time (L-33)."""
    asks = after.regime_in().can_be_refused
    found = []
    if after.regime_in().needs_consent and not before.regime_in().needs_consent:
        found.append(_change(CONSENT_NEEDED, after, asks=True))
    if before.vendor != after.vendor:
        found.append(_change(NEW_VENDOR, after, asks=asks, vendor=new.catalogue.vendor(after.vendor).name))
    if before.purpose != after.purpose:
        found.append(_change(NEW_PURPOSE, after, asks=asks, purpose=_purpose_title(new, after.purpose)))
    if _added(before.data, after.data):
        found.append(_change(MORE_DATA, after, asks=asks))
    if added := _added(before.recipients, after.recipients):
        found.append(_change(MORE_RECIPIENTS, after, asks=asks, recipients=added))
    if added := _added(before.countries, after.countries):
        found.append(_change(MORE_COUNTRIES, after, asks=asks, countries=added))
    if _keeps_longer(before, after):
        found.append(_change(KEPT_LONGER, after, asks=asks))
    if _uses_more_widely(before, after):
        found.append(_change(USED_MORE_WIDELY, after, asks=asks))
    return found


def _keeps_longer(before: Service, after: Service) -> bool:
    """Whether anything now stays on the device for longer than the longest did before (Planet49: duration)."""
    return any(all(mine.lifetime.outlives(old.lifetime) for old in before.cookies) for mine in after.cookies)


def _uses_more_widely(before: Service, after: Service) -> bool:
    """Whether others now read, buy or target where they did not (Planet49: access of third parties)."""
    reaches = zip(_reach(after), _reach(before), strict=True)
    return any(now and not then for now, then in reaches) or _grants_more(before, after)


def _grants_more(before: Service, after: Service) -> bool:
    """Whether a yes now tells the vendor of consent to more, or the vendor hears before a yes (V-02, V-03).

    What was told before loaders were kept is not known, and asks nobody.
    """
    if before.loader is None or after.loader is None:
        return False
    is_sooner = after.loader.is_advanced and not before.loader.is_advanced
    return is_sooner or bool(_added(before.loader.types, after.loader.types))


def _reach(service: Service) -> tuple[bool, ...]:
    return any(one.shared for one in service.cookies), service.sale_or_share, service.targeted_ads


def _wording_changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    found = []
    for purpose in new.catalogue.purposes:
        before = old.catalogue.purpose(purpose.key)
        if before is not None and before != purpose:
            places = {"purpose": _purpose_title(new, purpose.key)}
            found.append(Change(sentence=PURPOSE_REWORDED, places=places))
    if old.texts != new.texts:
        found.append(Change(sentence=TEXT_CHANGED, places={}))
    if old.markup != new.markup:
        found.append(Change(sentence=NAMED_DIFFERENTLY, places={}))
    if old.theme != new.theme:
        found.append(Change(sentence=SHOWN_DIFFERENTLY, places={}))
    return tuple(found)


def _change(sentence: str, service: Service, *, asks: bool = False, **places: str) -> Change:
    again = frozenset({service.key}) if asks else frozenset[str]()
    return Change(sentence=sentence, places={"service": service.name, **places}, asks_again=again)


def _added(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    return ", ".join(one for one in new if one not in old)


def _purpose_title(policy: Policy, key: str) -> str:
    purpose = policy.catalogue.purpose(key)
    return next(iter(purpose.title.values())) if purpose else key
