"""What the interface says is found: every sort of sentence, and the same as translators' own tools find."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from cookieprefs.i18n.judging import messages
from cookieprefs.i18n.source import source

TOP = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "sentence",
    [
        "Refuse all",  # chosen by an if
        "Your choices now",  # an attribute
        ("%(count)s company would receive data.", "%(count)s companies would receive data."),  # plurals
        "{service} is new.",  # a sentence of the core
        "until you close the browser",  # a word of a closed list
    ],
)
def test_every_sort_of_sentence_is_found(sentence: str | tuple[str, str]) -> None:
    assert sentence in [one.id for one in messages(source())]


def test_the_same_sentences_are_found_by_the_mapping_that_translators_tools_read() -> None:
    with (TOP / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    theirs = {message for _, _, message, _, _ in extract_from_dir(TOP, methods, options)}
    assert {one.id for one in messages(source())} == theirs
