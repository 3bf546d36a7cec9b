"""How many bytes does a first visit download?

Ours: embed.js of the whole starter site in French, every feature on; a first visit asks for nothing else.
Theirs: the files that their normal setup loads, without the configuration and the texts that a site adds; of c15t
its core alone, which comes in modules, put together by a bundler.
All by brotli at its strongest. Ends with 1 where ours is over its budget.
"""

from __future__ import annotations

import sys
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types

from benchmarks import results, starter
from benchmarks.peers import PEERS, Peer, unpacked

QUESTION = "How many bytes does a first visit download?"
BUDGET = 5000
"""Bytes, compressed, with everything that a first visit needs in them."""


def main() -> int:
    """Weigh all, tell, and answer 1 where the budget is broken."""
    first, later = weigh_ours()
    sizes = {"**cookieprefs**": (1, first), **{one.name: (len(one.files), weigh(one)) for one in PEERS}}
    rows = [
        (name, str(files), f"{size:,}", f"{size / first:.1f}")
        for name, (files, size) in sorted(sizes.items(), key=lambda one: one[1][1])
    ]
    told = results.table(("first visit", "requests", "bytes", "times ours"), rows)
    within = "within" if first <= BUDGET else "OVER"
    results.keep(
        QUESTION,
        f"{told}\n{first:,} bytes are {within} the budget of {BUDGET:,}. In them are the starter site's texts in\n"
        f"French and its gates, with {', '.join(starter.FEATURES)} on;\n"
        "the others' hold no site's texts yet, and c15t's, which a bundler has put together, no banner either.\n"
        "What follows a choice is in effects.js, asked for when a button is pressed or something is allowed:\n"
        f"{later:,} bytes, in no row. With continued_navigation a page that was opened by a link asks for it at\n"
        "once.\n",
    )
    return int(first > BUDGET)


def weigh_ours() -> tuple[int, int]:
    """The compressed size of embed.js, and of effects.js, which comes only when something follows."""
    with starter.published("https://maison-tilleul.example") as app:
        visitor = app.test_client()
        first = visitor.get("/embed.js?lang=fr")
        later = visitor.get("/effects.js?lang=fr")
        return compressed(first.data), compressed(later.data)


def weigh(peer: Peer) -> int:
    """The compressed size of a peer's files, each by itself, as each is downloaded by itself."""
    with unpacked(peer) as folder:
        return sum(compressed(Path(folder, name).read_bytes()) for name in peer.files)


def compressed(content: bytes) -> int:
    """Bytes after brotli, at the quality for what is compressed once and served often."""
    return len(brotli.compress(content, mode=brotli.MODE_TEXT, quality=11))


if __name__ == "__main__":
    sys.exit(main())
