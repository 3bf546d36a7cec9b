"""Paths of many leaves of a tree that is not kept: the same as those of one that is (R-05)."""

import pytest

from cookieprefs.core.merkle import audit_path, leaf, root_by_path, root_of, spans_beside
from cookieprefs.core.paths import BLOCK, Paths


def leaves_of(size):
    return [leaf(str(one).encode()) for one in range(size)]


@pytest.mark.parametrize("size", [1, 2, 3, 63, 64, 65, 127, 128, 129, 192, 200, 1000])
def test_each_leaf_has_the_path_of_the_tree_that_is_kept(size):
    leaves = leaves_of(size)
    paths = Paths(leaves, lambda start, end: leaves[start:end])
    assert paths.size == size
    for index in {0, 1, size // 2, size - 2, size - 1, *range(0, size, 37)} & set(range(size)):
        assert paths.of(index) == audit_path(leaves, index, size)
        assert root_by_path(leaves[index], index, size, paths.of(index)) == root_of(leaves)


def test_one_leaf_after_the_other_asks_for_each_block_once():
    leaves, asked = leaves_of(10 * BLOCK), []

    def read(start, end):
        asked.append(start // BLOCK)
        return leaves[start:end]

    paths = Paths(leaves, read)
    for index in range(len(leaves)):
        paths.of(index)
    assert asked == list(range(10))


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_path(index):
    leaves = leaves_of(3)
    with pytest.raises(ValueError, match=f"a tree of 3 leaves has none at {index}"):
        Paths(leaves, lambda start, end: leaves[start:end]).of(index)
    with pytest.raises(ValueError, match="has none at"):
        spans_beside(index, 3)


def test_no_leaves_have_no_paths():
    with pytest.raises(ValueError, match="a tree of 0 leaves has none at 0"):
        Paths([], lambda _start, _end: []).of(0)
