"""The panel as values: each purpose with its services, switches and counts, ready to be rendered."""

from __future__ import annotations

from dataclasses import dataclass

from cookieprefs.core.catalogue import Catalogue, Purpose, Service, Vendor
from cookieprefs.web.visitor import Present


@dataclass(frozen=True, kw_only=True)
class ServiceView:
    """A service and its switch: `is_on` is `None` before an answer, and there is none where it always runs."""

    service: Service
    vendor: Vendor
    category: str
    can_be_refused: bool
    is_on: bool | None
    is_new: bool

    @property
    def state(self) -> str:
        """Its state in one word, for style and script: always, on, off, undecided."""
        if not self.can_be_refused:
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
    catalogue = present.version.catalogue
    return tuple(
        PurposeView(purpose=purpose, services=tuple(_view(catalogue, purpose, one, present) for one in services))
        for purpose, services in catalogue.by_purpose()
    )


def _view(catalogue: Catalogue, purpose: Purpose, service: Service, present: Present) -> ServiceView:
    return ServiceView(
        service=service,
        vendor=catalogue.vendor(service.vendor),
        category=purpose.category,
        can_be_refused=service.regime_in().can_be_refused,
        is_on=present.is_on.get(service.key),
        is_new=present.has_decided and service in present.asked,
    )
