"""One decision's proof for whoever has its receipt's number: to read, and to do nothing by (R-02, R-06)."""

from __future__ import annotations

import re

from flask import Response, current_app, make_response
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from cookieprefs.core import seal as seals
from cookieprefs.core.checking import Entry
from cookieprefs.core.consent import Layer
from cookieprefs.core.proof import Proof, State
from cookieprefs.store import proofs
from cookieprefs.web import receipts
from cookieprefs.web.pages import RECEIPT
from cookieprefs.web.receipts import Told
from cookieprefs.web.render import render
from cookieprefs.web.view import View, open_view

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
WORDS_POLICY = (
    "sandbox; default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What was shown is shown again, and does nothing any more: its form sends nothing."""


class WordsChangedError(Exception):
    """What is kept under a hash is not what was shown: somebody wrote into the database."""


def show(receipt_id: str) -> Response:
    """A record, what was shown, and every other decision of the same visitor."""
    view = open_view()
    proof = _proof(view, receipt_id)
    others = [one for one in reversed(proof.chain) if one.link != proof.kept.link]
    return view.page(
        "proof.html",
        shows_banner=False,
        link=proof.kept.link,
        asked=_told(view, proof, proof.entry),
        others=[_told(view, proof, one) for one in others],
        state=proof.state_of(proof.kept.record).value,
        document=_document(proof),
        is_whole=proof.is_whole(),
        seal=proof.seal,
        line=seals.line(proof.seal) if proof.seal else "",
    )


def download(receipt_id: str) -> Response:
    """The same as ISO/IEC TS 27560 JSON."""
    view = open_view()
    proof = _proof(view, receipt_id)
    return receipts.as_file(view, proof.records, [one.link for one in proof.chain], asked=proof.kept.record)


def show_words(sha256: str) -> Response:
    """What was shown, byte for byte as it is kept. Raises `WordsChangedError` where that is something else now."""
    if not _SHA256.fullmatch(sha256):
        raise NotFound
    view = open_view()
    site = view.version.policy.site.key
    words = view.runtime.reading(lambda session: proofs.words(session, site, sha256))
    if words.state is State.MISSING:
        raise NotFound
    if words.state is State.CHANGED:
        current_app.logger.error("snapshot %s was changed: it now has the SHA-256 %s", sha256, words.found)
        raise WordsChangedError(sha256)
    response = make_response(words.html)
    response.headers["Content-Security-Policy"] = WORDS_POLICY
    return response


def _proof(view: View, receipt_id: str) -> Proof:
    if not RECEIPT.fullmatch(receipt_id):
        raise NotFound
    site = view.version.policy.site.key
    found = view.runtime.reading(lambda session: proofs.of_receipt(session, site, receipt_id))
    if found is None:
        raise NotFound
    return found


def _told(view: View, proof: Proof, entry: Entry) -> Told:
    if entry.record is None:
        return Told(seq=entry.link.seq, is_unreadable=entry.is_unreadable)
    return receipts.told(view, entry.record, is_last=entry == proof.chain[-1])


def _document(proof: Proof) -> Markup | None:
    """What was shown as a page for a frame, in the style of today; none where it is not there as it was."""
    shown = proof.kept.record.shown
    words = proof.words.get(shown.snapshot)
    if words is None or words.state is not State.AS_SHOWN:
        return None
    html = Markup(words.html)  # noqa: S704  # our own bytes, for a frame in which nothing runs
    return render("words.html", shown.language, html=html, is_banner=shown.layer is Layer.BANNER)
