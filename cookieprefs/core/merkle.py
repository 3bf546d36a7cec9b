"""Merkle trees as RFC 9162 section 2.1 has them: one hash for many leaves, and one leaf shown without the others.

Everything is a stream: a tree of any size takes as many hashes of memory as it has levels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf(content: bytes) -> bytes:
    """The hash of one leaf; another kind of hash than that of a node, so that neither passes for the other."""
    return hashlib.sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes the hashes of leaves in their order, and tells the root at any time."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []  # roots of full subtrees, one for each bit that is set in `size`

    def add(self, leaf_hash: bytes) -> None:
        """Append one leaf."""
        rest, here = self.size, leaf_hash
        while rest & 1:
            here = node(self._full.pop(), here)
            rest >>= 1
        self._full.append(here)
        self.size += 1

    def root(self) -> bytes:
        """The hash over all leaves so far."""
        if not self._full:
            return EMPTY
        *left, here = self._full
        for one in reversed(left):
            here = node(one, here)
        return here


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The hash over all of these leaf hashes."""
    tree = Tree()
    for one in leaves:
        tree.add(one)
    return tree.root()


def audit_path(leaves: Iterable[bytes], index: int, size: int) -> list[bytes]:
    """What leads from the leaf at `index` of `size` to the root, the nearest first (RFC 9162, 2.1.3.1).

    Raises `ValueError` where there is no such leaf, or not as many leaves as was said.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    spans = _siblings(index, size)
    trees = {start: Tree() for start, _ in spans}
    ends, current, count = dict(spans), None, 0
    for place, one in enumerate(leaves):
        current = trees.get(place, current if place != index else None)
        if current is not None:
            current.add(one)
        count += 1
    if count != size or any(tree.size != ends[start] - start for start, tree in trees.items()):
        raise ValueError(f"there are {count} leaves and not {size}")
    return [trees[start].root() for start, _ in spans]


def root_by_path(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path give. Raises `ValueError` on a path of the wrong length."""
    spans = _siblings(index, size) if 0 <= index < size else None
    if spans is None or len(spans) != len(path):
        raise ValueError(f"a path of {len(path)} hashes leads from no leaf at {index} of {size}")
    here = leaf_hash
    for (start, _), sibling in zip(spans, path, strict=True):
        here = node(sibling, here) if start < index else node(here, sibling)
    return here


def spans_beside(index: int, size: int) -> list[tuple[int, int]]:
    """First leaf, and the one after the last, of each subtree whose root is in a leaf's path, the nearest first.

    Raises `ValueError` where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    return _siblings(index, size)


def _siblings(index: int, size: int) -> list[tuple[int, int]]:
    """The spans of leaves beside the way from a leaf to the root, the nearest first."""
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]
