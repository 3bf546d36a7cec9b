"""The panel as values: each purpose with its services, switches and counts, ready to be rendered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cookieprefs.core import deletion
from cookieprefs.core.catalogue import Cookie, Purpose, Service, Vendor
from cookieprefs.web.standing import Same
from cookieprefs.web.visitor import Looks, Present


@dataclass(frozen=True, kw_only=True)
class ServiceView:
    """A service and its switch: `is_on` is `None` before an answer, and there is none where it always runs.

    `arrived` holds those of its cookies that came with the request.
    """

    service: Service
    vendor: Vendor
    category: str
    can_be_refused: bool
    is_on: bool | None
    is_new: bool
    arrived: tuple[Cookie, ...] = ()

    @property
    def state(self) -> str:
        """Its state in one word, for style and script: always, on, off, undecided."""
        if not self.can_be_refused and self.is_on is not False:
            return "always"
        return {True: "on", False: "off", None: "undecided"}[self.is_on]


@dataclass(frozen=True, kw_only=True)
class PurposeView:
    """A purpose with its services, and how many of those that have a switch are on."""

    purpose: Purpose
    services: tuple[ServiceView, ...]

    @property
    def switches(self) -> int:
        """How many services have a switch."""
        return sum(one.can_be_refused for one in self.services)

    @property
    def on(self) -> int:
        """How many switches are on."""
        return sum(one.is_on is True for one in self.services)


def purposes(present: Present) -> tuple[PurposeView, ...]:
    """All purposes that have services, as the visitor's state has them."""
    return _purposes(Same(present.version), present.country, present.looks)


@lru_cache(maxsize=256)
def _purposes(of: Same, country: str | None, looks: Looks) -> tuple[PurposeView, ...]:
    """The same for all visitors to whom switches look alike."""
    catalogue, states = of.version.catalogue, dict(looks.states)
    return tuple(
        PurposeView(
            purpose=purpose,
            services=tuple(
                ServiceView(
                    service=one,
                    vendor=catalogue.vendor(one.vendor),
                    category=purpose.category,
                    can_be_refused=one.regime_in(country).can_be_refused,
                    is_on=states.get(one.key),
                    is_new=one.key in looks.new,
                    arrived=deletion.arrived(one, looks.arrived),
                )
                for one in services
            ),
        )
        for purpose, services in catalogue.by_purpose()
    )
