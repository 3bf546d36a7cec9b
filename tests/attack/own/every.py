"""All attacks of our own, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.attack.ground import Target
from tests.attack.own import foreign, heavy, held, hosts, injected, methods, onward, paths, smuggling

Attack = Callable[[Target], Iterator[str]]
"""Yields a sentence for each thing that it brought about."""

OWN: Mapping[str, Attack] = {
    "posts from other sites": foreign.attack,
    "cookies of somebody else": held.attack,
    "onward to another site": onward.attack,
    "line ends and markup": injected.attack,
    "ways out of a folder": paths.attack,
    "other methods": methods.attack,
    "hosts and proxies": hosts.attack,
    "a request inside another": smuggling.attack,
    "heavy values": heavy.attack,
}
