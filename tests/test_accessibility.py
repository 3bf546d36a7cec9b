"""What the accessibility statement says of tests is so: each rule is tried in the files that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATEMENT = Path(__file__).parents[1] / "docs" / "accessibility.md"
RULES = [f"A-{number:02}" for number in range(1, 13)]
ROW = re.compile(r"^\| (A-\d\d) \| .+? \| (.+) \|$", re.M)
LINK = re.compile(r"\]\(([^)]+)\)")


def test_it_has_every_rule_once() -> None:
    assert [rule for rule, _ in ROW.findall(STATEMENT.read_text(encoding="utf-8"))] == RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_file_that_it_names_for_a_rule_cites_it(rule: str) -> None:
    rows = dict(ROW.findall(STATEMENT.read_text(encoding="utf-8")))
    files = [(STATEMENT.parent / one).resolve() for one in LINK.findall(rows[rule])]
    texts = [one.read_text(encoding="utf-8") for one in files]
    assert any(re.search(rf"\b{rule}\b", text) for text in texts)
    assert all("def test_" in text for text in texts)
