"""Seals: one digest over all records that no earlier seal names, so that a whole chain cannot go unseen (R-05)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cookieprefs.core import merkle
from cookieprefs.core.merkle import Tree
from cookieprefs.core.record import GENESIS, Link, moment, quoted

_LINE = re.compile(
    r"cookieprefs-seal (?P<site>[\w.-]{1,40}) (?P<number>[1-9]\d{0,9}) (?P<sealed_at>[\dTZ:.-]{20,30}) "
    r"(?P<records>\d{1,12}) sha256:(?P<digest>[0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Seal:
    """One seal: the Merkle root over its records' links, hung on the digest of the seal before it."""

    site: str
    number: int
    sealed_at: datetime
    records: int
    root: str
    previous: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Member:
    """What a seal keeps of one record: where among its leaves it stands, and the hash of its link."""

    seal: int
    position: int
    record_id: str
    leaf: str


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a published line says of a seal."""

    site: str
    number: int
    sealed_at: str
    records: int
    digest: str


class SealFault(StrEnum):
    """What is wrong with a seal as a whole."""

    GAP = "gap"
    EDITED = "edited"
    ROOT = "root"
    MISSING = "missing"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class SealFinding:
    """What the check says of one seal: none where it is whole."""

    number: int
    fault: SealFault


def leaf(link: Link) -> bytes:
    """The leaf of a record in a seal's tree: the hash of all that stays of it for ever."""
    texts = ",".join(map(quoted, (link.chain, link.chain_id, link.commitment, link.day, link.record_id)))
    return merkle.leaf(f"[{texts},{link.seq:d},{quoted(link.site)}]".encode())


def seal(site: str, previous: Seal | None, tree: Tree, *, now: datetime) -> Seal:
    """The seal over a tree of leaves, after the one before it; its moment is kept to the millisecond."""
    made = Seal(
        site=site,
        number=previous.number + 1 if previous else 1,
        sealed_at=now.replace(microsecond=now.microsecond // 1000 * 1000),
        records=tree.size,
        root=tree.root().hex(),
        previous=previous.digest if previous else GENESIS,
        digest="",
    )
    return Seal(**{**vars(made), "digest": digest(made)})


def digest(one: Seal) -> str:
    """SHA-256 over all that a seal says."""
    said = {**vars(one), "sealed_at": moment(one.sealed_at)}
    del said["digest"]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def line(one: Seal) -> str:
    """What the operator publishes of a seal: a line that says nothing of anybody."""
    return f"cookieprefs-seal {one.site} {one.number} {moment(one.sealed_at)} {one.records} sha256:{one.digest}"


def parse_line(text: str) -> Published:
    """What a published line says. Raises `ValueError` on anything else."""
    found = _LINE.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(
            f"{text!r} is no line of a seal; it reads: cookieprefs-seal SITE NUMBER TIME RECORDS sha256:DIGEST"
        )
    said = found.groupdict()
    return Published(
        site=said["site"],
        number=int(said["number"]),
        sealed_at=said["sealed_at"],
        records=int(said["records"]),
        digest=said["digest"],
    )


def check_seals(
    site: str, seals: Iterable[tuple[Seal, Iterable[str]]], *, published: Published | None = None
) -> Iterator[SealFinding]:
    """What is wrong with seals that come in the order of their numbers, each with its members' leaves in order.

    `published` is what the operator has in print: whoever owns the database could rewrite all of it, and the
    digests with it, but not that. Constant memory, whatever the number of members.
    """
    previous, is_found = None, False
    for one, leaves in seals:
        for fault in _faults(one, previous, leaves):
            yield SealFinding(number=one.number, fault=fault)
        if published is not None and published.number == one.number:
            is_found = True
            if line(one) != _line_of(published):
                yield SealFinding(number=one.number, fault=SealFault.OTHER)
        previous = one
    if published is not None and (not is_found or published.site != site):
        yield SealFinding(number=published.number, fault=SealFault.MISSING)


def _faults(one: Seal, previous: Seal | None, leaves: Iterable[str]) -> Iterator[SealFault]:
    if one.number != (previous.number + 1 if previous else 1):
        yield SealFault.GAP
    hangs_on = previous.digest if previous else GENESIS
    if one.previous != hangs_on or digest(one) != one.digest:
        yield SealFault.EDITED
    if _root(leaves) != (one.records, one.root):
        yield SealFault.ROOT


def _root(leaves: Iterable[str]) -> tuple[int, str]:
    """How many leaves there are and their root; an empty one where somebody wrote what is no hash."""
    tree, is_whole = Tree(), True
    for one in leaves:
        hashed = _hash(one)
        is_whole = is_whole and hashed is not None
        tree.add(hashed or b"")
    return tree.size, tree.root().hex() if is_whole else ""


def _hash(written: str) -> bytes | None:
    try:
        found = bytes.fromhex(written)
    except (TypeError, ValueError):
        return None
    return found if len(found) == len(merkle.EMPTY) else None


def _line_of(said: Published) -> str:
    return f"cookieprefs-seal {said.site} {said.number} {said.sealed_at} {said.records} sha256:{said.digest}"
