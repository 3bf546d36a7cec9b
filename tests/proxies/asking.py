"""What is asked of every house in the same way."""

from __future__ import annotations

from tests.proxies.house import House
from tests.proxies.wire import Answer

SHARED = ("/embed.js", "/effects.js", "/banner", "/.well-known/gpc.json")
"""What is the same for all visitors, and says so."""


def answer_for(house: House, path: str) -> Answer:
    """The answer to who reads nothing compressed."""
    return house.wire.ask(house.mount + path, Accept_Encoding="identity")


def compressed(house: House, path: str) -> Answer:
    """The answer to who reads gzip."""
    return house.wire.ask(house.mount + path, Accept_Encoding="gzip")


def own_headers(house: House, path: str) -> dict[str, str]:
    """What we ourselves answer with, before any proxy has its hands in it."""
    answer = house.site.app.test_client().get(house.mount + path)
    return {name.lower(): value for name, value in answer.headers.items()}
