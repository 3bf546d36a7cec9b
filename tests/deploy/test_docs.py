"""What the pages on deploying and operating have people type: files that are there, and commands of ours."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress

import click
import pytest
from markdown_it import MarkdownIt

from tests.deploy import commands, compose, dockerfile
from tests.deploy.dockerfile import TOP

PAGES = [TOP / "docs" / name for name in ("deploying.md", "operating.md", "retention.md")]
CHECKOUT = "/usr/local/src/cookieprefs"
PICTURES = sorted((TOP / "docs" / "pictures").glob("where-*.svg"))
TEXT = {page: page.read_text("utf-8") for page in PAGES}
MARKDOWN = MarkdownIt("commonmark").enable("table")


def typed(page):
    """Every line of a block that is to be typed, and whatever in the text is code of several words."""
    tokens = MARKDOWN.parse(TEXT[page])
    lines = [line for one in tokens if one.info in ("console", "sh") for line in one.content.splitlines()]
    inline = [child.content for one in tokens for child in one.children or [] if child.type == "code_inline"]
    return [*lines, *(one for one in inline if " " in one)]


def ours(line):
    """The command of ours in a line, or none: `docker … cookieprefs cookieprefs check` is `cookieprefs check`."""
    words = shlex.split(line.partition(" > ")[0])
    at = [number for number, word in enumerate(words) if word == "cookieprefs"]
    if words[0] == "flask":
        return words[1:]
    if words[0] == "docker":
        starts = "compose" in words or "exec" in words or len(at) > 1
        return words[at[-1] :] if starts and at and len(words) > at[-1] + 1 else None
    return words if at[:1] == [0] and len(words) > 1 else None


CASES = sorted({(page.name, line) for page in PAGES for line in typed(page) if ours(line) and "…" not in line})


@pytest.mark.parametrize(("name", "line"), CASES)
def test_every_command_of_ours_is_there_with_its_options(name, line):
    # A command may be named without what it is to be called with.
    with suppress(click.MissingParameter):
        commands.options(ours(line))


def test_the_pages_have_commands_in_every_form():
    lines = [line for _, line in CASES]
    for beginning in ("cookieprefs init", "docker run", "docker exec", "docker compose run", "flask cookieprefs"):
        assert any(line.startswith(beginning) for line in lines), beginning


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_the_checkout_that_is_named_is_there(page):
    named = re.findall(rf"{CHECKOUT}(/[\w./*-]+)?", TEXT[page])
    named += re.findall(r"`(?:\.\./)?(deploy/[\w./-]+)`", TEXT[page])
    for one in named:
        assert one == "" or list(TOP.glob(one.strip("/"))), one


def test_what_goes_where_is_what_the_units_say():
    text, unit = TEXT[PAGES[0]], (TOP / "deploy" / "systemd" / "cookieprefs.service").read_text("utf-8")
    for place in ("/opt/cookieprefs", "/var/lib/cookieprefs", "/etc/cookieprefs/environment"):
        assert place in text
        assert place in unit


def test_every_secret_and_folder_of_the_compose_file_is_made_in_the_steps():
    text = TEXT[PAGES[0]]
    made = set(re.findall(r"> secrets/([\w-]+)", text))
    assert made == compose.read()["secrets"].keys()
    user = dockerfile.read()[-1].one("USER").split(":")[0]
    assert f"--owner={user} --group={user} --mode=0750 instance" in text


@pytest.mark.parametrize(
    "path", sorted((TOP / "docs" / "pictures").glob("where-*.svg")), ids=lambda path: path.stem
)
def test_a_picture_of_what_goes_where_can_be_read_in_any_light_and_is_told_in_words(path):
    picture = path.read_text("utf-8")
    assert 'class="paper"' in picture
    assert "prefers-color-scheme: dark" in picture
    assert re.search(r"<title[^>]*>[^<]{40,}</title>", picture)
    assert not re.search(r"(href|src|url)=|<script|@import|https?://(?!www\.w3\.org|site\.example)", picture)
    shown = re.search(rf'<img src="pictures/{path.name}" width="420" alt="([^"]+)">', TEXT[PAGES[0]])
    assert len(shown[1]) > 80
