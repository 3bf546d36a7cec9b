"""The tables. Every key of the ledger contains the site, so that it can be spread over machines by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cookieprefs.store.db import Model, UTCDateTime


class PolicyVersionRow(Model):
    """One published policy version, whole, as JSON. Never updated or deleted."""

    __tablename__ = "cookieprefs_policy_version"

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    consent_revision: Mapped[int] = mapped_column(Integer)
    text_revision: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[Any]] = mapped_column(JSON)


class SnapshotRow(Model):
    """The HTML of a banner or panel as it was shown, by its SHA-256 (R-02). Never updated or deleted."""

    __tablename__ = "cookieprefs_snapshot"

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    html: Mapped[str] = mapped_column(Text)


class SnapshotUseRow(Model):
    """Which snapshot a version shows, by mount, language, layer and layout. Never updated or deleted."""

    __tablename__ = "cookieprefs_snapshot_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site", "version"], ["cookieprefs_policy_version.site", "cookieprefs_policy_version.number"]
        ),
        ForeignKeyConstraint(["site", "sha256"], ["cookieprefs_snapshot.site", "cookieprefs_snapshot.sha256"]),
    )

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    mount: Mapped[str] = mapped_column(String(200), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    layer: Mapped[str] = mapped_column(String(20), primary_key=True)
    layout: Mapped[str] = mapped_column(String(20), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))


class RecordRow(Model):
    """What stays of a record for ever: its place in a chain and its hashes. Never updated or deleted."""

    __tablename__ = "cookieprefs_record"
    __table_args__ = (UniqueConstraint("site", "record_id"),)

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    chain_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(String(36))
    day: Mapped[str] = mapped_column(String(10))
    commitment: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))


class RecordPayloadRow(Model):
    """The decision itself, with the key of its commitment. Never updated; deleted by erasure alone."""

    __tablename__ = "cookieprefs_record_payload"
    __table_args__ = (
        ForeignKeyConstraint(["site", "record_id"], ["cookieprefs_record.site", "cookieprefs_record.record_id"]),
        UniqueConstraint("site", "receipt_id"),
        Index("ix_cookieprefs_record_payload_subject", "site", "subject", "seq"),
        # Counting goes by the time of decisions, and so does retention.
        Index("ix_cookieprefs_record_payload_decided_at", "site", "decided_at", "record_id"),
        # A chain begins once for one act, however often it is posted and by however many processes.
        Index(
            "uq_cookieprefs_record_payload_once",
            "site",
            "once",
            "digest",
            unique=True,
            sqlite_where=text("seq = 1"),
            postgresql_where=text("seq = 1"),
        ),
    )

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt_id: Mapped[str] = mapped_column(String(40))
    chain_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    how: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(Integer)
    consent_revision: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(20))
    layout: Mapped[str] = mapped_column(String(20))
    snapshot: Mapped[str] = mapped_column(String(64))
    domain: Mapped[str] = mapped_column(String(255))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    signals: Mapped[dict[str, bool]] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(32))
    key: Mapped[bytes] = mapped_column(LargeBinary(32))


class SealRow(Model):
    """One digest over all records that no earlier seal names (R-05). Never updated or deleted."""

    __tablename__ = "cookieprefs_seal"

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    records: Mapped[int] = mapped_column(Integer)
    root: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class SealMemberRow(Model):
    """A record that a seal names, and the hash of its link as it was sealed. Never updated or deleted.

    Without a foreign key to the record: what somebody removed there has to be missed here.
    """

    __tablename__ = "cookieprefs_seal_member"
    __table_args__ = (UniqueConstraint("site", "record_id"),)

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    seal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(String(36))
    leaf: Mapped[str] = mapped_column(String(64))


class TallyRow(Model):
    """How much one day had of one kind, decisions or banners shown: sums that name nobody (R-27). Counted up."""

    __tablename__ = "cookieprefs_tally"

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    service: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(20), primary_key=True)
    how: Mapped[str] = mapped_column(String(30), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    layout: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)


class RollUpRow(Model):
    """Up to which record the tally has counted the ledger. It moves on."""

    __tablename__ = "cookieprefs_roll_up"

    site: Mapped[str] = mapped_column(String(40), primary_key=True)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    record_id: Mapped[str] = mapped_column(String(36))
