"""What the drills rest on: whatever is wrong between visitors and ledger is found, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from random import Random

import pytest

from tests.drills.load import stage
from tests.drills.reckoning import reckon
from tests.drills.visitor import NOTHING, Click, Visitor
from tests.drills.wire import ID, STATE, Answer


@pytest.fixture(scope="module")
def on(tmp_path_factory):
    """A site where three visitors have clicked, and all went well."""
    with stage(tmp_path_factory.mktemp("reckoning"), Random(1)) as found:
        for number in range(3):
            visitor = Visitor(Random(number))
            found.visitors.append(visitor)
            for _ in range(6):
                visitor.click(found.process)
        yield found


def copy(visitor):
    """The same visitor, to be changed."""
    other = Visitor(Random(1))
    other.browser.jar.update(visitor.browser.jar)
    other.clicks, other.arrived = dict(visitor.clicks), list(visitor.arrived)
    return other


def faults(on, changed):
    """What is found where the first visitor knows something else."""
    return reckon(on.here, [changed, *on.visitors[1:]]).faults


def test_where_all_went_well_nothing_is_found(on):
    tally = on.reckon()
    assert tally.faults == []
    assert (tally.answered, tally.records, tally.lost) == (18, 18, 0)


def test_an_answer_without_a_record_is_found(on):
    changed = copy(on.visitors[0])
    click = replace(changed.arrived[0].click, once="never-recorded-anywhere")
    changed.clicks[click.once] = click
    changed.arrived.append(replace(changed.arrived[-1], click=click))
    assert any("is not recorded" in one for one in faults(on, changed))


def test_a_record_that_nobody_posted_is_found(on):
    changed = copy(on.visitors[0])
    del changed.clicks[changed.arrived.pop().click.once]
    assert any("nobody posted" in one for one in faults(on, changed))


def test_a_record_that_says_something_else_is_found(on):
    changed = copy(on.visitors[0])
    changed.arrived[0] = replace(changed.arrived[0], possible=frozenset({NOTHING}))
    assert any("it was one of" in one for one in faults(on, changed))


def test_an_answer_that_granted_something_else_is_found(on):
    changed = copy(on.visitors[0])
    changed.arrived[0] = replace(changed.arrived[0], yes=frozenset({"another"}))
    assert any("its answer granted" in one for one in faults(on, changed))


def test_a_later_answer_with_an_earlier_place_is_found(on):
    known = next(one for one in on.visitors if ID in one.browser.jar)
    changed = copy(known)
    changed.arrived.reverse()
    others = [one for one in on.visitors if one is not known]
    assert any("stands before it" in one for one in reckon(on.here, [changed, *others]).faults)


def test_a_browser_that_grants_what_no_record_does_is_found(on):
    changed = copy(on.visitors[0])
    changed.browser.jar[STATE] = "v=1&until=2000000000&yes=another&no="
    assert any("which the ledger does not have" in one for one in faults(on, changed))


def test_a_browser_with_another_id_than_its_record_is_found(on):
    known = next(one for one in on.visitors if one.browser.jar.yes)
    changed = copy(known)
    changed.browser.jar[ID] = "of-somebody-else"
    others = [one for one in on.visitors if one is not known]
    assert any("another id" in one for one in reckon(on.here, [changed, *others]).faults)


def test_a_record_that_was_changed_is_found(on):
    with closing(sqlite3.connect(on.here.file, isolation_level=None)) as stranger:
        stranger.execute("BEGIN")
        stranger.execute("DROP TRIGGER cookieprefs_record_payload_no_update")
        stranger.execute("UPDATE cookieprefs_record_payload SET domain = 'elsewhere.test' WHERE rowid = 1")
        stranger.execute("COMMIT")
        assert any("edited" in one for one in on.reckon().faults)
        stranger.execute("UPDATE cookieprefs_record_payload SET domain = 'shop.test' WHERE rowid = 1")
    assert on.reckon().faults == []


@pytest.mark.parametrize(("status", "fault"), [(500, "was answered by 500"), (503, "was not recorded")])
def test_an_answer_that_should_not_be_is_found(on, status, fault, monkeypatch):
    changed = Visitor(Random(3))
    monkeypatch.setattr(changed.browser, "post", lambda *_: granting(changed, status))
    changed.click(on.process)
    assert any(fault in one for one in changed.faults)


def granting(visitor, status):
    """An answer that grants something, whatever it says of itself."""
    visitor.browser.jar[STATE] = "v=1&until=2000000000&yes=matomo&no="
    return Answer(status=status, headers=[], text="")


@pytest.mark.parametrize(
    ("granted", "path", "before", "after"),
    [
        ({"matomo"}, "/preferences/services/matomo", NOTHING, ("refused", "given", "refused")),
        (set(), "/preferences/services/matomo", ("given",) * 3, ("given", "withdrawn", "given")),
        (set(), "/preferences/services/matomo", NOTHING, ("refused",) * 3),
        ({"hotjar", "matomo", "youtube"}, "/preferences", ("refused", None, "withdrawn"), ("given",) * 3),
        (set(), "/preferences", ("given", "refused", "withdrawn"), ("withdrawn", "refused", "withdrawn")),
    ],
)
def test_what_a_click_makes_of_the_answers(granted, path, before, after):
    click = Click(once="", path=path, fields={}, way={}, granted=frozenset(granted))
    assert click.then(before) == after
