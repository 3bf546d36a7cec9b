"""Checks an export or a proof of cookieprefs with Python alone (3.9 or newer), without cookieprefs.

    python verify_export.py FILE [--seal LINE]

FILE is what `cookieprefs ledger export` or `cookieprefs proof` wrote; - is stdin. LINE is the line of a seal as it
was published: without it all could have been written anew. Exit code: 0 what can be checked is whole, 1 something
is wrong and named, 2 this cannot be checked. Memory is bounded: a few hashes for each seal.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from typing import Any, BinaryIO

LONGEST_LINE, LONGEST_PROOF = 16 * 2**20, 64 * 2**20
LOOSE = 200_000  # so many hashes are kept that cannot be joined yet, of all seals together
GENESIS = "0" * 64  # what the first record of a chain hangs on, and the first seal
FIELDS = {  # of each format, "cookieprefs-export/1" and so on
    "export": "format since site until with_snapshots",
    "seal": "digest format number previous records root sealed_at site",
    "snapshot": "format html sha256",
    "record": "format key link record seal",
    "gone": "format record_id seal",
    "end": "format records seals snapshots",
    "proof": "format how_to_check receipt records seals snapshots",
}
IN_BOTH = ("site", "record_id", "chain_id", "seq")  # what a record and its link both say
LINE = re.compile(r"cookieprefs-seal [\w.-]{1,40} [1-9]\d{0,9} \S{20,30} \d{1,12} sha256:[0-9a-f]{64}", re.ASCII)
Json = dict[str, Any]


def once_each(pairs: list[tuple[str, Any]]) -> Json:
    """An object in which no name comes twice: two readers could read two things in it."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name comes twice")
    return dict(pairs)


def parse(raw: bytes) -> Any:
    """What stands in a line; `None` where that is no JSON that has one meaning."""
    try:
        found = json.loads(raw.decode(), object_pairs_hook=once_each)
        return found if b"\\u" not in raw or compact(found) else None  # half a letter cannot be written again
    except (ValueError, RecursionError):
        return None


def form(line: Any) -> str:
    """The format of a line; empty where it is none of the above, or has other fields."""
    names = [name for name in FIELDS if isinstance(line, dict) and line.get("format") == f"cookieprefs-{name}/1"]
    return names[0] if names and sorted(line) == FIELDS[names[0]].split() else ""


def compact(value: object) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, no blanks, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def joined(before: bytes, *hashes: str | None) -> str | None:
    """SHA-256 over hashes as bytes, after other bytes; `None` where one is no hash."""
    if not all(isinstance(one, str) and re.fullmatch("[0-9a-f]{64}", one) for one in hashes):
        return None
    return hashlib.sha256(before + bytes.fromhex("".join(map(str, hashes)))).hexdigest()


node = partial(joined, b"\x01")  # of a left and a right subtree (RFC 9162, 2.1)


def line_of(seal: Json) -> str:
    return "cookieprefs-seal {site} {number} {sealed_at} {records} sha256:{digest}".format(**seal)


def root_by_path(leaf: str | None, index: int, size: int, path: list[Any]) -> str | None:
    """The root that a leaf and its path give (RFC 9162, 2.1.3); `None` where the path has another length."""
    if size < 2 or not path:
        return leaf if size == 1 and not path else None
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node(root_by_path(leaf, index, half, path[:-1]), path[-1])
    return node(path[-1], root_by_path(leaf, index - half, size - half, path[:-1]))


class Check:
    """Takes the lines of an export or a proof one by one, tells what is wrong, and counts."""

    def __init__(self, head: Json, tell: Callable[[str], object], printed: str = "") -> None:
        self.head, self.tell, self.printed = head, tell, printed
        self.up_to = int(printed.split()[2]) if printed else 0
        self.is_proof = form(head) == "proof"
        self.is_period = not self.is_proof and (head["since"], head["until"]) != (None, None)
        self.by_path = self.is_proof or self.is_period  # else all records of each seal are here
        self.with_snapshots = self.is_proof or head["with_snapshots"] is True
        self.counts: Counter[str] = Counter()
        self.snapshots: set[str] = set()
        self.seals: dict[int, Json] = {}
        self.trees: dict[int, dict[tuple[int, int], str | None]] = {}  # of each seal, roots by level and number
        self.loose, self.is_sealed = 0, True  # how many could not be joined; whether the link before was sealed
        self.last: Json = {}
        self.next_seal = 1, GENESIS  # its number, and the digest that it hangs on; a proof begins with any

    def _say(self, where: str, fault: str) -> None:
        self.counts["faults"] += 1
        self.tell(ascii(f"{where}: {fault}")[1:-1][:500])  # a terminal gets nothing that it might obey

    def take(self, line: Any, where: str) -> None:
        """Check one line. Raises `RuntimeError` where that would take too much memory."""
        try:
            getattr(self, f"_{'' if self.counts['end'] else form(line)}")(line)
            self.counts[form(line)] += 1
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            self._say(where, "malformed: no such line belongs here")

    def _seal(self, seal: Json) -> None:
        number = seal["number"]
        said = {name: one for name, one in seal.items() if name not in ("format", "digest")}
        if type(seal["records"]) is not int or not 0 < seal["records"] < 2**53:
            raise ValueError("no seal of ours")
        is_next = (self.is_proof and not self.seals) or (number, seal["previous"]) == self.next_seal
        if not is_next or hashlib.sha256(compact(said)).hexdigest() != seal["digest"]:
            self._say(f"seal {number}", "edited: it was changed, or the one before it is missing or another")
        self.next_seal, self.seals[number], self.trees[number] = (number + 1, seal["digest"]), seal, {}

    def _snapshot(self, snapshot: Json) -> None:
        self.snapshots.add(hashlib.sha256(snapshot["html"].encode()).hexdigest())
        if snapshot["sha256"] not in self.snapshots or not self.with_snapshots:
            self._say(f"snapshot {snapshot['sha256']}", "edited: its HTML is another, or none belongs here")

    def _record(self, line: Json) -> None:
        link, place = line["link"], line["seal"]
        if len(link) != 7:
            raise ValueError("no link of ours")
        if self.last.get("chain_id") != link["chain_id"]:
            self.counts["chain"] += 1
            self.last, self.is_sealed = {"seq": 0, "chain": GENESIS}, True
        self.counts["unsealed"] += place is None
        of_seal = () if place is None else self._of_seal(link, place)
        for fault in (*self._of_chain(link), *self._of_record(link, line), *of_seal):
            self._say("chain {chain_id}, number {seq}, record {record_id}".format(**link), fault)
        self.last, self.is_sealed = link, place is not None

    def _of_chain(self, link: Json) -> Iterator[str]:
        expected = self.last["seq"] + 1
        if link["seq"] > expected and self.is_period:
            self.counts["unfollowed"] += 1
        elif link["seq"] > expected:
            yield "removed: a record before it is missing"
        elif link["seq"] < expected:
            yield "reordered: it comes twice, or is out of its place"
        elif joined(b"", self.last["chain"], link["commitment"]) != link["chain"]:
            yield "broken: it does not hang on the record before it"
        is_within = (self.head.get("since") or "") <= link["day"] <= (self.head.get("until") or "~")
        if not is_within or link["site"] != self.head.get("site", link["site"]):
            yield "outside: it is of another site, or of a day that is none of this export's"

    def _of_record(self, link: Json, line: Json) -> Iterator[str]:
        said, key = line["record"], line["key"]
        if said is None and key is None:
            self.counts["erased"] += 1
        elif said == "unreadable":
            yield "unreadable: it could not be read when this was exported, so somebody had written into it"
        else:
            here, there = ([one[name] for name in IN_BOTH] for one in (link, said))
            made = None if key is None else hmac.new(bytes.fromhex(key), compact(said), "sha256").hexdigest()
            if compact(here) != compact(there) or made != link["commitment"]:
                yield "edited: the record, its key or its link is not as it was written"
            if said["decided_at"][:10] != link["day"]:
                yield "day: it is not that of the decision"
            kept = {""} if said["how"] == "taken_over" else self.snapshots
            if said["snapshot"] not in kept and self.with_snapshots:
                yield "snapshot missing: what the visitor was shown is not here, or was changed"

    def _of_seal(self, link: Json, place: Json) -> Iterator[str]:
        self.counts["in print"] += place["number"] <= self.up_to
        leaf = hashlib.sha256(b"\x00" + compact([link[name] for name in sorted(link)]))
        if leaf.hexdigest() != place["leaf"]:
            yield "rewritten: it is not what was sealed"
        if not self.is_sealed:
            yield "inserted: the record before it came in after this one was sealed"
        if not self._is_member(**place):
            yield "no member: its seal is not here, or has another in its place"

    def _is_member(self, number: int, position: int, leaf: str | None, path: list[Any] | None = None) -> bool:
        """Whether its path leads to the root; without one it is put into the tree, if its place is free."""
        seal = self.seals.get(number, {"records": 0})
        if {type(number), type(position)} != {int} or not 0 <= position < seal["records"]:
            return False
        if self.by_path or path is not None:
            return self.by_path and root_by_path(leaf, position, seal["records"], path or []) == seal["root"]
        tree, level, index = self.trees[number], 0, position
        while (level, index ^ 1) in tree:
            other = tree.pop((level, index ^ 1))
            leaf = node(other, leaf) if index & 1 else node(leaf, other)
            level, index, self.loose = level + 1, index >> 1, self.loose - 1
        is_free, tree[level, index] = (level, index) not in tree, leaf
        self.loose += is_free
        if self.loose > LOOSE:
            raise RuntimeError("so much is missing or out of order that checking it would take too much memory")
        return is_free

    def _gone(self, line: Json) -> None:
        self._say(f"record {line['record_id']}", "gone: what was sealed there is missing")
        self._is_member(**line["seal"])

    def _end(self, line: Json) -> None:
        counted = {f"{name}s": self.counts[name] for name in ("record", "seal", "snapshot")}
        if compact({**line, **counted}) != compact(line):
            self._say("the last line", "cut off: it tells of more or fewer lines than there are")

    def finish(self) -> None:
        """Tell what shows only once every line was seen."""
        for number, seal in {} if self.by_path else self.seals.items():
            size, parts = seal["records"], sorted(self.trees[number].items())
            whole = [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]
            if [at for at, _ in parts] != whole:
                self._say(f"seal {number}", f"gone: not each of its {size} records is here, once and in its place")
            elif reduce(lambda right, left: node(left, right), [one for _, one in parts]) != seal["root"]:
                self._say(f"seal {number}", "root: its records do not give its root")
        if self.printed and self.printed not in map(line_of, self.seals.values()):
            self._say(f"seal {self.up_to}", "other: it is not the one in print, or is not here")
        if not self.is_proof and not self.counts["end"]:
            self._say("the last line", "cut off: it is missing")

    def _proof(self, proof: Json) -> None:
        """Compare what the receipt tells of each decision with the records, once these were checked."""
        receipt = proof["receipt"]
        kept = [{**one["record"], **one["link"]} for one in proof["records"] if one["record"]]
        for one in kept:
            one["event_state"] = {key: f"dpv:Consent{word.title()}" for key, (word, _) in one["answers"].items()}
            one["event_id"], one["event_time"] = one["record_id"], one["decided_at"]
            one["x_domain"], one["x_signals"] = one["domain"], one["signals"]
            one["x_commit"], one["x_chain"] = f"hmac-sha256:{one['commitment']}", f"sha256:{one['chain']}"
        names = ("event_id", "seq", "event_time", "event_state", "x_domain", "x_signals", "x_commit", "x_chain")
        told = [[event[name] for name in names] for event in receipt["events"]]
        ids = [(one["record_id"], one["receipt_id"], one["chain_id"]) for one in kept]
        whose = (receipt["record_id"], receipt["receipt_id"], receipt["pii_principal_id"])
        if proof is not self.head or whose not in ids or told != [[one[name] for name in names] for one in kept]:
            self._say("the receipt", "edited: it tells something else than the records")

    def summary(self) -> Iterator[str]:
        """What was checked, and what was not."""
        yield "Faults: {faults}. Records: {record}. Chains: {chain}. Erased: {erased}.".format_map(self.counts)
        yield "Not sealed: {unsealed}. Whoever owned the database could write those anew.".format_map(self.counts)
        if self.printed:
            yield "Under the seal in print: {in print}.".format_map(self.counts)
        elif self.seals:
            yield f"Not checked: whether this is in print: {ascii(line_of(self.seals[max(self.seals)]))[1:-1]}"
        if self.is_period:
            yield "Not checked: whether any is missing. Following one that is: {unfollowed}.".format_map(
                self.counts
            )
        if not self.with_snapshots:
            yield "Not checked: what visitors were shown, for it is not here."


def check_file(stream: BinaryIO, tell: Callable[[str], object], printed: str = "") -> Check:
    """Check an export line by line, or a proof. Raises `RuntimeError` where it is neither or in great disorder."""
    first = stream.readline(LONGEST_LINE)
    head = parse(first) if form(parse(first)) == "export" else parse(first + stream.read(LONGEST_PROOF))
    if form(head) not in ("export", "proof"):
        raise RuntimeError("this is no export and no proof of cookieprefs, or of a format that is not known here")
    check = Check(head, tell, printed)
    lines: Iterable[Any] = (parse(raw) for raw in iter(partial(stream.readline, LONGEST_LINE), b"") if raw.strip())
    if check.is_proof:
        lists = [head[name] for name in ("seals", "snapshots", "records")]
        lines = [one for each in lists for one in (each if isinstance(each, list) else [None])] + [head]
    for at, line in enumerate(lines, 2):
        check.take(line, f"line {at}")
    check.finish()
    return check


def main() -> int:
    """Check the file that is named, and tell what was found."""
    parser = argparse.ArgumentParser(description="Checks an export or a proof of cookieprefs.")
    parser.add_argument("file", metavar="FILE", help="an export or a proof; - is stdin")
    parser.add_argument("--seal", metavar="LINE", default="", help="the line of a seal, as it was published")
    asked = parser.parse_args()
    printed = " ".join(asked.seal.split())
    if printed and not LINE.fullmatch(printed):
        parser.error("--seal takes a line like: cookieprefs-seal SITE NUMBER TIME RECORDS sha256:DIGEST")
    try:
        with sys.stdin.buffer if asked.file == "-" else open(asked.file, "rb") as stream:
            check = check_file(stream, print, printed)
    except (OSError, RuntimeError) as error:
        parser.exit(2, f"{asked.file} cannot be checked: {error}\n")
    print(*check.summary(), sep="\n")
    return 1 if check.counts["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
