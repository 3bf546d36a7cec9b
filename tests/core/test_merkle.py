"""Merkle trees: the root of RFC 9162, and a path from any leaf to it that no other leaf has."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.merkle import EMPTY, Tree, audit_path, leaf, node, root_by_path, root_of

sizes = st.integers(1, 70)


def leaves(count):
    return [leaf(bytes([one])) for one in range(count)]


def as_the_rfc_says(hashes):
    """The hash of a list, word for word as RFC 9162, 2.1.1 defines it: split at the largest power of two below."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    middle = 1
    while 2 * middle < len(hashes):
        middle *= 2
    left, right = as_the_rfc_says(hashes[:middle]), as_the_rfc_says(hashes[middle:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_a_leaf_and_a_node_over_the_same_bytes_have_other_hashes():
    one, two = leaves(2)
    assert node(one, two) != leaf(one + two)
    assert leaf(b"") == hashlib.sha256(b"\x00").digest()


@pytest.mark.parametrize("size", [*range(20), 31, 32, 33, 100])
def test_the_root_is_that_of_the_rfc(size):
    assert root_of(leaves(size)) == as_the_rfc_says(leaves(size))


def test_the_root_may_be_asked_for_at_any_time():
    tree = Tree()
    assert tree.root() == EMPTY
    for size in range(1, 10):
        tree.add(leaves(9)[size - 1])
        assert (tree.size, tree.root()) == (size, root_of(leaves(size)))


@given(sizes, st.data())
def test_a_path_leads_from_a_leaf_to_the_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = audit_path(leaves(size), index, size)
    assert root_by_path(leaves(size)[index], index, size, path) == root_of(leaves(size))


@given(st.integers(2, 70), st.data())
def test_no_other_leaf_place_or_path_leads_there(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    path, root = audit_path(leaves(size), index, size), root_of(leaves(size))
    assert root_by_path(leaves(size)[other], index, size, path) != root
    at = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:at], leaf(path[at]), *path[at + 1 :]]
    assert root_by_path(leaves(size)[index], index, size, changed) != root


@pytest.mark.parametrize(
    ("index", "size", "given_leaves"), [(-1, 3, 3), (3, 3, 3), (0, 0, 0), (0, 4, 3), (3, 4, 5)]
)
def test_a_path_for_what_is_not_there_is_a_value_error(index, size, given_leaves):
    with pytest.raises(ValueError, match="leaves"):
        audit_path(leaves(given_leaves), index, size)


@pytest.mark.parametrize(("index", "size", "length"), [(0, 4, 1), (0, 4, 3), (4, 4, 2), (-1, 4, 2), (0, 1, 1)])
def test_a_path_of_the_wrong_length_is_a_value_error(index, size, length):
    with pytest.raises(ValueError, match="hashes leads from no leaf"):
        root_by_path(leaves(1)[0], index, size, leaves(length))
