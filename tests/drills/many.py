"""A SQLite ledger of any size, written past the app: as true as what the app writes, and quicker."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from cookieprefs.core.consent import Answer, Choice, How, Layer
from cookieprefs.core.record import GENESIS, ConsentRecord, Shown, canonical, hidden, moment
from cookieprefs.store.rows import as_columns
from tests.actions.desk import SITE

KEYS = ("hotjar", "matomo", "youtube")
SPAN = timedelta(days=3 * 365)
"""Over how long the decisions are spread."""

_AT_ONCE = 20_000
_WAITING_AT_MOST = 100_000  # visitors who will decide again
_GOES_ON = 0.35  # how often it is one of them who decides
_LENGTHS = (1,) * 12 + (2,) * 5 + (3,) * 3  # how often visitors decide
_COUNTS = timedelta(days=182)
_SOME_TIME, _SOME_END = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC)
_VARYING = ("record_id", "receipt_id", "chain_id", "seq", "subject", "decided_at", "until", "once", "key")
_LINK = ("site", "record_id", "chain_id", "seq", "day", "commitment", "chain")
_TABLES = ("cookieprefs_record", "cookieprefs_record_payload")

_FIRST = (
    *[(How.ACCEPT_ALL, Layer.BANNER, "given given given")] * 5,
    *[(How.REFUSE_ALL, Layer.BANNER, "refused refused refused")] * 3,
    (How.SERVICE_SWITCH, Layer.PREFERENCES, "refused given refused"),
    (How.SAVE, Layer.PREFERENCES, "given refused given"),
)
_LATER = (
    (How.WITHDRAW_ALL, Layer.PREFERENCES, "withdrawn withdrawn withdrawn"),
    (How.SERVICE_SWITCH, Layer.PREFERENCES, "given withdrawn given"),
    (How.SERVICE_SWITCH, Layer.PREFERENCES, "refused given given"),
)

Row = tuple[object, ...]


@dataclass(slots=True)
class _Chain:
    """A visitor and what they decided so far."""

    chain_id: str
    subject: str | None
    length: int
    seq: int = 0
    value: bytes = bytes.fromhex(GENESIS)


class _Kind:
    """Decisions that differ in ids, times and places in their chain alone: all the rest is worked out once."""

    def __init__(self, how: How, words: str, shown: Shown) -> None:
        self.is_nameless = how is How.REFUSE_ALL
        answers = {
            key: Answer(choice=Choice(word), revision=1) for key, word in zip(KEYS, words.split(), strict=True)
        }
        # Each varying field holds its own name, to be filled in wherever the canonical bytes have it.
        names = {name: f"%({name})s" for name in ("record_id", "receipt_id", "chain_id", "once")}
        record = ConsentRecord(
            site=SITE,
            seq=-1,
            subject=None if self.is_nameless else "%(subject)s",
            decided_at=_SOME_TIME,
            how=how,
            shown=shown,
            domain="shop.test",
            answers=answers,
            until=_SOME_END,
            signals={},
            **names,
        )
        columns = as_columns(record)
        same = {name: columns[name] for name in columns if name not in _VARYING}
        self.columns = tuple(same)
        self.same = tuple(json.dumps(one) if isinstance(one, dict) else one for one in same.values())
        said = canonical(record).decode().replace('"seq":-1', '"seq":%(seq)d')
        for name, found in (("decided_at", moment(_SOME_TIME)), ("until", moment(_SOME_END))):
            said = said.replace(found, f"%({name})s")
        for name in ("subject", "once"):
            said = said.replace(hidden(f"%({name})s"), f"%({name})s")
        self.said = said


class Decisions:
    """Records with their links, by time: visitors who decide once, twice or three times, and in between others."""

    def __init__(
        self, find_snapshot: Callable[[Shown], str], *, records: int, end: datetime, seed: int = 1
    ) -> None:
        self._random = random.Random(seed)
        self._first = [_kind(find_snapshot, *one) for one in _FIRST]
        self._later = [_kind(find_snapshot, *one) for one in _LATER]
        self.columns = (*_VARYING, *self._first[0].columns)
        self._now, self._step = end - SPAN, SPAN / records
        self._waiting: list[_Chain] = []

    def __iter__(self) -> Iterator[tuple[Row, Row]]:
        """Rows of links and of payloads, without an end."""
        while True:
            self._now += self._step
            chain = self._next()
            kind = self._random.choice(self._later if chain.seq else self._first)
            if kind.is_nameless:
                chain.subject, chain.length = None, 1
            chain.seq += 1
            yield self._rows(chain, kind)
            if chain.seq < chain.length and len(self._waiting) < _WAITING_AT_MOST:
                self._waiting.append(chain)

    def _next(self) -> _Chain:
        waiting, chance = self._waiting, self._random
        if waiting and chance.random() < _GOES_ON:
            at = chance.randrange(len(waiting))
            waiting[at], waiting[-1] = waiting[-1], waiting[at]
            return waiting.pop()
        return _Chain(self._uuid(4), f"{chance.getrandbits(128):032x}", chance.choice(_LENGTHS))

    def _rows(self, chain: _Chain, kind: _Kind) -> tuple[Row, Row]:
        draw, key = self._random.getrandbits, self._random.randbytes(32)
        record_id, receipt_id, once = self._uuid(7), f"{draw(128):032x}", f"{draw(128):032x}"
        now, until = (one.isoformat(timespec="milliseconds")[:23] for one in (self._now, self._now + _COUNTS))
        said = kind.said % {
            "record_id": record_id,
            "receipt_id": receipt_id,
            "chain_id": chain.chain_id,
            "seq": chain.seq,
            "subject": hidden(chain.subject) if chain.subject else "",
            "decided_at": f"{now}Z",
            "until": f"{until}Z",
            "once": hidden(once),
        }
        commitment = hmac.digest(key, said.encode(), "sha256")
        chain.value = hashlib.sha256(chain.value + commitment).digest()
        link = (SITE, record_id, chain.chain_id, chain.seq, now[:10], commitment.hex(), chain.value.hex())
        ids = (record_id, receipt_id, chain.chain_id, chain.seq, chain.subject)
        return link, (*ids, _stored(now), _stored(until), once, key, *kind.same)

    def _uuid(self, version: int) -> str:
        drawn = f"{self._random.getrandbits(128):032x}"
        if version == 7:
            drawn = f"{int(self._now.timestamp() * 1000):012x}{drawn[12:]}"
        return f"{drawn[:8]}-{drawn[8:12]}-{version}{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


def fill(file: Path, decisions: Decisions, records: int, progress: Callable[[int], None] = lambda _: None) -> None:
    """Write this many decisions into a database that has our schema. Nothing else may have it open."""
    links = f"INSERT INTO cookieprefs_record ({', '.join(_LINK)}) VALUES ({_marks(_LINK)})"
    columns = decisions.columns
    said = f"INSERT INTO cookieprefs_record_payload ({', '.join(columns)}) VALUES ({_marks(columns)})"
    made = islice(decisions, records)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -3000000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        with _bare(connection):
            while some := list(islice(made, _AT_ONCE)):
                connection.executemany(links, [one for one, _ in some])
                connection.executemany(said, [one for _, one in some])
                progress(len(some))
        connection.execute("COMMIT")


@contextmanager
def _bare(connection: sqlite3.Connection) -> Iterator[None]:
    """Without triggers and indexes; then with those that the schema has."""
    marks = _marks(_TABLES)
    which = f"type != 'table' AND sql IS NOT NULL AND tbl_name IN ({marks})"
    asked = f"SELECT type, name, sql FROM sqlite_master WHERE {which}"
    aside = connection.execute(asked, _TABLES).fetchall()
    for kind, name, _ in aside:
        connection.execute(f"DROP {kind} {name}")
    yield
    for *_, made in aside:
        connection.execute(made)


def _kind(find_snapshot: Callable[[Shown], str], how: How, layer: Layer, words: str) -> _Kind:
    shown = Shown(version=1, consent_revision=1, language="en", layer=layer, layout="full", snapshot="")
    return _Kind(how, words, Shown(**{**vars(shown), "snapshot": find_snapshot(shown)}))


def _marks(names: tuple[str, ...]) -> str:
    return ", ".join("?" * len(names))


def _stored(moment: str) -> str:
    """As SQLAlchemy writes it."""
    return f"{moment.replace('T', ' ')}000"
