"""What reached the visitors, held against the ledger: every difference, in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from cookieprefs.core.checking import Entry
from cookieprefs.core.record import ConsentRecord
from tests.drills.ground import Ground
from tests.drills.many import KEYS
from tests.drills.visitor import Arrived, State, Visitor
from tests.drills.wire import ID

Records = Mapping[str | None, list[ConsentRecord]]
"""The ledger by `once`: a click has one of its own."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What happened, in numbers; and what is wrong, in sentences."""

    answered: int
    unrecorded: int
    unrecorded_and_there: int
    lost: int
    lost_and_there: int
    records: int
    chains: int
    faults: list[str]


def reckon(here: Ground, visitors: Iterable[Visitor]) -> Tally:
    """Compare everything that visitors know with everything that the ledger holds."""
    everybody = list(visitors)
    entries = here.desk.entries()
    found: dict[str | None, list[ConsentRecord]] = defaultdict(list)
    for one in entries:
        if one.record is not None:
            found[one.record.once].append(one.record)
    unrecorded = [click.once for one in everybody for click in one.unrecorded]
    lost = {click.once for one in everybody for click in one.lost}
    return Tally(
        answered=sum(len(one.arrived) for one in everybody),
        unrecorded=len(unrecorded),
        unrecorded_and_there=sum(once in found for once in unrecorded),
        lost=len(lost),
        lost_and_there=sum(once in found for once in lost),
        records=len(entries),
        chains=len({one.link.chain_id for one in entries}),
        faults=[*_faults(everybody, found), *_breaks(here, entries)],
    )


def _faults(everybody: list[Visitor], found: Records) -> Iterator[str]:
    clicked = {once for one in everybody for once in one.clicks}
    for once, records in found.items():
        if once not in clicked:
            yield f"nobody posted record {records[0].record_id}"
        if len(records) != 1:
            yield f"one click is recorded {len(records)} times: {[one.record_id for one in records]}"
    for one in everybody:
        yield from one.faults
        for arrived in one.arrived:
            yield from _about(arrived, found)
        yield from _about_order(one, found)
        yield from _about_cookies(one, found)


def _about(arrived: Arrived, found: Records) -> Iterator[str]:
    """Every answer that arrived has its record, with these choices and no others."""
    record = _record_of(arrived, found)
    if record is None:
        yield f"{arrived.click.path} was answered by {arrived.status} and is not recorded"
        return
    state = _state(record)
    if state not in arrived.possible:
        yield f"record {record.record_id} says {state}; it was one of {set(arrived.possible)}"
    if (arrived.yes, arrived.no) != _sides(state):
        yield f"record {record.record_id} says {state}, its answer granted {set(arrived.yes)}"


def _about_order(one: Visitor, found: Records) -> Iterator[str]:
    """What was answered later stands later in the visitor's chain."""
    records = [record for arrived in one.arrived if (record := _record_of(arrived, found))]
    for before, after in pairwise(records):
        if before.chain_id == after.chain_id and before.seq > after.seq:
            yield f"record {after.record_id} was answered later than {before.record_id} and stands before it"


def _about_cookies(one: Visitor, found: Records) -> Iterator[str]:
    """Whatever the browser grants stands in the record that granted it last."""
    jar = one.browser.jar
    if not jar.yes:
        return
    records = [record for arrived in one.arrived if (record := _record_of(arrived, found)) and record.has_yes]
    if not records or not jar.yes <= _sides(_state(records[-1]))[0]:
        yield f"a browser grants {set(jar.yes)}, which the ledger does not have"
    elif records[-1].subject != jar.get(ID):
        yield "a browser has another id than its record"


def _breaks(here: Ground, entries: list[Entry]) -> Iterator[str]:
    for one in here.desk.check(entries):
        yield from (f"record {one.link.record_id}: {fault}" for fault in one.faults)
    yield from (f"seal {one.number}: {one.fault}" for one in here.desk.seal_faults())


def _record_of(arrived: Arrived, found: Records) -> ConsentRecord | None:
    return next(iter(found.get(arrived.click.once, ())), None)


def _state(record: ConsentRecord) -> State:
    return tuple(one.choice.value if (one := record.answers.get(key)) else None for key in KEYS)


def _sides(state: State) -> tuple[frozenset[str], frozenset[str]]:
    words = dict(zip(KEYS, state, strict=True))
    yes = frozenset(key for key, word in words.items() if word == "given")
    return yes, frozenset(KEYS) - yes
