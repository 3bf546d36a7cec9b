"""What leaves the house as proof: the lines of an export, and the bundle of one proof (R-07).

Each value bears the name of its format, and holds all that somebody without cookieprefs needs to check it:
`verify_export.py` does so with Python alone. What opens a visitor's records, `subject` and `once`, is in none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cookieprefs.core.checking import Entry
from cookieprefs.core.record import moment
from cookieprefs.core.seal import Member, Seal

Json = dict[str, Any]

EXPORT = "cookieprefs-export/1"
RECORD = "cookieprefs-record/1"
GONE = "cookieprefs-gone/1"
SEAL = "cookieprefs-seal/1"
SNAPSHOT = "cookieprefs-snapshot/1"
END = "cookieprefs-end/1"
PROOF = "cookieprefs-proof/1"

UNREADABLE = "unreadable"
"""What stands for a record that holds what we would never have written."""

HOW_TO_CHECK = (
    "A record's commitment is HMAC-SHA256 under its key, over the record as JSON: sorted keys, no blanks, UTF-8.",
    "A chain value is SHA-256 over the chain value before it and the commitment, 32 bytes each; zeros come first.",
    "A leaf is SHA-256 over a byte 0 and the list of the link's values in the order of their names, as JSON.",
    "From the leaf its path leads to the root of its seal, as in RFC 9162: SHA-256 over a byte 1, left and right.",
    "A seal's digest is SHA-256 over its other fields but the format, as JSON: sorted keys, no blanks, UTF-8.",
    "Each seal names the digest before it: whoever has its line in print knows that nothing under it was changed.",
    "A snapshot is what was shown, byte for byte; its name is the SHA-256 of its HTML in UTF-8.",
    "A record that is null was erased: its link stays, and says nothing of the visitor.",
    "The visitor's own id is in none of this, only its SHA-256.",
    "The receipt's events are those of the records; its words about services are those of the policy version.",
    "All this is done by verify_export.py with Python alone: python verify_export.py FILE --seal 'LINE'",
)
"""How a bundle is checked by hand, in sentences."""


def export_line(site: str, since: date | None, until: date | None, *, with_snapshots: bool) -> Json:
    """The first line of an export: what of which site is in it. Without a day at either end it is whole."""
    return {
        "format": EXPORT,
        "site": site,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "with_snapshots": with_snapshots,
    }


def record_line(entry: Entry, path: Sequence[bytes] | None = None) -> Json:
    """A link with its record and key, or without where it was erased, and where in a seal it stands.

    With `path` its membership in the seal can be shown without the seal's other records. What somebody wrote into
    a record, so that it cannot be read, is told as that and not handed on.
    """
    return {
        "format": RECORD,
        "link": dict(vars(entry.link)),
        "record": UNREADABLE if entry.is_unreadable else _said(entry),
        "key": entry.key.hex() if entry.key is not None else None,
        "seal": _place(entry.member, path) if entry.member else None,
    }


def _said(entry: Entry) -> Json | None:
    claim = entry.claim
    if claim is None:
        return None
    said: Json = json.loads(claim.said)
    return said


def _place(member: Member, path: Sequence[bytes] | None) -> Json:
    place: Json = {"number": member.seal, "position": member.position, "leaf": member.leaf}
    return place if path is None else place | {"path": [one.hex() for one in path]}


def gone_line(member: Member) -> Json:
    """What a seal names and the ledger has no longer: somebody removed it."""
    return {
        "format": GONE,
        "record_id": member.record_id,
        "seal": _place(member, None),
    }


def seal_line(one: Seal) -> Json:
    """All that a seal says."""
    return {"format": SEAL, **vars(one), "sealed_at": moment(one.sealed_at)}


def snapshot_line(sha256: str, html: str) -> Json:
    """What was shown, by the name that records call it."""
    return {"format": SNAPSHOT, "sha256": sha256, "html": html}


def end_line(*, records: int, seals: int, snapshots: int) -> Json:
    """The last line of an export: how many lines of each kind came before, so that a cut shows."""
    return {"format": END, "records": records, "seals": seals, "snapshots": snapshots}


def bundle(
    receipt: Json,
    entries: Iterable[Entry],
    paths: Mapping[str, Sequence[bytes]],
    seals: Iterable[Seal],
    snapshots: Mapping[str, str],
) -> Json:
    """One proof: the receipt, and all that shows it to be true.

    `entries` are those of the whole chain; `paths` leads, by record id, from each sealed one to the root of its
    seal (`merkle.audit_path`), and whatever has none counts as unsealed. `seals` are all from the first that a
    path leads to up to the last one made, in their order; `snapshots` holds the HTML of each that the records
    name and that is kept, by its SHA-256.
    """
    return {
        "format": PROOF,
        "receipt": receipt,
        "records": [_proved(one, paths.get(one.link.record_id)) for one in entries],
        "seals": [seal_line(one) for one in seals],
        "snapshots": [snapshot_line(sha256, html) for sha256, html in snapshots.items()],
        "how_to_check": list(HOW_TO_CHECK),
    }


def _proved(entry: Entry, path: Sequence[bytes] | None) -> Json:
    line = record_line(entry, path)
    return line if path is not None else line | {"seal": None}
