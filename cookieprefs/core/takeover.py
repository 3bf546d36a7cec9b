"""Which of another tool's answers may be taken over, and until when they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from cookieprefs.core.catalogue import Service
from cookieprefs.core.othertool import Told
from cookieprefs.core.policy import Policy, PolicyVersion, Rules, TakeOver
from cookieprefs.core.wish import Wish


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What is taken over: the wish behind it, and when it ends."""

    wish: Wish
    until: datetime


def is_open_to(service: Service) -> bool:
    """Whether an answer to another tool can be one to this service: it is asked about, and not for here alone."""
    return service.regime_in().can_be_refused and not service.explicit_only


def ends(rules: Rules) -> datetime | None:
    """When nothing can be taken over any more: the last answer to the other tool counts no longer."""
    return rules.lifetime.after(_changed(rules.take_over)) if rules.take_over else None


def is_over(rules: Rules, now: datetime) -> bool:
    """Whether nothing is to be taken over, or no longer."""
    end = ends(rules)
    return end is None or now >= end


def taken_over(version: PolicyVersion, told: Told, *, now: datetime) -> Taken | None:
    """What `version` takes over of what another tool's cookie tells; `None` where nothing counts any more.

    An answer counts from when it was given, at the latest from the day of the change: taking it over prolongs
    nothing. A service that must be asked about anew since the operator vouched for it is left out.
    """
    rules = version.policy.rules
    if rules.take_over is None:
        return None
    begun = min(told.decided_at or now, _changed(rules.take_over), now)
    until = rules.lifetime.after(begun)
    said = {ours: told.says(theirs) for ours, theirs in rules.take_over.same_meaning.items()}
    counting = {key: one for key, one in said.items() if _is_unchanged(version, key)}
    granted = frozenset(key for key, one in counting.items() if one is True)
    denied = frozenset(key for key, one in counting.items() if one is False)
    if until <= now or not granted | denied:
        return None
    return Taken(wish=Wish(granted=granted, denied=denied, whole=False), until=until)


def vouched(last: PolicyVersion | None, policy: Policy, since: Mapping[str, int]) -> Mapping[str, int]:
    """For each service that may be taken over, its `since` when the operator first said that it means the same.

    `since` is that of the version to come.
    """
    take_over, before = policy.rules.take_over, last.policy.rules.take_over if last else None
    if take_over is None:
        return {}
    kept = last.vouched if last and before and before.tool is take_over.tool else {}
    return {
        ours: kept[ours] if before and ours in kept and before.same_meaning.get(ours) == theirs else since[ours]
        for ours, theirs in take_over.same_meaning.items()
    }


def _is_unchanged(version: PolicyVersion, key: str) -> bool:
    """Whether the question is still the one that the operator vouched for."""
    service = version.catalogue.service(key)
    return service is not None and is_open_to(service) and version.since[key] == version.vouched.get(key)


def _changed(take_over: TakeOver) -> datetime:
    return datetime.combine(take_over.changed_on, time(), UTC)
