"""A proof in words: what was decided on what, and what the checks say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cookieprefs.core.catalogue import words_in
from cookieprefs.core.checking import Entry
from cookieprefs.core.consent import Choice, How, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.proof import Proof, Sealing, State
from cookieprefs.core.record import ConsentRecord
from cookieprefs.core.seal import Seal, line

Rows = Iterator[tuple[str, str]]

_CHOICES = {Choice.GIVEN: "yes", Choice.REFUSED: "no", Choice.WITHDRAWN: "no, after an earlier yes"}
_LAYERS = {
    Layer.BANNER: "the banner",
    Layer.PREFERENCES: "the preferences",
    Layer.PLACEHOLDER: "the place of what was held back",
    Layer.DO_NOT_SELL: "the page “Do not sell or share my data”",
    Layer.OTHER_TOOL: "nothing of ours",
}
_HOWS = {
    How.ACCEPT_ALL: "the button that accepts all",
    How.REFUSE_ALL: "the button that refuses all",
    How.WITHDRAW_ALL: "the button that withdraws all",
    How.SAVE: "saving the choices on a form",
    How.SERVICE_SWITCH: "the switch of one service",
    How.PURPOSE_SWITCH: "the switch of one purpose",
    How.CONTINUED_NAVIGATION: "opening a second page of the site",
    How.DO_NOT_SELL: "the button against sale and sharing of data",
    How.TAKEN_OVER: "an answer to another tool, taken over from its cookie",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one check says, and whether that is good."""

    is_good: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """One decision of the visitor in short; `is_asked` marks the one that the proof is for."""

    number: int
    moment: str
    how: str
    answers: str
    is_asked: bool


def second(when: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def facts(record: ConsentRecord, version: PolicyVersion) -> Rows:
    """Who was asked by whom, when, where and how, in rows."""
    site, shown = version.policy.site, record.shown
    signals = ", ".join(name.upper() for name, is_on in sorted(record.signals.items()) if is_on)
    yield "Site", f"{site.name} ({', '.join(site.domains)})"
    yield "Controller", ", ".join(one for one in (site.controller.name, site.controller.address) if one)
    yield "Receipt", record.receipt_id
    yield "Decided", f"{second(record.decided_at)} on {record.domain}"
    yield "By", _HOWS[record.how]
    yield "Shown", _shown(record)
    yield (
        "Policy",
        (
            f"version {shown.version}, published {second(version.published_at)}: "
            f"consent revision {shown.consent_revision}, text revision {version.text_revision}"
        ),
    )
    yield "Counts until", second(record.until)
    yield "Signals of the browser", signals or "none"
    yield "Record", f"{record.record_id}, number {record.seq} of chain {record.chain_id}"


def _shown(record: ConsentRecord) -> str:
    shown = record.shown
    if shown.layer is Layer.OTHER_TOOL:
        return f"nothing of ours: taken over from the cookie of {shown.layout}"
    return f"{_LAYERS[shown.layer]} (layout {shown.layout}), in {shown.language!r}"


def answers(record: ConsentRecord, version: PolicyVersion) -> Iterator[tuple[str, str, str]]:
    """Each service with what it is for, and the answer."""
    default = version.policy.site.default_language
    for key, answer in record.answers.items():
        service = version.catalogue.service(key)
        purpose = version.catalogue.purpose(service.purpose) if service else None
        title = words_in(purpose.title, record.shown.language, default)[1] if purpose else ""
        yield f"{service.name} ({key})" if service else key, title, _CHOICES[answer.choice]


def history(proof: Proof) -> Iterator[Told]:
    """Every decision of the same visitor in order, those that were erased among them."""
    for entry in proof.chain:
        record, number = entry.record, entry.link.seq
        is_asked = entry.link == proof.kept.link
        if record is None:
            state = "unreadable" if entry.is_unreadable else "erased"
            yield Told(number=number, moment=entry.link.day, how=state, answers="", is_asked=is_asked)
            continue
        yield Told(
            number=number,
            moment=second(record.decided_at),
            how=_HOWS[record.how],
            answers=_in_short(record),
            is_asked=is_asked,
        )


def _in_short(record: ConsentRecord) -> str:
    by_choice = {
        word: [key for key, one in record.answers.items() if one.choice is choice]
        for choice, word in ((Choice.GIVEN, "yes"), (Choice.REFUSED, "no"), (Choice.WITHDRAWN, "withdrawn"))
    }
    return "; ".join(f"{word}: {', '.join(keys)}" for word, keys in by_choice.items() if keys)


def verdicts(proof: Proof, faults: Sequence[str], sealing: Sealing) -> Iterator[Verdict]:
    """What the checks say: of the words, of the chain with the `faults` that were found in it, and of the seal."""
    yield _of_words(proof)
    if faults:
        yield from (Verdict(is_good=False, sentence=one) for one in faults)
    else:
        yield Verdict(is_good=True, sentence=_of_chain(proof.chain))
    yield from (
        Verdict(is_good=False, sentence=f"Seal {number} is not what it was when it was made: somebody changed it.")
        for number in sealing.broken
    )
    yield _of_seal(proof, sealing)


def _of_words(proof: Proof) -> Verdict:
    record = proof.kept.record
    name, state = record.shown.snapshot, proof.state_of(record)
    words = proof.words.get(name)
    sentences: Mapping[State, str] = {
        State.AS_SHOWN: "What was shown is kept byte for byte: its SHA-256 is the one in the record.",
        State.CHANGED: (
            f"What is kept is not what was shown: its SHA-256 is {words.found if words else ''}, and the record "
            f"says {name}. Somebody changed it."
        ),
        State.MISSING: (
            f"What was shown is not there: nothing is kept under {name or 'no name'}. Somebody took it away."
        ),
        State.NOT_OURS: (
            f"Nothing of ours was shown: the answer was taken over from the cookie of {record.shown.layout}, and "
            "what that tool had shown is not known."
        ),
    }
    return Verdict(is_good=state in (State.AS_SHOWN, State.NOT_OURS), sentence=sentences[state])


def _of_chain(chain: Sequence[Entry]) -> str:
    erased = sum(one.is_erased for one in chain)
    most = "The record is as it was written"
    if len(chain) > 1:
        others = "the other one" if len(chain) == 2 else f"the {len(chain) - 1} others"
        most = f"The record and {others} of the same visitor are as they were written, none is missing among them"
    return f"{most}{f'; {erased} of them erased' if erased else ''}."


def _of_seal(proof: Proof, sealing: Sealing) -> Verdict:
    seal, path = proof.seal, sealing.paths.get(proof.kept.link.record_id)
    if seal is None:
        said = "No seal names the record yet: whoever owns the database could have written it anew."
        return Verdict(is_good=True, sentence=said)
    if path is None:
        return Verdict(is_good=False, sentence=f"That seal {seal.number} names the record cannot be shown.")
    said = f"Seal {seal.number} of {second(seal.sealed_at)} names the record, under the line: {line(seal)}"
    return Verdict(is_good=True, sentence=said)


def hashes(proof: Proof) -> Rows:
    """What the record can be checked by."""
    link, key = proof.kept.link, proof.entry.key
    yield "SHA-256 of what was shown", proof.kept.record.shown.snapshot or "none"
    yield "Commitment (HMAC-SHA256)", link.commitment
    yield "Key of the commitment", key.hex() if key else "none that fits"
    yield "Chain (SHA-256)", link.chain


def seal_rows(seal: Seal, position: int, path: Sequence[bytes]) -> Rows:
    """The seal that names the record, and the way from one to the other."""
    yield "Line to compare with what was published", line(seal)
    yield "Root over its records", seal.root
    yield "Place of the record in it", f"{position}, of {seal.records}, counted from 0"
    for level, one in enumerate(path, 1):
        yield f"Path, step {level}", one.hex()
