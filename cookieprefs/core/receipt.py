"""The visitor's copy of their records, under the field names of ISO/IEC TS 27560 (R-03, R-06)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from cookieprefs.core.catalogue import Cookie, DataKind, Service, words_in
from cookieprefs.core.consent import Choice, How
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord, Link, moment

Json = dict[str, Any]

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
"""What `schema_version` says: a receipt with what the GDPR wants told."""

_STATES = {
    Choice.GIVEN: "dpv:ConsentGiven",
    Choice.REFUSED: "dpv:ConsentRefused",
    Choice.WITHDRAWN: "dpv:ConsentWithdrawn",
}
# Only where a category means just one term; what is stored "for access" or "other" is left unsaid.
_PURPOSES = {
    "A": "dpv:ServicePersonalisation",
    "B": "dpv:ServiceUsageAnalytics",
    "E": "dpv:ServiceProvision",
    "F": "dpv:Advertising",
}
_PARTY_TYPES = {"controller": "dpv:DataController", "authority": "dpv:Authority", "recipient": "dpv:ThirdParty"}
_CONTROLLER = "party:controller"
_AUTHORITY = "party:authority"


def assemble(
    records: Sequence[ConsentRecord],
    versions: Mapping[int, PolicyVersion],
    *,
    language: str,
    public_url: str = "",
    links: Iterable[Link] = (),
    asked: ConsentRecord | None = None,
) -> Json:
    """The receipt of a visitor's records, oldest first, as values that JSON can hold.

    It is that of the record `asked` for, else of the last, and has all of them as its events. `versions` holds
    every version that the records name; `public_url` is the mount as visitors see it, and without it addresses
    are paths below the mount. The visitor is called by their chain, never by `subject`: showing a receipt hands
    over no power. Raises `ValueError` without records, `KeyError` without a version.
    """
    if not records:
        raise ValueError("there is nothing to give a receipt for; ask only where a record exists")
    one = asked or records[-1]
    version = versions[one.shown.version]
    mount = public_url.rstrip("/")
    by_record = {link.record_id: link for link in links}
    return {
        "schema_version": SCHEMA,
        "receipt_id": one.receipt_id,
        "record_id": one.record_id,
        "pii_principal_id": one.chain_id,
        "pii_processing": [
            _processing(service, one, version, language, mount) for service in version.catalogue.refusable()
        ],
        "party_identification": list(_parties(version)),
        "events": [
            _event(each, versions[each.shown.version], mount, by_record.get(each.record_id)) for each in records
        ],
    }


def _processing(
    service: Service, record: ConsentRecord, version: PolicyVersion, language: str, mount: str
) -> Json:
    site = version.policy.site
    # Only what rests on consent may say so: a service that is merely refusable rests on something else.
    basis = {"lawful_basis": "eu-gdpr:A6-1-a"} if service.regime_in().needs_consent else {}
    return {
        "service": service.key,
        "x_service_name": service.name,
        **_purpose(service, version, language),
        **basis,
        "privacy_notice": _notice(record, version, mount),
        "pii_information": [{"pii_type": _plain(one), "pii_optional": True} for one in service.data],
        "pii_controllers": [_CONTROLLER],
        "storage_locations": list(service.countries),
        "retention_period": _retention(service),
        "jurisdiction": site.controller.country,
        "recipient_third_parties": [*_third_party(service, version), *service.recipients],
        "withdrawal_method": f"{mount}/preferences",
        "privacy_rights": words_in(site.privacy_policy, language, site.default_language)[1],
        "authority_party": _AUTHORITY,
        "x_cookies": [_stored(one) for one in service.cookies],
    }


def _purpose(service: Service, version: PolicyVersion, language: str) -> Json:
    """The purpose in words, the language that they are in, and its term where there is just one."""
    default = version.policy.site.default_language
    purpose = version.catalogue.purpose(service.purpose)
    if purpose is None:
        return {"purpose": service.purpose, "language": language}
    written_in, title = words_in(purpose.title, language, default)
    summary = words_in(purpose.summary, language, default)[1]
    term = {"purpose_type": _PURPOSES[purpose.category]} if purpose.category in _PURPOSES else {}
    return {"purpose": f"{title}: {summary}", "language": written_in, **term}


def _plain(data: DataKind) -> str:
    return data.value.replace("_", " ")


def _notice(record: ConsentRecord, version: PolicyVersion, mount: str) -> Json:
    """What the visitor had before them when they decided (R-02)."""
    return {
        "url": f"{mount}/versions/{version.number}",
        "language": record.shown.language,
        "consent_revision": version.consent_revision,
        "text_revision": version.text_revision,
        "snapshot_sha256": record.shown.snapshot or None,
    }


def _retention(service: Service) -> str | None:
    """How long what the service collects is kept: as declared, else as long as its longest cookie."""
    longest = service.retention
    for cookie in () if service.retention else service.cookies:
        if longest is None or cookie.lifetime.outlives(longest):
            longest = cookie.lifetime
    return longest.iso() if longest else None


def _stored(cookie: Cookie) -> Json:
    return {
        "name": cookie.name,
        "kind": cookie.kind.value,
        "party": cookie.party.value,
        "lifetime": cookie.lifetime.iso() or cookie.lifetime.unit.value,
    }


def _third_party(service: Service, version: PolicyVersion) -> list[str]:
    """The vendor behind a service, unless it is the site itself."""
    vendor = version.catalogue.vendor(service.vendor)
    own = vendor.name == version.policy.site.controller.name
    return [] if own else [f"party:vendor:{vendor.key}"]


def _parties(version: PolicyVersion) -> Iterator[Json]:
    """The controller, the authority, and each vendor that the receipt speaks of, once."""
    controller, authority = version.policy.site.controller, version.policy.site.authority
    yield _party(_CONTROLLER, "controller", controller.name, controller.address, controller.email)
    yield _party(_AUTHORITY, "authority", authority.name, authority.address, authority.website)
    named = {one for service in version.catalogue.refusable() for one in _third_party(service, version)}
    for vendor in version.catalogue.vendors:
        if (party := f"party:vendor:{vendor.key}") in named:
            yield _party(party, "recipient", vendor.name, vendor.address, vendor.privacy_policy)


def _party(party: str, role: str, name: str, address: str, contact: str) -> Json:
    return {
        "party_id": party,
        "party_name": name,
        "party_address": address,
        "party_contact": contact,
        "party_type": _PARTY_TYPES[role],
        "party_role": role,
    }


def _event(record: ConsentRecord, version: PolicyVersion, mount: str, link: Link | None) -> Json:
    proof = {"x_commit": f"hmac-sha256:{link.commitment}", "x_chain": f"sha256:{link.chain}"} if link else {}
    return {
        "event_id": record.record_id,
        "x_receipt_id": record.receipt_id,
        "seq": record.seq,
        "event_time": moment(record.decided_at),
        "validity_duration": _validity(record, version),
        "entity_id": record.chain_id,
        "event_type": _event_type(record),
        "event_state": {key: _STATES[one.choice] for key, one in sorted(record.answers.items())},
        "x_method": _method(record, version),
        "x_notice": _notice(record, version, mount),
        "x_scope": list(version.policy.site.domains),
        "x_domain": record.domain,
        "x_signals": dict(record.signals),
        **proof,
    }


def _event_type(record: ConsentRecord) -> str:
    """No consent is called more than it was: browsing on is no word, and how another tool asked is not known."""
    if record.how is How.TAKEN_OVER:
        return "dpv:Consent"
    return "dpv:ImpliedConsent" if record.how is How.CONTINUED_NAVIGATION else "dpv:ExpressedConsent"


def _method(record: ConsentRecord, version: PolicyVersion) -> Json:
    """Where and how it was decided; of what was taken over, whose cookie said so, and when the site changed."""
    shown, take_over = record.shown, version.policy.rules.take_over
    method = {"layer": shown.layer.value, "control": record.how.value, "layout": shown.layout}
    if record.how is not How.TAKEN_OVER or take_over is None:
        return method
    return method | {
        "taken_over_from": take_over.tool.value,
        "cookie": take_over.cookie,
        "changed_on": take_over.changed_on.isoformat(),
    }


def _validity(record: ConsentRecord, version: PolicyVersion) -> str:
    """How long the decision counts: the site's own words for it, or what was left of an earlier one's time."""
    lifetime = version.policy.rules.lifetime
    left = max(record.until - record.decided_at, timedelta())
    seconds = round(left.total_seconds())
    whole = lifetime.after(record.decided_at) - record.decided_at
    if seconds == round(whole.total_seconds()) and (written := lifetime.iso()):
        return written
    days, rest = divmod(seconds, 24 * 60 * 60)
    return f"P{days}DT{rest}S"
