"""What is kept of a decision, and for how long: retention, and the first refusal (R-23, R-25)."""

from __future__ import annotations

from datetime import datetime

from cookieprefs.core.consent import Choice, Decision, standing_answer
from cookieprefs.core.policy import FirstRefusal, PolicyVersion, Rules


def kept_since(rules: Rules, now: datetime) -> datetime:
    """The line of retention: what a record says is erased once its decision ended before it (R-23).

    A record's own end counts, whatever came after it: a decision that another followed is kept as long as if it
    stood alone. A yes that is carried on never ends later, so its first proof is never gone before the last.
    """
    return rules.proof_kept.before(now)


def gets_an_id(rules: Rules, decision: Decision) -> bool:
    """Whether a visitor whom the ledger does not know yet gets an id with this decision (R-20, R-25)."""
    return _has_yes(decision) or rules.first_refusal is FirstRefusal.PSEUDONYMOUS


def is_only_counted(rules: Rules, decision: Decision) -> bool:
    """Whether such a visitor's decision leaves no record (R-25); a yes always leaves one."""
    return not _has_yes(decision) and rules.first_refusal is FirstRefusal.AGGREGATE


def adds_to_count(version: PolicyVersion, decision: Decision, held: Decision | None, *, now: datetime) -> bool:
    """Whether a refusal says no to anything that the visitor's browser does not hold a no to already (R-08).

    What it holds was counted when it was said, unless the ledger was out of reach then.
    """
    counted = None if held is None or held.is_unrecorded else held
    asked = (key for key in decision.answers if key in version.since)
    return any(standing_answer(version, counted, key, now) is not Choice.REFUSED for key in asked)


def _has_yes(decision: Decision) -> bool:
    return any(one.choice is Choice.GIVEN for one in decision.answers.values())
