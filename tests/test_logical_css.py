"""Styles run with the language: no left and no right where CSS has a start and an end (A-10)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
STYLES = sorted([*TOP.glob("static/*.css"), *TOP.glob("templates/**/*.css")])
SCRIPTS = sorted([TOP / "static" / "embed.js", *TOP.glob("static/effects/*.js")])

PHYSICAL = re.compile(
    r"""(?<![\w-])(?:
    (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?\s*: |
    border-(?:top|bottom)-(?:left|right)-radius\s*: |
    (?:left|right)\s*: |
    (?:float|clear|text-align|caption-side|resize)\s*:\s*(?:left|right|horizontal|vertical)\b |
    (?:background-position|transform-origin|object-position)\s*:[^;}"`]*\b(?:left|right)\b
    )""",
    re.VERBOSE,
)
FOUR = re.compile(r"(?<![\w-])(margin|padding|inset|border-width|border-style|border-color)\s*:\s*([^;{}`\"]+)")
CORNERS = re.compile(r"(?<![\w-])border-radius\s*:\s*([^;{}`\"/]+)")


def physical(text: str) -> list[str]:
    """What in a style names a side that it should name by the way a language runs."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = [one[0] for one in PHYSICAL.finditer(text)]
    found += [one[0] for one in FOUR.finditer(text) if is_lopsided(one[2])]
    return found + [one[0] for one in CORNERS.finditer(text) if len(set(values(one[1]))) > 1]


def is_lopsided(written: str) -> bool:
    """Whether a shorthand gives the left another value than the right."""
    given = values(written)
    return len(given) == 4 and given[1] != given[3]


def values(written: str) -> list[str]:
    """The values of a shorthand; what stands in brackets is one."""
    return re.findall(r"(?:[^\s(]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", written.replace("!important", ""))


@pytest.mark.parametrize(
    ("style", "count"),
    [
        ("a { margin-left: 1em; }", 1),
        ("a { margin-inline-start: 1em; }", 0),
        ("a { left: 0; inset-inline-start: 0; }", 1),
        ("a { text-align: right; float: left }", 2),
        ("a { text-align: start; float: inline-start }", 0),
        ("a { border-left-color: red; border-top-left-radius: 1px; }", 2),
        ("a { padding: 0 1em 0 0; }", 1),
        ("a { padding: 0 1em 2em 1em; }", 0),
        ("a { padding: 1em 2em 3em; margin: 0 auto; }", 0),
        ("a { inset: auto 0 0; }", 0),
        ("a { inset: auto 1em 1em auto; }", 1),
        ("a { margin: 0 var(--a, 1em) 0 var(--a, 1em); }", 0),
        ("a { border-radius: 1em 0 0 1em; }", 1),
        ("a { border-radius: var(--r, 0.5em); }", 0),
        ("/* left: 0 */ a { color: red; }", 0),
        ("const { left, top } = box.getBoundingClientRect();", 0),
    ],
)
def test_a_physical_side_is_found(style: str, count: int) -> None:
    assert len(physical(style)) == count


def test_there_are_styles_to_look_at() -> None:
    assert {"site.css", "preview.css", "proof.css"} <= {one.name for one in STYLES}


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_a_style_runs_with_the_language(path: Path) -> None:
    assert physical(path.read_text(encoding="utf-8")) == []
