"""Seals: a digest that tells whether one record of many was changed, and a line to publish (R-05)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core import seal as core
from cookieprefs.core.merkle import Tree
from cookieprefs.core.record import GENESIS, Link, link
from cookieprefs.core.seal import SealFault, check_seals, leaf, line, parse_line, seal
from tests.core.builders import NOW, a_record, days

GAP, EDITED, ROOT = SealFault.GAP, SealFault.EDITED, SealFault.ROOT
MISSING, OTHER = SealFault.MISSING, SealFault.OTHER


def links(count, chain="chain"):
    return [
        link(a_record(seq=seq, chain_id=chain, record_id=f"{chain}-{seq}"), b"k" * 32, GENESIS)
        for seq in range(1, count + 1)
    ]


def a_seal(members, previous=None, now=NOW):
    tree = Tree()
    for one in members:
        tree.add(leaf(one))
    return seal("shop", previous, tree, now=now)


@pytest.fixture
def sealed():
    """Three seals, each with the leaves of its members."""
    made, previous = [], None
    for number, size in enumerate((3, 1, 5), 1):
        members = links(size, f"chain-{number}")
        previous = a_seal(members, previous, NOW + days(number))
        made.append((previous, [leaf(one).hex() for one in members]))
    return made


def faults(sealed, **options):
    return [(one.number, one.fault) for one in check_seals("shop", sealed, **options)]


def test_a_seal_hangs_on_the_one_before_it(sealed):
    first, second, third = (one for one, _ in sealed)
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (GENESIS, first.digest, second.digest)
    assert [one.records for one, _ in sealed] == [3, 1, 5]
    assert core.digest(first) == first.digest


def test_the_moment_of_a_seal_is_kept_to_the_millisecond():
    assert a_seal(links(1), now=NOW.replace(microsecond=123_999)).sealed_at == NOW.replace(microsecond=123_000)


OTHERS = {
    "site": "shoq",
    "record_id": "other",
    "chain_id": "other",
    "seq": 9,
    "day": "2026-03-02",
    "commitment": "0" * 64,
    "chain": "1" * 64,
}


def test_the_table_of_changes_names_every_field_of_a_link():
    assert OTHERS.keys() == vars(links(1)[0]).keys()


@pytest.mark.parametrize("field", OTHERS)
def test_a_link_with_any_other_value_has_another_leaf(field):
    (one,) = links(1)
    assert leaf(replace(one, **{field: OTHERS[field]})) != leaf(one)


def test_what_one_field_loses_another_does_not_gain_unseen():
    one = Link(site="a", record_id="b", chain_id="c,d", seq=1, day="e", commitment="f", chain="g")
    assert leaf(one) != leaf(replace(one, chain_id="c", commitment="d,f"))


def test_whole_seals_have_no_faults(sealed):
    assert faults(sealed) == []
    assert faults([]) == []
    for one, _ in sealed:
        assert faults(sealed, published=parse_line(line(one))) == []


@given(st.integers(0, 2), st.data())
def test_a_leaf_that_was_changed_removed_or_moved_is_found(at, data):
    sealed, previous = [], None
    for number, size in enumerate((3, 2, 5), 1):
        members = links(size, f"chain-{number}")
        previous = a_seal(members, previous)
        sealed.append((previous, [leaf(one).hex() for one in members]))
    one, leaves = sealed[at]
    left = data.draw(st.lists(st.sampled_from(leaves), max_size=6).filter(lambda found: found != leaves))
    sealed[at] = one, left
    assert faults(sealed) == [(at + 1, ROOT)]


@pytest.mark.parametrize("rubbish", ["no hash", "é", "0", None, 5, "", "00"])
def test_a_leaf_that_is_no_hash_is_found(sealed, rubbish):
    sealed[0][1][1] = rubbish
    assert faults(sealed) == [(1, ROOT)]


CHANGES = [
    ({"site": "other"}, [EDITED]),
    ({"sealed_at": NOW}, [EDITED]),
    ({"records": 2}, [EDITED, ROOT]),
    ({"root": "0" * 64}, [EDITED, ROOT]),
    ({"previous": GENESIS}, [EDITED]),
    ({"digest": "0" * 64}, [EDITED]),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_a_seal_that_was_changed_is_found(sealed, changes, expected):
    one, leaves = sealed[1]
    sealed[1] = replace(one, **changes), leaves
    after = [(3, EDITED)] if "digest" in changes else []
    assert faults(sealed) == [*((2, fault) for fault in expected), *after]


def test_a_seal_that_was_removed_is_found_by_the_next(sealed):
    assert faults([sealed[0], sealed[2]]) == [(3, GAP), (3, EDITED)]


def test_seals_rewritten_from_one_on_are_found_by_a_line_in_print(sealed):
    printed = [parse_line(line(one)) for one, _ in sealed]
    members = links(3, "other")
    rewritten = a_seal(members, sealed[0][0], NOW + days(2))
    forged = [sealed[0], (rewritten, [leaf(one).hex() for one in members])]
    assert faults(forged) == [], "nothing of it shows by itself"
    assert faults(forged, published=printed[0]) == []
    assert faults(forged, published=printed[1]) == [(2, OTHER)]
    assert faults(forged, published=printed[2]) == [(3, MISSING)]


def test_a_line_of_another_site_is_found(sealed):
    published = replace(parse_line(line(sealed[0][0])), site="other")
    assert faults(sealed, published=published) == [(1, OTHER), (1, MISSING)]


def test_a_line_comes_back_as_it_was(sealed):
    one = sealed[0][0]
    assert line(one) == f"cookieprefs-seal shop 1 2026-03-02T12:00:00.000Z 3 sha256:{one.digest}"
    said = parse_line(f"  {line(one).replace(' ', '   ')}\n")
    assert (said.site, said.number, said.records, said.digest) == ("shop", 1, 3, one.digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cookieprefs-seal",
        "cookieprefs-seal shop 0 2026-03-02T12:00:00.000Z 3 sha256:" + "0" * 64,
        "cookieprefs-seal shop 1 yesterday 3 sha256:" + "0" * 64,
        "cookieprefs-seal shop 1 2026-03-02T12:00:00.000Z 3 sha256:" + "0" * 63,
        "cookieprefs-seal shop 1 2026-03-02T12:00:00.000Z 3 sha256:" + "0" * 64 + " and more",
        "cookieprefs-seal a shop 1 2026-03-02T12:00:00.000Z 3 sha256:" + "0" * 64,
        "\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_anything_else_is_no_line(text):
    with pytest.raises(ValueError, match="is no line of a seal"):
        parse_line(text)
