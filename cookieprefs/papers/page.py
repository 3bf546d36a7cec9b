"""A proof as one page that stands alone: nothing in it is fetched from anywhere, and nothing in it runs."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cookieprefs import __version__
from cookieprefs.core import evidence
from cookieprefs.core.consent import Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.proof import Proof, Sealing, State, Words
from cookieprefs.core.record import Shown
from cookieprefs.papers import telling
from cookieprefs.papers.telling import Verdict
from cookieprefs.web import assets
from cookieprefs.web.translations import direction

WIDTHS = (1280, 320)
"""How wide a window what was shown is pictured in: on a desk, and on a narrow phone (R-04)."""

_VERIFIER = Path(__file__).parent.parent / "verify_export.py"


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What a page is made of: a proof with the version that it was decided under, and what the checks said.

    `bundle` is the same for programs; `pictures` shows what was shown, for each of `WIDTHS`, or `unpictured` says
    why there are none.
    """

    proof: Proof
    version: PolicyVersion
    sealing: Sealing
    verdicts: Sequence[Verdict]
    bundle: dict[str, Any]
    made_at: datetime
    pictures: Sequence[bytes] = ()
    unpictured: str = ""


def shown(proof: Proof) -> Words | None:
    """What was shown, where it is kept as it was."""
    record = proof.kept.record
    words = proof.words.get(record.shown.snapshot)
    return words if words is not None and words.state is State.AS_SHOWN else None


def words_page(words: Words, shown: Shown) -> str:
    """What was shown as a page of its own, in the style of this release."""
    return (
        _environment()
        .get_template("papers/words.html")
        .render(
            html=Markup(words.html),  # noqa: S704  # the kept bytes: shown in frames in which nothing runs
            language=shown.language,
            direction=direction(shown.language),
            style=_style(),
            is_banner=shown.layer is Layer.BANNER,
        )
    )


def render(papers: Papers) -> str:
    """The page."""
    proof, record = papers.proof, papers.proof.kept.record
    words, path = shown(proof), papers.sealing.paths.get(record.record_id)
    place, seal = proof.entry.member, proof.seal
    return (
        _environment()
        .get_template("papers/proof.html")
        .render(
            record=record,
            site=papers.version.policy.site,
            made_at=telling.second(papers.made_at),
            made_by=f"cookieprefs {__version__}",
            verdicts=papers.verdicts,
            facts=telling.facts(record, papers.version),
            answers=telling.answers(record, papers.version),
            words=words,
            size=len(words.html.encode()) if words and words.html else 0,
            framed=words_page(words, record.shown) if words else "",
            pictures=[
                (width, _data("image/png", one)) for width, one in zip(WIDTHS, papers.pictures, strict=False)
            ],
            unpictured=papers.unpictured,
            history=telling.history(proof),
            hashes=telling.hashes(proof),
            seal=telling.seal_rows(seal, place.position, path) if seal and place and path is not None else (),
            how_to_check=evidence.HOW_TO_CHECK,
            bundle=_data("application/json", as_json(papers.bundle).encode()),
            verifier=_data("text/x-python", _VERIFIER.read_bytes()),
        )
    )


def as_json(bundle: dict[str, Any]) -> str:
    """A bundle as it is written into a file."""
    return json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(assets.folder("templates"))
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> Markup:
    """The style of our pages, on paper as on a screen, and as where scripts run: so most visitors saw it."""
    written = Path(assets.folder("static"), "site.css").read_text(encoding="utf-8")
    return Markup(written.replace("@media print", "@media not all").replace("(scripting: none)", "not all"))  # noqa: S704  # our own file
