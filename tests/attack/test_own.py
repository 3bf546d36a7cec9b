"""Our own attacks on a real server, behind a proxy of ours or none: nothing comes of them, nothing breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.attack import harm
from tests.attack.ground import target
from tests.attack.own.every import OWN

BEHIND = ("hosts and proxies",)
"""Those to which it matters whether a proxy's headers are believed."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The site that believes no proxy."""
    with target(tmp_path_factory.mktemp("attacked"), visitors=4, languages="en, fr", workers=1) as found:
        yield found


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """The site that believes one."""
    with target(
        tmp_path_factory.mktemp("attacked"), visitors=4, languages="en, fr", workers=1, proxy_hops=1
    ) as found:
        yield found


@pytest.mark.parametrize("name", OWN)
def test_nothing_comes_of_an_attack_and_nothing_breaks(alone, name):
    assert list(OWN[name](alone)) == []
    assert harm.of(alone) == []


@pytest.mark.parametrize("name", BEHIND)
def test_nor_behind_a_proxy(behind, name):
    assert list(OWN[name](behind)) == []
    assert harm.of(behind) == []


def test_harm_would_be_seen(alone, tmp_path):
    log = tmp_path / "log"
    lines = ('{"level": "info", "status": 500}', '{"level": "error"}', "Traceback (most recent call last):")
    log.write_text("\n".join(lines), encoding="utf-8")
    payloads = alone.before["record_payload"]
    harmed = replace(
        alone,
        log=log,
        before={**alone.before, "record_payload": {*payloads, "erased"}, "policy_version": set()},
        visitors={**alone.visitors, "a chain": 1},
    )
    told = " ".join(harm.of(harmed))
    for words in (
        "1 rows of record_payload",
        "policy version was added",
        "chain got longer",
        '"status": 500',
        '"level": "error"',
        "Traceback",
    ):
        assert words in told
