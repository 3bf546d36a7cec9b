"""The law in one file: what a visitor decided, what must still be asked, and what may run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cookieprefs.core.catalogue import Service
from cookieprefs.core.lifetime import Lifetime, Unit
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.regime import Regime
from cookieprefs.core.signals import SILENT, Signals, outweighs_a_yes, says_no
from cookieprefs.core.wish import Wish

BROWSING_COUNTS = timedelta(days=30)
"""How long consent by browsing on counts at most."""

OPT_OUT_COUNTS = Lifetime(amount=12, unit=Unit.MONTH)
"""How long a *Do not sell or share* is left in peace at least (G-08)."""

LONGEST = timedelta(days=395)
"""How long any decision may count: browsers keep no cookie for longer than 400 days (B-06)."""


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
    CONTINUED_NAVIGATION = "continued_navigation"
    DO_NOT_SELL = "do_not_sell"
    TAKEN_OVER = "taken_over"


class Layer(StrEnum):
    """Where the visitor decided: first or second layer (DESIGN, Words), a closed gate's place, opt-out page.

    What another tool showed, before the site changed over to us, was none of ours.
    """

    BANNER = "banner"
    PREFERENCES = "preferences"
    PLACEHOLDER = "placeholder"
    DO_NOT_SELL = "do_not_sell"
    OTHER_TOOL = "other_tool"


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


def decide(
    version: PolicyVersion,
    wish: Wish,
    *,
    now: datetime,
    previous: Decision | None,
    how: How | None = None,
    country: str | None = None,
    latest: datetime | None = None,
) -> Decision:
    """The decision that follows `previous` when a visitor who was shown `version` asks for `wish` at `now`.

    Every service that must be asked about in `country` is answered where the wish is `whole`; what it does not
    name keeps an answer that still counts, else is refused. Answers for services that are newer than this version
    are kept, and denied where the wish denies them. What is both granted and denied is denied. Browsing on (`how`)
    changes no answer that stands. A decision that carries older answers on keeps their end, so that no yes is
    prolonged without being asked. `latest` is when it ends at the latest, however it comes about.
    """
    before = previous if previous and now < previous.until else None
    if how is How.CONTINUED_NAVIGATION:
        wish = _where_unanswered(version, wish, before, now)
    carried = dict(_carried(version, wish, before))
    answers = dict(carried)
    for service in version.catalogue.refusable():
        answer = _answer(version, service, wish, before, country)
        if answer is not None and service.key not in answers:
            answers[service.key] = answer
    answers = {**_denied_elsewhere(version, wish, before), **answers}
    end = _end(version, answers, how, now)
    is_lasting = how is How.DO_NOT_SELL and not _has_consent(version, answers)
    if before and carried and not is_lasting:
        end = min(before.until, end)
    return Decision(answers=answers, until=min(end, latest) if latest else end)


def is_fresh(version: PolicyVersion, key: str, answer: Answer) -> bool:
    """Whether an answer is to the question that `version` asks: nothing about the service widened since.

    A no to what runs unasked never goes stale, for without it the service would run again.
    """
    since = version.since.get(key)
    if since is None:
        return False
    if answer.revision >= since:
        return True
    service = version.catalogue.service(key)
    return answer.choice is not Choice.GIVEN and service is not None and service.may_run_unasked


def standing_answer(version: PolicyVersion, decision: Decision | None, key: str, now: datetime) -> Choice | None:
    """The choice for a service that still counts: not expired, not older than what must be asked again."""
    if decision is None or now >= decision.until:
        return None
    answer = decision.answers.get(key)
    return answer.choice if answer and is_fresh(version, key, answer) else None


def what_to_ask(
    version: PolicyVersion,
    decision: Decision | None,
    *,
    now: datetime,
    country: str | None = None,
    signals: Signals = SILENT,
) -> tuple[Service, ...]:
    """The services to ask about, empty while the decision stands (L-33); a signal has answered already (G-02)."""
    return tuple(
        service
        for service in version.catalogue.refusable(country)
        if service.regime_in(country).needs_consent
        and not says_no(signals, service)
        and standing_answer(version, decision, service.key, now) is None
    )


def allows(
    version: PolicyVersion,
    decision: Decision | None,
    key: str,
    *,
    now: datetime,
    country: str | None = None,
    signals: Signals = SILENT,
) -> bool:
    """Whether a service may run; false whenever in doubt (B-18). An explicit yes goes before a signal (G-03)."""
    service = version.catalogue.service(key)
    if service is None:
        return False
    regime = service.regime_in(country)
    answer = standing_answer(version, decision, key, now) if regime.can_be_refused else None
    if answer is None:
        is_stopped = says_no(signals, service) and regime is not Regime.STRICTLY_NECESSARY
        return not regime.needs_consent and not is_stopped
    return answer is Choice.GIVEN and not outweighs_a_yes(signals, service, country)


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


def _where_unanswered(version: PolicyVersion, wish: Wish, before: Decision | None, now: datetime) -> Wish:
    """The wish for what no answer stands for. Judged here, where the last record is known: tabs race."""
    return replace(
        wish,
        granted=frozenset(key for key in wish.granted if standing_answer(version, before, key, now) is None),
    )


def _end(version: PolicyVersion, answers: Mapping[str, Answer], how: How | None, now: datetime) -> datetime:
    """When a decision ends that is made now: sooner after browsing on, later after an opt-out of sale (G-08)."""
    usual = version.policy.rules.lifetime.after(now)
    if how is How.CONTINUED_NAVIGATION:
        return min(usual, now + BROWSING_COUNTS)
    if how is How.DO_NOT_SELL and not _has_consent(version, answers):
        return min(max(usual, OPT_OUT_COUNTS.after(now)), now + LONGEST)
    return usual


def _has_consent(version: PolicyVersion, answers: Mapping[str, Answer]) -> bool:
    """Whether any answer is a yes without which its service would not run; the time of such is never stretched."""
    return any(one.choice is Choice.GIVEN and _needs_consent(version, key) for key, one in answers.items())


def _needs_consent(version: PolicyVersion, key: str) -> bool:
    """Whether nothing of a service runs before a yes; so it is taken to be where this version does not know it."""
    service = version.catalogue.service(key)
    return service is None or service.regime_in().needs_consent


def _answer(
    version: PolicyVersion, service: Service, wish: Wish, before: Decision | None, country: str | None
) -> Answer | None:
    if service.key in wish.denied:
        return _no(version, service.key, before)
    if service.key in wish.granted:
        return Answer(choice=Choice.GIVEN, revision=version.consent_revision)
    if wish.whole and service.regime_in(country).needs_consent:
        return _no(version, service.key, before)
    return None


def _denied_elsewhere(version: PolicyVersion, wish: Wish, before: Decision | None) -> Mapping[str, Answer]:
    """The noes to services answered before that this version, an older one than theirs, has no switch for."""
    known = {one.key for one in version.catalogue.refusable()}
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
