"""What README and docs say of settings, commands, addresses and keys is what the code has."""

import base64
import hashlib
import re
import shlex
from itertools import pairwise
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt
from pydantic import BaseModel

from cookieprefs.cli import db, main
from cookieprefs.settings import SETTINGS
from cookieprefs.sitefile import model
from cookieprefs.web.assets import folder
from cookieprefs.web.routes import ROUTES

TOP = Path(__file__).parent.parent
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
MARKDOWN = MarkdownIt("commonmark").enable("table")

HTMX = "vendor/htmx-4.0.1.min.js"
HTMX_SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
"""Computed by us from the file that was read and measured."""

# Our groups stand in the table by their commands; `db` by its name, for most of its commands are Flask-Migrate's.
OURS = {"i18n", "policy", "ledger"}


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, its head left out; code without its marks."""
    found: list[list[str]] = []
    seen = False
    tokens = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            if found:
                break
            seen = seen or token.content.strip("`") == heading
        if seen and before.type == "tr_open" and token.type == "td_open":
            found.append([])
        if seen and found and before.type == "td_open":
            found[-1].append(token.content.replace("`", ""))
    assert found, f"no table below {heading!r}"
    return found


def links(page: Path) -> list[str]:
    """Every address that a page links to or shows as a picture."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r'<img [^>]*src="([^"]+)"', text)
    for block in MARKDOWN.parse(text):
        for token in block.children or []:
            found += [str(token.attrs[name]) for name in ("href", "src") if name in token.attrs]
    return found


def shell_lines(page: Path) -> list[str]:
    """Every command that a page says to type."""
    fences = [one for one in MARKDOWN.parse(page.read_text(encoding="utf-8")) if one.type == "fence"]
    return [
        line.partition("  #")[0].strip() for one in fences if one.info == "sh" for line in one.content.splitlines()
    ]


def command_names() -> set[str]:
    """What `cookieprefs --help` lists, our groups by their commands."""
    context = click.Context(main)
    names = set()
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        inside = sorted(command.commands) if name in OURS else [""]
        inside += [str(one.name) for one in db.OURS] if name == "db" else []
        names |= {f"cookieprefs {name} {one}".strip() for one in inside}
    return names


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def entries() -> list[type[BaseModel]]:
    return [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, model.Entry)]


def test_the_readme_has_every_setting_with_its_help_and_default() -> None:
    assert rows(TOP / "README.md", "Settings") == [[one.variable, one.help, one.default] for one in SETTINGS]


def test_the_readme_has_every_command() -> None:
    assert {name for name, _ in rows(TOP / "README.md", "Commands")} == command_names()


def test_the_readme_has_every_address() -> None:
    written = [(method, rule) for method, rule, _ in rows(TOP / "README.md", "Addresses")]
    assert written == [(method, re.sub(r"<[^<>]+:(\w+)>", r"<\1>", rule)) for method, rule, _, _ in ROUTES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    headings = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in _headings(page)}
    for link in links(page):
        if link.startswith("#"):
            assert link[1:] in headings, link
        elif not link.startswith(("https://", "mailto:")):
            assert (page.parent / link.partition("#")[0]).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_command_that_a_page_says_to_type_is_there(page: Path) -> None:
    for line in shell_lines(page):
        first, *rest = shlex.split(line)
        if first == "make":
            assert rest[0] in targets(), line
        elif first in ("cookieprefs", "flask"):
            name = " ".join(["cookieprefs", *(one for one in rest if not one.startswith("-"))])
            assert any(f"{name} ".startswith(f"{one} ") for one in command_names()), line
        else:
            assert line == ". .venv/bin/activate", line


def test_every_make_target_tells_what_it_does() -> None:
    text = (TOP / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets()


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.__name__)
def test_every_key_of_the_site_file_is_explained(entry: type[BaseModel]) -> None:
    text = (TOP / "docs" / "site-file.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert set(entry.model_fields) <= explained


def test_the_chosen_htmx_is_the_one_that_is_served() -> None:
    bytes_served = (folder("static") / HTMX).read_bytes()
    assert base64.b64encode(hashlib.sha384(bytes_served).digest()).decode() == HTMX_SHA384


def _headings(page: Path) -> list[str]:
    tokens = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    return [token.content for before, token in pairwise(tokens) if before.type == "heading_open"]
