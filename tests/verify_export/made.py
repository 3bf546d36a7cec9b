"""A small ledger under two seals, what is exported of it, and the script that checks that."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from cookieprefs import verify_export
from cookieprefs.core import evidence
from cookieprefs.core.checking import Entry
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.merkle import Tree, audit_path
from cookieprefs.core.receipt import assemble
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.seal import Member, Seal, leaf, line, seal
from tests.core.builders import NOW, a_decision, a_record, a_version, days, what_was_shown

SITE = "shop"
HTML = ("<p>Cookies? Oui, « merci ».</p>", "<p>Cookies, once more?</p>")
NAMES = tuple(hashlib.sha256(one.encode()).hexdigest() for one in HTML)
SNAPSHOTS = dict(zip(NAMES, HTML, strict=True))
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Entries by chain and number, and the seals over them."""

    entries: list[Entry]
    seals: list[Seal]

    @property
    def printed(self) -> str:
        """The line that was published of the last seal."""
        return line(self.seals[-1])

    def leaves(self, number: int) -> list[bytes]:
        """The leaves of a seal in their order."""
        members = sorted(
            (one.member for one in self.entries if one.member and one.member.seal == number),
            key=lambda member: member.position,
        )
        return [bytes.fromhex(one.leaf) for one in members]

    def path(self, entry: Entry) -> list[bytes] | None:
        """What leads from a sealed record to the root."""
        if entry.member is None:
            return None
        leaves = self.leaves(entry.member.seal)
        return audit_path(leaves, entry.member.position, len(leaves))


def a_chain(chain_id: str, length: int, *, domain: str, taken_over: bool = False) -> list[Entry]:
    """One visitor's decisions, a day each."""
    entries, previous = [], GENESIS
    for seq in range(1, length + 1):
        shown = what_was_shown(language="fr", layer=Layer.BANNER, snapshot=NAMES[seq % 2])
        other = {"how": How.SAVE, "shown": shown}
        if taken_over:
            other = {"how": How.TAKEN_OVER, "shown": replace(shown, layer=Layer.OTHER_TOOL, snapshot="")}
        record = a_record(
            a_decision(yes="matomo" if seq % 2 else "", no="" if seq % 2 else "matomo"),
            seq=seq,
            chain_id=chain_id,
            record_id=f"{chain_id}-{seq}",
            receipt_id=f"receipt-{chain_id}-{seq}",
            subject=f"the secret of {chain_id}",
            domain=domain,
            **other,
        )
        key = hashlib.sha256(record.record_id.encode()).digest()
        entries.append(Entry(link=link(record, key, previous), record=record, key=key))
        previous = entries[-1].link.chain
    return entries


def a_ledger(*, unsealed: int = 0, length: int = 4, domain: str = "bücher.example") -> Ledger:
    """Four visitors and one, `b`, whose choice was taken over; the records of `d` are erased but for the last.

    The first seal has the first two records of each, the second all others but the last `unsealed` of `a`, and
    that of `e`, who came later. The second was interrupted: its places are not in the order of chains.
    """
    chains = [
        a_chain("a", length, domain=domain),
        a_chain("b", 1, domain=domain, taken_over=True),
        *(a_chain(name, count, domain=domain) for name, count in (("c", 3), ("d", 3), ("e", 1))),
    ]
    chains[3] = [*(Entry(link=one.link) for one in chains[3][:2]), chains[3][2]]
    entries = [one for chain in chains for one in chain]
    first = [one for one in entries if one.link.seq <= 2 and one.link.chain_id != "e"]
    later = [one for one in entries if one not in first]
    later = later[: length - 2 - unsealed] + later[length - 2 :]
    seals, places = [], {}
    for number, members in enumerate((first, [*later[1:], *later[:1]]), 1):
        tree = Tree()
        for one in members:
            hashed = leaf(one.link)
            places[one.link.record_id] = Member(
                seal=number, position=tree.size, record_id=one.link.record_id, leaf=hashed.hex()
            )
            tree.add(hashed)
        seals.append(seal(SITE, seals[-1] if seals else None, tree, now=NOW + days(10 * number)))
    return Ledger(entries=[replace(one, member=places.get(one.link.record_id)) for one in entries], seals=seals)


def whole(ledger: Ledger, *, with_snapshots: bool = True) -> list[Json]:
    """The lines of a whole export."""
    head = evidence.export_line(SITE, None, None, with_snapshots=with_snapshots)
    return _lines(head, ledger, [(one, None) for one in ledger.entries], with_snapshots)


def period(ledger: Ledger, since: int, until: int, *, with_snapshots: bool = False) -> list[Json]:
    """The lines of an export from one day after the first decision to another."""
    first, last = ((NOW + days(one)).date() for one in (since, until))
    head = evidence.export_line(SITE, first, last, with_snapshots=with_snapshots)
    inside = [one for one in ledger.entries if first.isoformat() <= one.link.day <= last.isoformat()]
    return _lines(head, ledger, [(one, ledger.path(one)) for one in inside], with_snapshots)


def _lines(
    head: Json, ledger: Ledger, kept: list[tuple[Entry, list[bytes] | None]], with_snapshots: bool
) -> list[Json]:
    lines = [head, *map(evidence.seal_line, ledger.seals)]
    if with_snapshots:
        lines += [evidence.snapshot_line(name, html) for name, html in SNAPSHOTS.items()]
    lines += [evidence.record_line(one, path) for one, path in kept]
    counts = {"records": len(kept), "seals": len(ledger.seals), "snapshots": 2 if with_snapshots else 0}
    return [*lines, evidence.end_line(**counts)]


def proof(ledger: Ledger, chain_id: str = "a") -> Json:
    """The bundle that proves the decisions of one chain."""
    version = a_version("matomo")
    entries = [one for one in ledger.entries if one.link.chain_id == chain_id]
    records = [one.record for one in entries if one.record]
    receipt = assemble(records, {1: version}, language="en", links=[one.link for one in entries])
    paths = {one.link.record_id: path for one in entries if (path := ledger.path(one)) is not None}
    return evidence.bundle(receipt, entries, paths, ledger.seals, SNAPSHOTS)


def written(lines: list[Json]) -> bytes:
    """Lines as `ledger export` writes them."""
    return "".join(f"{json.dumps(one, ensure_ascii=False, separators=(',', ':'))}\n" for one in lines).encode()


def as_written(value: Json) -> bytes:
    """A bundle as `proof` writes it."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def checked(content: bytes, printed: str = "") -> tuple[verify_export.Check, list[str]]:
    """What the script counts and tells."""
    told: list[str] = []
    check = verify_export.check_file(BytesIO(content), told.append, printed)
    assert len(told) == check.counts["faults"]
    return check, told


def faults(content: bytes, printed: str = "") -> list[tuple[str, str]]:
    """Each fault's place and kind."""
    return [
        (place, fault.partition(":")[0])
        for place, _, fault in (one.partition(": ") for one in checked(content, printed)[1])
    ]
