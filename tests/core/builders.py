"""Short ways to the values of the core, each with all that a test does not speak of filled in."""

from datetime import UTC, datetime, timedelta

from cookieprefs.core.catalogue import Catalogue, Cookie, Purpose, Service, Vendor
from cookieprefs.core.changes import changes, next_version
from cookieprefs.core.consent import Answer, Choice, Decision, How, Layer, what_to_ask
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.policy import (
    Authority,
    Controller,
    Part,
    Policy,
    PolicyText,
    Rules,
    Site,
)
from cookieprefs.core.record import ConsentRecord, Shown
from cookieprefs.core.wish import Wish

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SIX_MONTHS = timedelta(days=184)  # from March to September


def days(number):
    return timedelta(days=number)


def a_cookie(name="_id", lifetime="13 months", **fields):
    filled = {"holds": {"en": "A random number."}} | fields
    return Cookie(name=name, lifetime=parse_lifetime(lifetime), **filled)


def a_vendor(key="acme", **fields):
    filled = {"name": key.capitalize(), "privacy_policy": f"https://{key}.example/privacy"} | fields
    return Vendor(key=key, **filled)


def a_purpose(key="measure", **fields):
    filled = {
        "title": {"en": key.capitalize(), "fr": f"{key.capitalize()} (fr)"},
        "summary": {"en": f"Why we {key}.", "fr": f"Pourquoi {key}."},
        "detail": {"en": f"All about {key}."},
    }
    return Purpose(key=key, **(filled | fields))


def a_service(key="matomo", **fields):
    filled = {
        "name": key.capitalize(),
        "purpose": "measure",
        "vendor": "acme",
        "description": {"en": f"What {key} does."},
    }
    return Service(key=key, **(filled | fields))


def a_site(**fields):
    filled = {
        "key": "shop",
        "name": "The shop",
        "domains": ("shop.example",),
        "controller": Controller(name="Shop Ltd", address="1 Lane", email="privacy@shop.example", country="FR"),
        "authority": Authority(name="CNIL", website="https://www.cnil.fr"),
        "privacy_policy": {"en": "https://shop.example/privacy", "fr": "https://shop.example/vie-privee"},
        "languages": ("en", "fr"),
    }
    return Site(**(filled | fields))


def a_text(title="Cookies", html="<p>Words.</p>", **fields):
    return PolicyText(title=title, parts=(Part(html=html),), source=html, **fields)


def a_catalogue(*services, purposes=None, vendors=None):
    """A whole catalogue of services, or of keys that stand for plain ones."""
    made = tuple(a_service(one) if isinstance(one, str) else one for one in services)
    return Catalogue(
        purposes=purposes or tuple(map(a_purpose, dict.fromkeys(one.purpose for one in made))),
        vendors=vendors or tuple(map(a_vendor, dict.fromkeys(one.vendor for one in made))),
        services=made,
    )


def a_policy(*services, purposes=None, vendors=None, lifetime="6 months", **fields):
    filled = {
        "site": a_site(),
        "catalogue": a_catalogue(*services, purposes=purposes, vendors=vendors),
        "rules": Rules(lifetime=parse_lifetime(lifetime)),
        "texts": {"en": a_text()},
    }
    return Policy(**(filled | fields))


def a_version(*services, after=None, now=NOW, **fields):
    """The version that publishing these services adds, the first or the one `after` another."""
    policy = a_policy(*services, **fields)
    found = changes(after.policy if after else None, policy)
    return next_version(after, policy, now=now, found=found)


def a_decision(yes=(), no=(), withdrawn=(), revision=1, until=NOW + SIX_MONTHS, is_unrecorded=False):
    """A decision from keys, each a word or several with blanks between."""
    by_choice = {Choice.GIVEN: yes, Choice.REFUSED: no, Choice.WITHDRAWN: withdrawn}
    answers = {
        key: Answer(choice=choice, revision=revision)
        for choice, keys in by_choice.items()
        for key in (keys.split() if isinstance(keys, str) else keys)
    }
    return Decision(answers=answers, until=until, is_unrecorded=is_unrecorded)


def a_wish(granted="", denied="", whole=True):
    return Wish(granted=frozenset(granted.split()), denied=frozenset(denied.split()), whole=whole)


def answers_of(decision):
    """Each service's choice, with the consent revision that it was made under."""
    return {key: (one.choice, one.revision) for key, one in decision.answers.items()}


def choices_of(decision):
    return {key: one.choice for key, one in decision.answers.items()}


def asked_about(version, decision, now=NOW, country=None):
    """The keys of the services to ask about."""
    return [one.key for one in what_to_ask(version, decision, now=now, country=country)]


def what_was_shown(under=None, **fields):
    filled = {
        "version": under.number if under else 1,
        "consent_revision": under.consent_revision if under else 1,
        "language": "en",
        "layer": Layer.PREFERENCES,
        "layout": "full",
        "snapshot": "5a" * 32,
    }
    return Shown(**(filled | fields))


def a_record(decision=None, *, version=None, shown=None, seq=1, **fields):
    decision = decision or a_decision(yes="matomo", no="youtube")
    filled = {
        "site": "shop",
        "record_id": f"record-{seq}",
        "receipt_id": f"receipt-{seq}",
        "chain_id": "chain",
        "seq": seq,
        "subject": "a-secret-id",
        "decided_at": NOW + days(seq - 1),
        "how": How.SAVE,
        "shown": shown or what_was_shown(version),
        "domain": "shop.example",
        "answers": decision.answers,
        "until": decision.until,
        "signals": {"gpc": False},
        "once": f"once-{seq}",
    }
    return ConsentRecord(**(filled | fields))
