"""The first schema: versions, snapshots and the ledger, append-only in the database itself (R-01)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cookieprefs.store.migrations.append_only import forbid
from cookieprefs.store.migrations.losing import refuse

revision = "0001"
down_revision = None
branch_labels = ("cookieprefs",)
depends_on = None

_ERASABLE = "cookieprefs_record_payload"
_KEYS = {
    "cookieprefs_policy_version": ("site number",),
    "cookieprefs_snapshot": ("site sha256",),
    "cookieprefs_snapshot_use": ("site version mount language layer layout",),
    "cookieprefs_record": ("site chain_id seq", "site record_id"),
    _ERASABLE: ("site record_id", "site receipt_id"),
}


def upgrade() -> None:
    """Create the tables, and the triggers that refuse to change what was written."""
    _create_versions()
    _create_ledger()
    for table, keys in _KEYS.items():
        forbid(table, ("UPDATE",) if table == _ERASABLE else ("UPDATE", "DELETE"), keys)


def downgrade() -> None:
    """Drop everything, the triggers with it. Raises `CommandError` where records would be lost unasked."""
    refuse("records", "cookieprefs_record", "records of decisions")
    for table in (_ERASABLE, "cookieprefs_record", "cookieprefs_snapshot_use"):
        op.drop_table(table)
    for table in ("cookieprefs_snapshot", "cookieprefs_policy_version"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION cookieprefs_append_only()")


def _create_versions() -> None:
    op.create_table(
        "cookieprefs_policy_version",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("consent_revision", sa.Integer, nullable=False),
        sa.Column("text_revision", sa.Integer, nullable=False),
        sa.Column("published_at", sa.DateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("site", "number", name="pk_cookieprefs_policy_version"),
    )
    op.create_table(
        "cookieprefs_snapshot",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("site", "sha256", name="pk_cookieprefs_snapshot"),
    )
    op.create_table(
        "cookieprefs_snapshot_use",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("mount", sa.String(200), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("layer", sa.String(20), nullable=False),
        sa.Column("layout", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(
            "site", "version", "mount", "language", "layer", "layout", name="pk_cookieprefs_snapshot_use"
        ),
        sa.ForeignKeyConstraint(
            ["site", "version"],
            ["cookieprefs_policy_version.site", "cookieprefs_policy_version.number"],
            name="fk_cookieprefs_snapshot_use_site_version",
        ),
        sa.ForeignKeyConstraint(
            ["site", "sha256"],
            ["cookieprefs_snapshot.site", "cookieprefs_snapshot.sha256"],
            name="fk_cookieprefs_snapshot_use_site_sha256",
        ),
    )


def _create_ledger() -> None:
    op.create_table(
        "cookieprefs_record",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("chain_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site", "chain_id", "seq", name="pk_cookieprefs_record"),
        sa.UniqueConstraint("site", "record_id", name="uq_cookieprefs_record_site_record_id"),
    )
    op.create_table(
        _ERASABLE,
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.Column("receipt_id", sa.String(40), nullable=False),
        sa.Column("chain_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("how", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("consent_revision", sa.Integer, nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("layer", sa.String(20), nullable=False),
        sa.Column("layout", sa.String(20), nullable=False),
        sa.Column("snapshot", sa.String(64), nullable=False),
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.Column("signals", sa.JSON, nullable=False),
        sa.Column("once", sa.String(64), nullable=True),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("site", "record_id", name="pk_cookieprefs_record_payload"),
        sa.UniqueConstraint("site", "receipt_id", name="uq_cookieprefs_record_payload_site_receipt_id"),
        sa.ForeignKeyConstraint(
            ["site", "record_id"],
            ["cookieprefs_record.site", "cookieprefs_record.record_id"],
            name="fk_cookieprefs_record_payload_site_record_id",
        ),
    )
    op.create_index("ix_cookieprefs_record_payload_subject", _ERASABLE, ["site", "subject", "seq"])
    op.create_index(
        "uq_cookieprefs_record_payload_once",
        _ERASABLE,
        ["site", "once", "digest"],
        unique=True,
        sqlite_where=sa.text("seq = 1"),
        postgresql_where=sa.text("seq = 1"),
    )
