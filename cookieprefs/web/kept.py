"""HTML that depends on little is made once and kept; what an answer has of its own is put into its holes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable

from markupsafe import Markup

_MARK = secrets.token_hex(8)  # no operator's text has it by chance, and none by intent

MOST = 2_000
"""How many pieces are kept: some hundred bytes each, a few whole pages among them."""


class Kept:
    """Pieces of HTML by all that they depend on. One per app; any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pieces: dict[Hashable, str] = {}

    def get(self, on: Hashable, make: Callable[[], str]) -> Markup:
        """The piece that depends on `on`, made now where it is not kept."""
        found = self._pieces.get(on)
        if found is None:
            found = make()
            # Whoever goes through all there is to ask makes us begin anew, and costs us no more memory.
            if len(self._pieces) >= self._most:
                self._pieces.clear()
            self._pieces[on] = found
        return Markup(found)  # noqa: S704


def hole(name: str) -> Markup:
    """What stands in kept HTML in the place of what each answer has of its own; good in attributes too."""
    return Markup(f"{_MARK}-{name}-")  # noqa: S704


def filled(html: str, **own: Markup) -> Markup:
    """Kept HTML with its holes filled."""
    text = str(html)
    for name, value in own.items():
        text = text.replace(hole(name), str(value))
    return Markup(text)  # noqa: S704
