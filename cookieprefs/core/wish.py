"""What a visitor asks for by one act: the services to switch on and off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cookieprefs.core.catalogue import Service
from cookieprefs.core.signals import Signals, outweighs_a_yes, says_no


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


def choose(
    services: Iterable[Service],
    granted: Iterable[str],
    *,
    running: frozenset[str] = frozenset(),
    whole: bool = True,
) -> Wish:
    """The wish behind *Save choices*: what is ticked is on, all else that was shown is off.

    `running` was ticked already without an answer: to leave it so is no yes (L-03).
    """
    shown = _keys(services)
    ticked = shown & frozenset(granted)
    return Wish(granted=ticked - running, denied=shown - ticked, whole=whole)


def browse_on(services: Iterable[Service]) -> Wish:
    """The wish behind continued navigation: *Accept all*, but for what takes a button of its own."""
    return Wish(granted=frozenset(one.key for one in services if not one.explicit_only), whole=False)


def within_signals(
    wish: Wish, services: Iterable[Service], signals: Signals, *, by_hand: bool, country: str | None = None
) -> Wish:
    """What a wish may grant of `services` under the browser's signals (G-02, G-03).

    `by_hand` says that it names each by a switch of its own, which alone says yes to what a signal says no to.
    """
    kept_off = frozenset(
        one.key
        for one in services
        if outweighs_a_yes(signals, one, country) or (says_no(signals, one) and not by_hand)
    )
    return replace(wish, granted=wish.granted - kept_off)


def without_grants(wish: Wish) -> Wish:
    """What is left of a wish that may switch off but not on: a stale form, or a ledger that is down (R-10)."""
    return Wish(denied=wish.denied, whole=False)


def _keys(services: Iterable[Service]) -> frozenset[str]:
    return frozenset(one.key for one in services)
