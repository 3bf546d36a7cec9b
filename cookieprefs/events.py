"""What a host app can listen for: signals that are sent once the database has committed, and what each carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from blinker import Namespace

from cookieprefs.core.changes import Change
from cookieprefs.core.consent import Choice, Decision
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord

_signals = Namespace()


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A visitor decided: the record's facts. What would hand over power, the visitor's id, is not among them."""

    site: str
    record_id: str
    receipt_id: str
    chain_id: str
    seq: int
    decided_at: datetime
    until: datetime
    how: str
    version: int
    consent_revision: int
    language: str
    layer: str
    layout: str
    domain: str
    answers: Mapping[str, str]
    """`given`, `refused` or `withdrawn`, by service."""
    signals: Mapping[str, bool]


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """A decision ended consent that had been given: sent after `Decided` of the same record."""

    site: str
    record_id: str
    decided_at: datetime
    services: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Published:
    """The operator published a policy version; `changes` are sentences, `asks_again` the services asked anew."""

    site: str
    version: int
    consent_revision: int
    text_revision: int
    published_at: datetime
    changes: tuple[str, ...]
    asks_again: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """A visitor had their records erased; whose they were is no longer known to anybody."""

    site: str
    records: int


Event = Decided | Withdrawn | Published | Forgotten
Announce = Callable[[Event], None]

decided = _signals.signal("cookieprefs.decided")
withdrawn = _signals.signal("cookieprefs.withdrawn")
published = _signals.signal("cookieprefs.published")
forgotten = _signals.signal("cookieprefs.forgotten")

SIGNALS = {Decided: decided, Withdrawn: withdrawn, Published: published, Forgotten: forgotten}
"""The signal that carries each. Listeners are called with the app, and the event by its name: `event`."""


def of_record(record: ConsentRecord, before: Decision | None) -> Iterator[Event]:
    """What a new record tells, after what was decided before it."""
    shown = record.shown
    yield Decided(
        site=record.site,
        record_id=record.record_id,
        receipt_id=record.receipt_id,
        chain_id=record.chain_id,
        seq=record.seq,
        decided_at=record.decided_at,
        until=record.until,
        how=record.how.value,
        version=shown.version,
        consent_revision=shown.consent_revision,
        language=shown.language,
        layer=shown.layer.value,
        layout=shown.layout,
        domain=record.domain,
        answers={key: one.choice.value for key, one in record.answers.items()},
        signals=dict(record.signals),
    )
    if ended := tuple(key for key in record.answers if _is_ended(record, before, key)):
        yield Withdrawn(site=record.site, record_id=record.record_id, decided_at=record.decided_at, services=ended)


def of_version(version: PolicyVersion, changes: tuple[Change, ...]) -> Published:
    """What a new policy version tells."""
    return Published(
        site=version.policy.site.key,
        version=version.number,
        consent_revision=version.consent_revision,
        text_revision=version.text_revision,
        published_at=version.published_at,
        changes=tuple(str(one) for one in changes),
        asks_again=frozenset[str]().union(*(one.asks_again for one in changes)),
    )


def _is_ended(record: ConsentRecord, before: Decision | None, key: str) -> bool:
    was_given = before is not None and before.choice(key) is Choice.GIVEN
    return was_given and record.answers[key].choice is not Choice.GIVEN
