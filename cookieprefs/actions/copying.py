"""Moving a ledger to another database: chain intact, while visitors decide, and gone on with by the next call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from cookieprefs.actions.writing import in_one_write
from cookieprefs.store import copying
from cookieprefs.store.copying import PARTS, RECORDS, SEALS, VERSIONS, Key, Part
from cookieprefs.store.db import begin_read

Progress = Callable[[int], None]


class OtherLedgerError(Exception):
    """The target holds another ledger of the same site; the message says by what that shows."""


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What a copy added to the target, of how many sites; and how much it erased that was erased meanwhile."""

    sites: tuple[str, ...]
    versions: int
    records: int
    seals: int
    erased: int


@dataclass(frozen=True, kw_only=True)
class Unlike:
    """A table that has another number of rows of a site in the target than in the source."""

    table: str
    here: int
    there: int


def copy(source: Session, target: Session, *, progress: Progress = lambda _: None) -> Copied:
    """Add to the target what it lacks of the source, as that is at one moment: what is decided later is not in it.

    Page by page, each in one transaction of the target's, so whoever is stopped in the midst is gone on from by
    the next call. What was erased since an earlier call is erased in the target too, and what was erased there
    stays so. `progress` hears of how many rows more that they are in the target. The source is left in the midst
    of the transaction that reads that moment, for whoever compares. Raises `OtherLedgerError`, before anything
    was written; `LedgerUnavailableError` where the target cannot be written, `SQLAlchemyError` where one of the
    two cannot be read.
    """
    begin_read(source)
    sites = tuple(copying.sites(source))
    for site in sites:
        _refuse_another(source, target, site)
    added = dict.fromkeys(PARTS, 0)
    erased = 0
    for site in sites:
        for part in PARTS:
            for page in copying.pages(source, part, site):
                new, gone = in_one_write(target, partial(_copy_page, source, target, part, site, page))
                added[part] += new
                erased += gone
                progress(len(page))
        # Sums and their place in the ledger belong together, so they go over in one piece.
        in_one_write(target, partial(copying.replace_sums, source, target, site))
    return Copied(sites=sites, versions=added[VERSIONS], records=added[RECORDS], seals=added[SEALS], erased=erased)


def rows_to_copy(source: Session) -> int:
    """How many rows `progress` is going to hear of."""
    names = {one.table.name for one in PARTS}
    found = (copying.counts(source, site) for site in copying.sites(source))
    return sum(count for one in found for name, count in one.items() if name in names)


def unlike(source: Session, target: Session, site: str) -> tuple[Unlike, ...]:
    """The tables that have another number of rows of a site in the target. What is erased there alone may lack."""
    here, there = copying.counts(source, site), copying.counts(target, site)
    return tuple(
        Unlike(table=name, here=number, there=there[name])
        for name, number in here.items()
        if there[name] != number and not (name == copying.ERASABLE and there[name] < number)
    )


def _refuse_another(source: Session, target: Session, site: str) -> None:
    """See to it that whatever the target has of a site, the source has too. Raises `OtherLedgerError`."""
    for part in PARTS:
        for page in copying.pages(target, part, site):
            _compare(part, site, page, copying.named(source, part, site, map(part.key_of, page)))
    target.rollback()


def _compare(part: Part, site: str, there: Iterable[Row[Any]], here: Mapping[Key, Row[Any]]) -> None:
    """Raises `OtherLedgerError` where one of the target's rows is not the source's."""
    for row in there:
        key = part.key_of(row)
        if here.get(key) != row:
            what = "is another" if key in here else "is not in this ledger"
            raise OtherLedgerError(
                f"the target holds another ledger of {site!r}, or was written to by itself: "
                f"its {part.noun} {' '.join(map(str, key))} {what}; nothing of it was changed"
            )


def _copy_page(
    source: Session, target: Session, part: Part, site: str, page: Sequence[Row[Any]]
) -> tuple[int, int]:
    """Add of a page what the target lacks; gives how much that was, and how much was erased."""
    there = copying.named(target, part, site, map(part.key_of, page))
    _compare(part, site, there.values(), {part.key_of(row): row for row in page})
    lacking = [key for row in page if (key := part.key_of(row)) not in there]
    if lacking:
        copying.add(source, target, part, site, lacking)
    if part is not RECORDS or not there:
        return len(lacking), 0
    gone = copying.erased_since(source, target, site, list(there))
    if gone:
        copying.erase(target, site, gone)
    return len(lacking), len(gone)
