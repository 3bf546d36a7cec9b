"""The law in one file: what a visitor decided, what must still be asked, and what may run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cookieprefs.core.catalogue import Service
from cookieprefs.core.policy import PolicyVersion


class Choice(StrEnum):
    """The answer for one service. No answer is `None`, never one of these."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """What the visitor did to decide (R-03)."""

    ACCEPT_ALL = "accept_all"
    REFUSE_ALL = "refuse_all"
    WITHDRAW_ALL = "withdraw_all"
    SAVE = "save"
    SERVICE_SWITCH = "service_switch"
    PURPOSE_SWITCH = "purpose_switch"


class Layer(StrEnum):
    """Where the visitor decided: the first layer or the second (DESIGN, Words)."""

    BANNER = "banner"
    PREFERENCES = "preferences"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A choice and the consent revision it was made under, which tells when it is out of date."""

    choice: Choice
    revision: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """All choices of a visitor at one moment, and when they end (UTC).

    `is_unrecorded` says that a browser holds noes which the ledger, out of reach, could not take yet.
    """

    answers: Mapping[str, Answer]
    until: datetime
    is_unrecorded: bool = False

    def choice(self, key: str) -> Choice | None:
        """The choice for one service, whether or not it still counts."""
        answer = self.answers.get(key)
        return answer.choice if answer else None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a visitor's act asks for: services to switch on and off.

    `whole` says that they saw all others too and left them as they were, so that those are answered as well.
    """

    granted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    whole: bool = True


def accept_all(services: Iterable[Service], *, whole: bool = True) -> Wish:
    """The wish behind *Accept all*, for the services that were shown."""
    return Wish(granted=_keys(services), whole=whole)


def refuse_all(services: Iterable[Service], *, whole: bool = True) -> Wish:
    """The wish behind *Refuse all* and *Withdraw all*, for the services that were shown."""
    return Wish(denied=_keys(services), whole=whole)


def choose(services: Iterable[Service], granted: Iterable[str], *, whole: bool = True) -> Wish:
    """The wish behind *Save choices*: what is ticked is on, all else that was shown is off."""
    shown = _keys(services)
    ticked = shown & frozenset(granted)
    return Wish(granted=ticked, denied=shown - ticked, whole=whole)


def without_grants(wish: Wish) -> Wish:
    """What is left of a wish that may switch off but not on: a stale form, or a ledger that is down (R-10)."""
    return Wish(denied=wish.denied, whole=False)


def decide(version: PolicyVersion, wish: Wish, *, now: datetime, previous: Decision | None) -> Decision:
    """The decision that follows `previous` when a visitor who was shown `version` asks for `wish` at `now`.

    Every refusable service of the version is answered where the wish is `whole`; what it does not name keeps an
    answer that still counts, else is refused. Answers for services that are newer than this version are kept,
    and denied where the wish denies them. What is both granted and denied is denied.
    A decision that carries older answers on keeps their end, so that no yes is prolonged without being asked.
    """
    before = previous if previous and now < previous.until else None
    answers = dict(_carried(version, wish, before))
    end = version.policy.rules.lifetime.after(now)
    if before and answers:
        end = min(before.until, end)
    for service in version.catalogue.refusable():
        answer = _answer(version, service, wish, before)
        if answer is not None and service.key not in answers:
            answers[service.key] = answer
    return Decision(answers={**_denied_elsewhere(version, wish, before), **answers}, until=end)


def is_fresh(version: PolicyVersion, key: str, answer: Answer) -> bool:
    """Whether an answer is to the question that `version` asks: nothing about the service widened since.

    A no to what runs unasked never goes stale, for without it the service would run again.
    """
    if key not in version.since:
        return False
    service = version.catalogue.service(key)
    is_lasting = answer.choice is not Choice.GIVEN and service is not None and service.may_run_unasked
    return is_lasting or answer.revision >= version.since[key]


def standing_answer(version: PolicyVersion, decision: Decision | None, key: str, now: datetime) -> Choice | None:
    """The choice for a service that still counts: not expired, not older than what must be asked again."""
    if decision is None or now >= decision.until:
        return None
    answer = decision.answers.get(key)
    return answer.choice if answer and is_fresh(version, key, answer) else None


def what_to_ask(
    version: PolicyVersion, decision: Decision | None, *, now: datetime, country: str | None = None
) -> tuple[Service, ...]:
    """The services to ask about, empty while the decision stands (L-33)."""
    return tuple(
        service
        for service in version.catalogue.refusable(country)
        if service.regime_in(country).needs_consent
        and standing_answer(version, decision, service.key, now) is None
    )


def allows(
    version: PolicyVersion, decision: Decision | None, key: str, *, now: datetime, country: str | None = None
) -> bool:
    """Whether a service may run; false whenever in doubt (B-18)."""
    service = version.catalogue.service(key)
    if service is None:
        return False
    regime = service.regime_in(country)
    if not regime.can_be_refused:
        return True
    answer = standing_answer(version, decision, key, now)
    if answer is None:
        return not regime.needs_consent
    return answer is Choice.GIVEN


def with_refusals_of(decision: Decision | None, claimed: Decision | None) -> Decision | None:
    """The recorded decision, and over it each no that the ledger missed: no failure undoes a refusal.

    A yes counts from the ledger alone (B-03): what the browser claims to have been given is dropped. So is what it
    says of a visitor whom the ledger knows, unless it holds unrecorded noes: its cookie may be older than the last
    record, where two of its tabs decide at once. Where no yes is left, the later end counts: a refusal that the
    ledger missed is not to be asked for anew before its time.
    """
    if claimed is None or (decision is not None and not claimed.is_unrecorded):
        return decision
    denied = {key: one for key, one in claimed.answers.items() if one.choice is not Choice.GIVEN}
    if decision is None:
        return Decision(answers=denied, until=claimed.until) if denied else None
    answers = denied | {key: _refused_over(one, denied.get(key)) for key, one in decision.answers.items()}
    has_yes = any(one.choice is Choice.GIVEN for one in answers.values())
    until = max(decision.until, claimed.until) if denied and not has_yes else decision.until
    return Decision(answers=answers, until=until)


def _refused_over(recorded: Answer, held: Answer | None) -> Answer:
    if held is None:
        return recorded
    choice = Choice.WITHDRAWN if recorded.choice is Choice.GIVEN else recorded.choice
    return Answer(choice=choice, revision=max(recorded.revision, held.revision))


def _carried(version: PolicyVersion, wish: Wish, before: Decision | None) -> Iterable[tuple[str, Answer]]:
    """The earlier answers that stand on: not named now, and fresh or given to a newer version than was shown."""
    if before is None:
        return
    for key, answer in before.answers.items():
        if key in wish.granted or key in wish.denied:
            continue
        if is_fresh(version, key, answer) or (
            key not in version.since and answer.revision > version.consent_revision
        ):
            yield key, answer


def _answer(version: PolicyVersion, service: Service, wish: Wish, before: Decision | None) -> Answer | None:
    if service.key in wish.denied:
        return _no(version, service.key, before)
    if service.key in wish.granted:
        return Answer(choice=Choice.GIVEN, revision=version.consent_revision)
    if wish.whole and service.regime_in().needs_consent:
        return _no(version, service.key, before)
    return None


def _denied_elsewhere(version: PolicyVersion, wish: Wish, before: Decision | None) -> Mapping[str, Answer]:
    """The noes to services answered before that this version, an older one than theirs, has no switch for."""
    known = _keys(version.catalogue.refusable())
    answered = before.answers.keys() if before else ()
    return {key: _no(version, key, before) for key in answered if key in wish.denied and key not in known}


def _no(version: PolicyVersion, key: str, before: Decision | None) -> Answer:
    """A no ends what was given, or says that nothing ever was (DESIGN, Words: withdraw, refuse).

    It answers the newest question that the visitor has answered: a no said in an old page is no reason to ask.
    """
    earlier = before.answers.get(key) if before else None
    if earlier is None:
        return Answer(choice=Choice.REFUSED, revision=version.consent_revision)
    choice = Choice.REFUSED if earlier.choice is Choice.REFUSED else Choice.WITHDRAWN
    return Answer(choice=choice, revision=max(earlier.revision, version.consent_revision))


def _keys(services: Iterable[Service]) -> frozenset[str]:
    return frozenset(one.key for one in services)
