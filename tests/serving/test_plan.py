"""How many processes there are, by the cores that this one may use."""

import os

import pytest

from cookieprefs.serving import plan
from cookieprefs.serving.plan import Plan, cores, default_workers, from_text


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("max 100000", 16),
        ("200000 100000", 2),
        ("50000 100000", 1),
        ("250000 100000", 2),
        ("9900000 100000", 16),
        ("rubbish", 16),
        ("", 16),
    ],
)
def test_a_container_may_have_fewer_cores_than_its_machine(tmp_path, monkeypatch, written, found):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    (tmp_path / "cpu.max").write_text(written)
    assert cores(tmp_path / "cpu.max") == found


def test_where_nothing_is_held_back_all_cores_count(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(3)), raising=False)
    assert cores(tmp_path / "cpu.max") == 3


def test_where_the_system_does_not_say_what_may_be_used_all_of_the_machine_counts(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert cores(tmp_path / "cpu.max") == 6


@pytest.mark.parametrize(("found", "workers"), [(1, 2), (2, 2), (3, 3), (8, 8), (64, 8)])
def test_a_process_for_each_core_from_two_to_eight(monkeypatch, found, workers):
    monkeypatch.setattr(plan, "cores", lambda: found)
    assert default_workers() == workers


def test_a_plan_is_the_same_after_it_was_handed_over():
    made = Plan(server="gunicorn", host="::1", port=8000, socket="/run/a b/ü.sock", workers=3)
    assert from_text(made.as_text()) == made
