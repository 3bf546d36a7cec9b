"""`site.yaml` read into checked entries, with every fault that it has by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from cookieprefs.sitefile import addresses, checks, own_cookies
from cookieprefs.sitefile.build import Entries
from cookieprefs.sitefile.exemptions import faults_of_exemptions
from cookieprefs.sitefile.faults import Fault
from cookieprefs.sitefile.languages import unlisted_languages, untranslated
from cookieprefs.sitefile.library import Library, shipped
from cookieprefs.sitefile.loaders import faults_of_loaders
from cookieprefs.sitefile.markup import faults_of_markup, names_in
from cookieprefs.sitefile.merge import Listed, listed
from cookieprefs.sitefile.model import (
    SITE_VENDOR,
    ConsentEntry,
    Entry,
    FileEntry,
    PurposeEntry,
    SiteEntry,
    TakeOverEntry,
    VendorEntry,
)
from cookieprefs.sitefile.refusal import Setting
from cookieprefs.sitefile.source import load
from cookieprefs.sitefile.takeover import faults_of_take_over
from cookieprefs.sitefile.theme import faults_of_theme
from cookieprefs.sitefile.theme_entry import ThemeEntry
from cookieprefs.sitefile.wording import faults_of, validated
from cookieprefs.sitefile.yaml_tree import Tree

_Entry = TypeVar("_Entry", bound=Entry)

_NO_FILE = "write one: `cookieprefs run` puts a starter there when the folder is empty"


@dataclass(frozen=True, kw_only=True)
class SiteFile:
    """What could be read of the file: `entries` when nothing is wrong with it, and what the prose needs of it.

    `languages` is empty where the file does not say them; `tree` is `None` where there is no text to read.
    """

    entries: Entries | None
    faults: tuple[Fault, ...]
    tree: Tree | None = None
    languages: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    continued_navigation: bool = False


def read_site_file(path: Path) -> SiteFile:
    """The site file at `path`; whatever is wrong with it is a fault."""
    text = load(path, missing=_NO_FILE)
    if isinstance(text, Fault):
        return SiteFile(entries=None, faults=(text,))
    tree = Tree(str(path), text)
    if tree.data is None and tree.faults:
        return SiteFile(entries=None, faults=tuple(tree.faults), tree=tree)
    return _Reader(tree, shipped()).read()


class _Reader:
    """One reading of one file: every section by itself, so that a fault in one hides none in another."""

    def __init__(self, tree: Tree, library: Library) -> None:
        self.tree, self.library = tree, library
        self.data = tree.data if isinstance(tree.data, dict) else {}
        self.faults: list[Fault] = []
        self.languages = self._languages()
        self.setting = Setting(languages=self.languages)

    def read(self) -> SiteFile:
        self._check_shape()
        site, consent = self._one(SiteEntry, "site"), self._one(ConsentEntry, "consent") or ConsentEntry()
        purposes, vendors = self._all(PurposeEntry, "purposes"), self._all(VendorEntry, "vendors")
        services = self._services()
        self.faults += [*self._key_faults(), *self._meaning(services, consent)]
        self.faults += faults_of_loaders(services, purposes)
        take_over = self._one(TakeOverEntry, "take_over")
        self.faults += faults_of_take_over(self.tree, take_over, consent, services) if take_over else ()
        self.faults += checks.reach_of_decisions(self.tree, site) if site else ()
        theme = self._one(ThemeEntry, "theme")
        self.faults += faults_of_theme(self.tree, theme) if theme else ()
        entries = None
        if site and not any(not one.is_warning for one in (*self.faults, *self.tree.faults)):
            entries = Entries(
                site=site,
                languages=self.languages,
                consent=consent,
                markup=names_in(self.data),
                purposes=purposes,
                vendors=dict(self.library.vendors) | {one.key: one for one in vendors},
                services=tuple(own_cookies.by_rules(one, consent, self.languages) for one in services),
                take_over=take_over,
                theme=theme,
            )
        return SiteFile(
            entries=entries,
            faults=self._each_place_once(),
            tree=self.tree,
            languages=self.languages,
            domains=site.domains if site else (),
            continued_navigation=consent.continued_navigation,
        )

    def _languages(self) -> tuple[str, ...]:
        try:
            return addresses.languages(self.data.get("languages"))
        except PydanticCustomError:
            return ()

    def _check_shape(self) -> None:
        """Keys and shapes of the outermost level; what the sections hold is read apart."""
        try:
            FileEntry.model_validate(self.tree.data)
        except ValidationError as error:
            self.faults += faults_of(error, self.tree, ())

    def _one(self, kind: type[_Entry], section: str) -> _Entry | None:
        if not isinstance(self.data.get(section), dict):
            return None
        entry, faults = validated(kind, self.data[section], self.tree, (section,), self.setting)
        self.faults += faults
        return entry

    def _items(self, section: str) -> list[object]:
        items = self.data.get(section)
        return items if isinstance(items, list) else []

    def _all(self, kind: type[_Entry], section: str) -> tuple[_Entry, ...]:
        found = []
        for index, item in enumerate(self._items(section)):
            entry, faults = validated(kind, item, self.tree, (section, index), self.setting)
            self.faults += faults
            found += [entry] if entry else []
        return tuple(found)

    def _services(self) -> tuple[Listed, ...]:
        found = []
        for index, item in enumerate(self._items("services")):
            service, faults = listed(item, self.tree, ("services", index), self.setting, self.library)
            self.faults += faults
            found += [service] if service else []
        return tuple(found)

    def _key_faults(self) -> Iterator[Fault]:
        for section in ("purposes", "vendors", "services"):
            yield from checks.repeated_keys(self.tree, section, checks.keys_in(self.data, section))
        for path, key in checks.keys_in(self.data, "vendors"):
            if key == SITE_VENDOR:
                problem = f"`{SITE_VENDOR}` means the site's own controller"
                yield self.tree.fault(path, problem, "write another key for this vendor")

    def _meaning(self, services: tuple[Listed, ...], consent: ConsentEntry) -> Iterator[Fault]:
        purposes = checks.keys_in(self.data, "purposes")
        known = tuple(key for _, key in purposes)
        vendors = (SITE_VENDOR, *(key for _, key in checks.keys_in(self.data, "vendors")), *self.library.vendors)
        yield from checks.references(services, known, vendors)
        yield from checks.necessary_trackers(services, self.library)
        yield from checks.unverified_facts(services)
        yield from checks.unnamed_data(services)
        yield from checks.too_many_services(services)
        yield from faults_of_exemptions(services)
        yield from checks.unused_purposes(self.tree, purposes, services)
        yield from faults_of_markup(self.tree, names_in(self.data), [one.key for one in services], known)
        yield from checks.unlisted_own_cookies(self.tree, services)
        yield from checks.consent_rules(self.tree, consent)
        yield from checks.opt_outs_only_counted(self.tree, consent, services)
        if self.languages:
            yield from unlisted_languages(self.tree, self.languages)
            yield from untranslated(self.tree, self.languages)

    def _each_place_once(self) -> tuple[Fault, ...]:
        """All faults, but for what follows from a fault of the YAML itself at the same place."""
        broken = {(one.line, one.column) for one in self.tree.faults}
        return (*self.tree.faults, *(one for one in self.faults if (one.line, one.column) not in broken))
