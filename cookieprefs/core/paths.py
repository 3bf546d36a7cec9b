"""Paths of many leaves of one tree, which may be too large to be kept (RFC 9162, section 2.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice

from cookieprefs.core.merkle import root_of, spans_beside

BLOCK = 64
"""Of so many leaves one hash is kept: about a byte for each leaf. A power of two, so that a block is a subtree."""

_RECENT = 64  # whoever asks for one leaf after the other needs the same few subtrees again: one for each level


class Paths:
    """Passes through all leaves once, and afterwards asks only for the block around the leaf in question."""

    def __init__(self, leaves: Iterable[bytes], read: Callable[[int, int], Sequence[bytes]]) -> None:
        """`read` gives the leaves of a span, from the first up to and without the last."""
        self.size = 0
        self._roots: list[bytes] = []
        rest = iter(leaves)
        while block := tuple(islice(rest, BLOCK)):
            self._roots.append(root_of(block))
            self.size += len(block)
        self._block = lru_cache(maxsize=2)(lambda number: read(number * BLOCK, (number + 1) * BLOCK))
        self._root = lru_cache(maxsize=_RECENT)(self._root_of_span)

    def of(self, index: int) -> list[bytes]:
        """What leads from a leaf to the root, the nearest first. Raises `ValueError` where it is none of them."""
        return [self._root(start, end) for start, end in spans_beside(index, self.size)]

    def _root_of_span(self, start: int, end: int) -> bytes:
        first, inside = divmod(start, BLOCK)
        if end - start <= BLOCK:
            return root_of(self._block(first)[inside : inside + end - start])
        return root_of(self._roots[first : -(-end // BLOCK)])
