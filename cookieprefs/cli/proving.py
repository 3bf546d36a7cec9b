"""What proves one record, gathered for the commands that hand it out."""

from __future__ import annotations

from dataclasses import dataclass

from cookieprefs.cli.inspection import Tally, check_chain
from cookieprefs.cli.output import Json, ToldError, as_written, here
from cookieprefs.cli.verify import tally_as_json
from cookieprefs.core import evidence, receipt
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.proof import Proof, Sealing
from cookieprefs.store import proofs


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A proof with what the checks of its chain and seals have found, and every version that its records name."""

    proof: Proof
    tally: Tally
    sealing: Sealing
    versions: dict[int, PolicyVersion]

    @property
    def version(self) -> PolicyVersion:
        """The version that the record was decided under."""
        return self.versions[self.proof.kept.record.shown.version]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.tally.is_whole and not self.sealing.broken

    @property
    def faults(self) -> list[str]:
        """What is wrong with the chain, in sentences."""
        named = tally_as_json(self.tally)["faults"]
        return [f"Record number {one['seq']} of the chain: {one['sentence']}." for one in named]

    def receipt(self) -> Json:
        """The receipt of the record, with all decisions of the same visitor as its events."""
        proof = self.proof
        return receipt.assemble(
            proof.records,
            self.versions,
            language=proof.kept.record.shown.language,
            public_url=here().settings.public_url or "",
            links=[one.link for one in proof.chain],
            asked=proof.kept.record,
        )

    def bundle(self) -> Json:
        """The proof for programs."""
        words = {name: one.html for name, one in self.proof.words.items() if one.html is not None}
        sealing = self.sealing
        return evidence.bundle(self.receipt(), self.proof.chain, sealing.paths, sealing.seals, words)


def prove(receipt_id: str) -> Proven:
    """What proves the record of a receipt. Raises `ToldError` where there is none, or it makes no sense."""
    site = here().version().policy.site.key
    with as_written():
        proof = here().reading(lambda session: proofs.of_receipt(session, site, receipt_id))
    if proof is None:
        raise ToldError(f"no record has the receipt {receipt_id!r}; it was never given, or the record was erased")
    return Proven(
        proof=proof,
        tally=check_chain(site, proof.kept.link.chain_id),
        sealing=here().reading(lambda session: proofs.sealing(session, site, proof)),
        versions={number: _version(number) for number in {one.shown.version for one in proof.records}},
    )


def _version(number: int) -> PolicyVersion:
    found = here().numbered(number)
    if found is None:
        raise ToldError(f"a record names version {number}, which was never published; somebody changed it")
    return found
