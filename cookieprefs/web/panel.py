"""The panel as values: each purpose with its services, switches and counts, ready to be rendered."""

from __future__ import annotations

from dataclasses import dataclass

from cookieprefs.core import deletion
from cookieprefs.core.catalogue import Catalogue, Cookie, Purpose, Service, Vendor
from cookieprefs.web.visitor import Present


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
    catalogue = present.version.catalogue
    states = {**{one.key: False for one in present.kept_off}, **present.is_on}
    new = {one.key for one in present.asked} if present.has_decided else set()
    return tuple(
        PurposeView(
            purpose=purpose,
            services=tuple(
                _view(catalogue, purpose, one, present, is_on=states.get(one.key), is_new=one.key in new)
                for one in services
            ),
        )
        for purpose, services in catalogue.by_purpose()
    )


def _view(
    catalogue: Catalogue,
    purpose: Purpose,
    service: Service,
    present: Present,
    *,
    is_on: bool | None,
    is_new: bool,
) -> ServiceView:
    return ServiceView(
        service=service,
        vendor=catalogue.vendor(service.vendor),
        category=purpose.category,
        can_be_refused=service.regime_in(present.country).can_be_refused,
        is_on=is_on,
        is_new=is_new,
        arrived=deletion.arrived(service, present.arrived),
    )
