"""Consent records: canonical bytes, commitment, chain (R-01 to R-05)."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import index

from cookieprefs.core.consent import Answer, Choice, Decision, How, Layer

quoted = json.encoder.encode_basestring
"""A string as JSON that leaves letters as they are."""

_HASH = re.compile("[0-9a-f]{64}")

GENESIS = "0" * 64
"""What the first link of a chain hangs on."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the visitor had before them; `snapshot` is the SHA-256 of its HTML (R-02).

    Of what another tool showed we have none: `layer` says so, `layout` names the tool, and `snapshot` is empty.
    """

    version: int
    consent_revision: int
    language: str
    layer: Layer
    layout: str
    snapshot: str


@dataclass(frozen=True, kw_only=True)
class ConsentRecord:
    """A decision kept for proof (R-03): who (a random id or nobody), what, when, how, and what was shown.

    No address, no user agent, no query string (R-21). `subject` is `None` for a refusal on first sight.
    """

    site: str
    record_id: str
    receipt_id: str
    chain_id: str
    seq: int
    subject: str | None
    decided_at: datetime
    how: How
    shown: Shown
    domain: str
    answers: Mapping[str, Answer]
    until: datetime
    signals: Mapping[str, bool]
    once: str | None

    @property
    def decision(self) -> Decision:
        """The decision that this record proves."""
        return Decision(answers=self.answers, until=self.until)

    @property
    def has_yes(self) -> bool:
        """Whether it grants anything."""
        return any(answer.choice is Choice.GIVEN for answer in self.answers.values())


@dataclass(frozen=True, kw_only=True)
class Link:
    """What stays of a record for ever: its place in a chain, and hashes that say nothing of the visitor."""

    site: str
    record_id: str
    chain_id: str
    seq: int
    day: str
    commitment: str
    chain: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record with its link, as the ledger holds both."""

    record: ConsentRecord
    link: Link


def moment(when: datetime) -> str:
    """A moment in UTC as RFC 3339 with milliseconds, the only precision that is kept."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def canonical(record: ConsentRecord) -> bytes:
    """The record as bytes that are the same on every machine: JSON with sorted keys, no spaces, UTF-8.

    Of what opens a visitor's records, `subject` and `once`, only the SHA-256 stands in it: so whoever checks a
    commitment need not be given them.
    """
    shown = record.shown
    return written(
        record.site,
        record.record_id,
        record.receipt_id,
        record.chain_id,
        record.seq,
        record.subject,
        moment(record.decided_at),
        record.how.value,
        shown.version,
        shown.consent_revision,
        shown.language,
        shown.layer.value,
        shown.layout,
        shown.snapshot,
        record.domain,
        moment(record.until),
        record.once,
        written_answers(record.answers),
        written_signals(record.signals),
    )


def written(
    site: str,
    record_id: str,
    receipt_id: str,
    chain_id: str,
    seq: int,
    subject: str | None,
    decided_at: str,
    how: str,
    version: int,
    consent_revision: int,
    language: str,
    layer: str,
    layout: str,
    snapshot: str,
    domain: str,
    until: str,
    once: str | None,
    answers: str,
    signals: str,
) -> bytes:
    """The canonical bytes of a record whose fields are at hand as text, `answers` and `signals` as written by us.

    Put together by hand, for it is done for every record that is checked. Raises `TypeError`, `ValueError` or
    `AttributeError` where a field is not of its kind.
    """
    return (
        f'{{"answers":{answers},"chain_id":{quoted(chain_id)},"consent_revision":{consent_revision:d}'
        f',"decided_at":{quoted(decided_at)},"domain":{quoted(domain)},"how":{quoted(how)}'
        f',"language":{quoted(language)},"layer":{quoted(layer)},"layout":{quoted(layout)}'
        f',"once":{_hidden(once)},"receipt_id":{quoted(receipt_id)}'
        f',"record_id":{quoted(record_id)},"seq":{seq:d},"signals":{signals}'
        f',"site":{quoted(site)},"snapshot":{quoted(snapshot)},"subject":{_hidden(subject)}'
        f',"until":{quoted(until)},"version":{version:d}}}'
    ).encode()


def hidden(secret: str) -> str:
    """What stands for a visitor's secret where others may read: its SHA-256; it is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _hidden(secret: str | None) -> str:
    return "null" if secret is None else f'"{hidden(secret)}"'


def first_form(said: bytes, subject: str | None, once: str | None) -> bytes | None:
    """A record's canonical bytes as they were until there were seals: `subject` and `once` themselves in them.

    `None` where a record is the same in both forms, or where either secret could be the SHA-256 of another:
    whoever wrote that in its place would have today's bytes by the first form.
    """
    secrets = {"once": once, "subject": subject}
    known = {name: one for name, one in secrets.items() if one is not None}
    if not known or any(_HASH.fullmatch(one) for one in known.values()):
        return None
    for name, one in known.items():
        said = said.replace(f'"{name}":{_hidden(one)}'.encode(), f'"{name}":{quoted(one)}'.encode())
    return said


def written_answers(answers: Mapping[str, Answer]) -> str:
    """Answers as `canonical` has them."""
    written = (f'{quoted(key)}:["{one.choice.value}",{one.revision:d}]' for key, one in sorted(answers.items()))
    return f"{{{','.join(written)}}}"


def written_signals(signals: Mapping[str, bool]) -> str:
    """Signals as `canonical` has them."""
    return json.dumps(dict(signals), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def answers_as_json(answers: Mapping[str, Answer]) -> dict[str, tuple[str, int]]:
    """Answers as plain values: key to [choice, consent revision]."""
    return {key: (one.choice.value, one.revision) for key, one in sorted(answers.items())}


def answers_from_json(stored: Mapping[str, tuple[str, int]]) -> dict[str, Answer]:
    """The answers that `answers_as_json` wrote. Raises `ValueError` on any other shape."""
    try:
        return {key: Answer(choice=Choice(choice), revision=index(rev)) for key, (choice, rev) in stored.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{stored!r} holds no answers; they are written as [choice, revision] by key") from error


def commit(record: ConsentRecord, key: bytes) -> str:
    """HMAC-SHA256 under a key of the record's own, so that erasing both leaves nothing to guess (R-05)."""
    return commit_to(canonical(record), key)


def commit_to(said: bytes, key: bytes) -> str:
    """The commitment to a record's canonical bytes."""
    return hmac.digest(key, said, "sha256").hex()


def chain_after(previous: str, commitment: str) -> str:
    """The chain value after one more commitment: SHA-256 over both, as bytes."""
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(commitment)).hexdigest()


def link(record: ConsentRecord, key: bytes, previous: str) -> Link:
    """What is kept of `record` for ever, hung on the chain value `previous`."""
    commitment = commit(record, key)
    return Link(
        site=record.site,
        record_id=record.record_id,
        chain_id=record.chain_id,
        seq=record.seq,
        day=record.decided_at.astimezone(UTC).date().isoformat(),
        commitment=commitment,
        chain=chain_after(previous, commitment),
    )


def answers_digest(how: How, answers: Mapping[str, Answer]) -> str:
    """A short digest of an act and its outcome: what tells a repeated post from a new one (R-08)."""
    text = json.dumps([how.value, answers_as_json(answers)], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
