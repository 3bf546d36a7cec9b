"""Markdown as blocks that can be moved about, and blocks as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cookieprefs.sitefile.markers import add_marker_rule, with_domains

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_OTHERS = "p a ul ol li strong em code pre blockquote table thead tbody tr th td hr br"
_TAGS = {*_HEADINGS, *_OTHERS.split()}
_ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}, "th": {"scope"}} | {
    one: {"id"} for one in _HEADINGS
}
_SCHEMES = {"https", "http", "mailto", "tel"}


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of the text's outermost level: its tokens, from the opening one to the closing one."""

    tokens: tuple[Token, ...]

    @property
    def kind(self) -> str:
        """What the parser calls it: `paragraph_open`, `heading_open`, `marker`, …"""
        return self.tokens[0].type

    @property
    def marker(self) -> str:
        """The name of the marker that it is, if it is one."""
        return self.tokens[0].info if self.kind == "marker" else ""

    @property
    def line(self) -> int:
        """The line on which it begins, counted from 1."""
        return (self.tokens[0].map or [0])[0] + 1

    @property
    def level(self) -> int:
        """A heading's level; 0 for what is none."""
        return int(self.tokens[0].tag[1:]) if self.kind == "heading_open" else 0

    @property
    def text(self) -> str:
        """The words of a heading or paragraph; of another block, none."""
        if self.kind not in ("heading_open", "paragraph_open"):
            return ""
        return _words(self.tokens[1].children or ())


def blocks_of(text: str) -> list[Block]:
    """The outermost blocks of a Markdown text, but for headings without words, which lead readers nowhere."""
    blocks: list[Block] = []
    gathered: list[Token] = []
    for token in _parser().parse(text):
        gathered.append(token)
        if token.level == 0 and token.nesting <= 0:
            blocks.append(Block(tokens=tuple(gathered)))
            gathered = []
    return [one for one in blocks if not one.level or one.text.strip()]


def as_heading(block: Block, level: int, name: str) -> Block:
    """A heading at another level, and with an id."""
    opening, inline, closing = block.tokens
    tag = f"h{level}"
    opening = opening.copy(tag=tag, attrs={"id": name})
    return Block(tokens=(opening, inline, closing.copy(tag=tag)))


def html_of(blocks: Iterable[Block], domains: tuple[str, ...], domains_in_words: str) -> str:
    """Blocks as HTML that holds nothing but text, its structure and links.

    Written by one tool and cleaned by another, so that neither has to be without fault.
    """
    tokens = [token for block in blocks for token in block.tokens]
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}
        if token.children:
            token.children = list(_dressed(token.children, domains, domains_in_words))
    parser = _parser()
    rendered = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None).strip()


def _dressed(children: list[Token], domains: tuple[str, ...], domains_in_words: str) -> Iterable[Token]:
    """Inline tokens with the domains named, and links that have words and tell others nothing."""
    for place, child in enumerate(children):
        if child.type == "text":
            yield child.copy(content=with_domains(child.content, domains_in_words))
        else:
            yield child
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
            if not _is_ours(address, domains):
                child.attrSet("rel", "noopener")
            if not _words(_until_closed(children[place + 1 :])).strip():
                yield Token("text", "", 0, content=address)


def _until_closed(children: list[Token]) -> Iterable[Token]:
    for child in children:
        if child.type == "link_close":
            return
        yield child


def _is_ours(address: str, domains: tuple[str, ...]) -> bool:
    """Whether an address stays on the site: it names no host, or one of the site's."""
    try:
        parts = urlsplit(address)
        return not parts.netloc or parts.hostname in domains
    except ValueError:
        return False


def _words(children: Iterable[Token]) -> str:
    """The words of inline tokens, without their markup."""
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if child.type in breaks else child.content for child in children)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables and markers; without HTML, and without indented code, which pasting makes."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")
    # A picture would be fetched from wherever it lies: it becomes a link to there.
    parser.disable("image").inline.ruler.before("link", "picture", _picture)
    add_marker_rule(parser)
    return parser


def _picture(state: StateInline, silent: bool) -> bool:
    """Pass over the sign that makes a picture of a link."""
    is_picture = state.src.startswith("![", state.pos)
    state.pos += is_picture
    return is_picture
