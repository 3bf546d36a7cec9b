"""Seals over the ledger, append-only like it (R-05), and daily sums (R-27)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cookieprefs.store.migrations.append_only import forbid
from cookieprefs.store.migrations.losing import refuse

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEYS = {
    "cookieprefs_seal": ("site number",),
    "cookieprefs_seal_member": ("site seal position", "site record_id"),
}


def upgrade() -> None:
    """Create the tables, and the triggers that refuse to change a seal."""
    _create_seals()
    _create_tally()
    # Counting goes by the time of decisions, and so does retention.
    op.create_index(
        "ix_cookieprefs_record_payload_decided_at",
        "cookieprefs_record_payload",
        ["site", "decided_at", "record_id"],
    )
    for table, keys in _KEYS.items():
        forbid(table, ("UPDATE", "DELETE"), keys)


def downgrade() -> None:
    """Drop them; the ledger itself stays as it is. Raises `CommandError` where anything would be lost unasked."""
    refuse("seals", "cookieprefs_seal", "seals")
    refuse("sums", "cookieprefs_tally", "daily sums")
    op.drop_index("ix_cookieprefs_record_payload_decided_at", "cookieprefs_record_payload")
    for table in ("cookieprefs_roll_up", "cookieprefs_tally", "cookieprefs_seal_member", "cookieprefs_seal"):
        op.drop_table(table)


def _create_seals() -> None:
    op.create_table(
        "cookieprefs_seal",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sealed_at", sa.DateTime, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site", "number", name="pk_cookieprefs_seal"),
    )
    op.create_table(
        "cookieprefs_seal_member",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("seal", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.Column("leaf", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site", "seal", "position", name="pk_cookieprefs_seal_member"),
        sa.UniqueConstraint("site", "record_id", name="uq_cookieprefs_seal_member_site_record_id"),
    )


def _create_tally() -> None:
    op.create_table(
        "cookieprefs_tally",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("how", sa.String(30), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("layout", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(
            "site",
            "day",
            "kind",
            "service",
            "choice",
            "how",
            "language",
            "layout",
            "version",
            name="pk_cookieprefs_tally",
        ),
    )
    op.create_table(
        "cookieprefs_roll_up",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_cookieprefs_roll_up"),
    )
