"""Sealing: one digest over all records that no earlier seal names, made while visitors decide (R-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cookieprefs.actions.writing import LedgerUnavailableError, in_one_write
from cookieprefs.core import seal as core
from cookieprefs.core.merkle import Tree
from cookieprefs.core.seal import Member, Seal
from cookieprefs.store import seals

Progress = Callable[[int], None]


class AlreadySealingError(Exception):
    """Another process is making the same seal."""


def seal(session: Session, site: str, *, now: datetime, progress: Progress = lambda _: None) -> Seal | None:
    """Close all records since the last seal; `None` where there are none. `progress` hears how many were added.

    Members are added a few at a time, each few in a transaction of its own, so that nobody who decides meanwhile
    waits for it. Whoever is stopped in the midst leaves members that the next call goes on from. A record that is
    committed behind the place reached waits for the next seal. Raises `AlreadySealingError`,
    `LedgerUnavailableError`.
    """
    last = seals.last(session, site)
    number = last.number + 1 if last else 1
    tree = Tree()
    for leaf in seals.leaves(session, site, number):
        tree.add(bytes.fromhex(leaf))
    links, after = seals.unsealed(session, site, "")
    while links:
        members = [
            Member(seal=number, position=tree.size + at, record_id=one.record_id, leaf=core.leaf(one).hex())
            for at, one in enumerate(links)
        ]
        _write(session, partial(seals.add_members, session, site, members))
        for one in members:
            tree.add(bytes.fromhex(one.leaf))
        progress(len(links))
        links, after = seals.unsealed(session, site, after)
    if not tree.size:
        return None
    made = core.seal(site, last, tree, now=now)
    _write(session, partial(seals.append, session, made))
    return made


def _write(session: Session, work: Callable[[], None]) -> None:
    try:
        in_one_write(session, work)
    except LedgerUnavailableError as error:
        if isinstance(error.__cause__, IntegrityError):
            raise AlreadySealingError("another process seals this ledger; wait until it is done") from error
        raise
