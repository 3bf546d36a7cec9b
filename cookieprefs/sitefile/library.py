"""Services that many sites use, as the package knows them: one data file each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.faults import Fault
from cookieprefs.sitefile.loader_entry import LibraryEntry
from cookieprefs.sitefile.model import CookieEntry, ServiceEntry, VendorEntry, regime_of
from cookieprefs.sitefile.refusal import Setting
from cookieprefs.sitefile.wording import missing, validated
from cookieprefs.sitefile.yaml_tree import Tree

_NEEDED = ("key", "name", "purpose", "vendor", "description", "cookies")


@dataclass(frozen=True, kw_only=True)
class Library:
    """Services and their vendors by key, and the faults of the data files themselves."""

    services: Mapping[str, ServiceEntry]
    vendors: Mapping[str, VendorEntry]
    faults: tuple[Fault, ...]

    def asked_cookies(self) -> Iterator[tuple[ServiceEntry, CookieEntry]]:
        """Every stored item of a service that needs consent, with its service (L-08)."""
        for service in self.services.values():
            if regime_of(service) is Regime.CONSENT:
                for cookie in service.cookies or ():
                    yield service, cookie


@cache
def shipped() -> Library:
    """The library that comes with the package."""
    return read_library(files("cookieprefs") / "library")


def read_library(folder: Traversable) -> Library:
    """Every `*.yaml` of a folder; what is faulty in one leaves that one out."""
    services: dict[str, ServiceEntry] = {}
    vendors: dict[str, VendorEntry] = {}
    faults: list[Fault] = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            service, vendor, wrong = _entry(Tree(f"library/{file.name}", file.read_text("utf-8")))
            faults += wrong
            if service and service.key and not wrong:
                services[service.key] = service
                vendors |= {vendor.key: vendor} if vendor else {}
    return Library(services=services, vendors=vendors, faults=tuple(faults))


def _entry(tree: Tree) -> tuple[ServiceEntry | None, VendorEntry | None, list[Fault]]:
    """The service of one file, and its vendor, where that is not the site itself."""
    setting = Setting(is_library=True)
    faults = list(tree.faults)
    data, vendor = tree.data, None
    if isinstance(data, dict) and isinstance(data.get("vendor"), dict):
        vendor, wrong = validated(VendorEntry, data["vendor"], tree, ("vendor",), setting)
        faults += wrong
        data = {**data, "vendor": vendor.key if vendor else "?"}
    service, wrong = validated(LibraryEntry, data, tree, (), setting)
    faults += wrong
    if service:
        faults += [missing(tree, (), key) for key in _NEEDED if getattr(service, key) is None]
    return service, vendor, faults
