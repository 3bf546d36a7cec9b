"""Naming another tool's markup, or other names in it, is told and asks nobody again."""

import pytest

from cookieprefs.core.changes import changes
from tests.core.builders import a_policy, a_version


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {"klaro": {}}), ({"klaro": {}}, {}), ({"klaro": {}}, {"klaro": {"ga": "matomo"}})],
)
def test_other_markup_is_told_and_asks_nobody(before, after):
    old, new = (a_policy("matomo", markup=one) for one in (before, after))
    (change,) = changes(old, new)
    assert str(change) == "The site’s pages name their services in another way."
    assert change.asks_again == frozenset()


def test_other_markup_raises_the_text_revision_alone():
    first = a_version("matomo")
    second = a_version("matomo", after=first, markup={"klaro": {}})
    assert (second.consent_revision, second.text_revision) == (first.consent_revision, first.text_revision + 1)
