"""What the library says of how a service is loaded, and the loader that comes of it (V-01 to V-09)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import PlainValidator

from cookieprefs.core.catalogue import Loader
from cookieprefs.sitefile.addresses import url
from cookieprefs.sitefile.faults import quoted, suggestion
from cookieprefs.sitefile.model import Entry, ServiceEntry
from cookieprefs.sitefile.refusal import text_of, wrong

_HERE = ("localhost", "127.0.0.1")


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """What an adapter's vendor can be told: its consent types, and whether its script may load denied (V-02)."""

    types: tuple[str, ...] = ()
    can_be_advanced: bool = False


PROTOCOLS: Mapping[str, Protocol] = {
    # The seventh, security_storage, needs no consent and is granted from the start (V-01).
    "google": Protocol(
        types=(
            "ad_storage",
            "ad_user_data",
            "ad_personalization",
            "analytics_storage",
            "functionality_storage",
            "personalization_storage",
        ),
        can_be_advanced=True,
    ),
    "uet": Protocol(types=("ad_storage",), can_be_advanced=True),
    "clarity": Protocol(types=("analytics_storage", "ad_storage"), can_be_advanced=True),
    "matomo": Protocol(),
    "meta": Protocol(),
    "tiktok": Protocol(),
    "linkedin": Protocol(),
    "hotjar": Protocol(),
    "intercom": Protocol(),
    "plain": Protocol(),
}
"""Every adapter there is, each a file of static/adapters."""


def _secure(value: object) -> str:
    """A web address that nobody can change on its way; a developer's own machine needs no https."""
    text = url(value)
    parts = urlsplit(text)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        raise wrong(f"{quoted(text)} is not safe from being changed on its way", "write it with `https://`")
    if parts.username is not None or parts.fragment:
        raise wrong(f"{quoted(text)} is more than an address", "leave out what stands before `@` and after `#`")
    return text


def _folder(value: object) -> str:
    """A web address that ends in a slash, so that a file's name can follow it."""
    text = _secure(value)
    if urlsplit(text).query:
        raise wrong(f"{quoted(text)} is more than a folder", "leave out what stands after `?`")
    return text if text.endswith("/") else text + "/"


def _like(pattern: str, example: str) -> Callable[[object], str]:
    """A reader of a vendor's number or name for the site, written as the vendor writes it."""

    def read(value: object) -> str:
        text = text_of(value, f"write such as `{example}`")
        if not re.fullmatch(pattern, text, re.ASCII):
            raise wrong(f"{quoted(text)} has not the form that the vendor gives out", f"write such as `{example}`")
        return text

    return read


FORMS: Mapping[str, Callable[[object], str]] = {
    "address": _folder,
    "script": _secure,
    "number": _like("[1-9][0-9]{0,19}", "1234567890"),
    "word": _like("[A-Za-z0-9]{1,40}", "ab12cd34ef"),
    "measurement": _like("G-[A-Z0-9]{4,16}", "G-1A2B3C4D5E"),
    "conversion": _like("AW-[0-9]{6,16}", "AW-123456789"),
    "container": _like("GTM-[A-Z0-9]{4,12}", "GTM-1A2B3C4"),
}
"""How each form of an option is read."""

OPTIONS = (
    "url",
    "site_id",
    "measurement_id",
    "conversion_id",
    "container_id",
    "tag_id",
    "project_id",
    "pixel_id",
    "partner_id",
    "app_id",
    "hotjar_id",
    "script",
)
"""The keys of a service that are options of some loader."""


def _one_of(known: Iterable[str]) -> Callable[[object], str]:
    """A reader of one word that stands in a table of this module."""

    def read(value: object) -> str:
        text = text_of(value)
        if text not in known:
            raise wrong(f"{quoted(text)} is not known here", suggestion(text, tuple(known)))
        return text

    return read


_Adapter = Annotated[str, PlainValidator(_one_of(PROTOCOLS))]
_Option = Annotated[str, PlainValidator(_one_of(OPTIONS))]
_Form = Annotated[str, PlainValidator(_one_of(FORMS))]
_Type = Annotated[str, PlainValidator(text_of)]


class LoaderEntry(Entry):
    """The adapter that speaks with a vendor, the options it needs with the form of each, and what a yes grants."""

    adapter: _Adapter
    options: dict[_Option, _Form]
    types: tuple[_Type, ...] = ()


class LibraryEntry(ServiceEntry):
    """A service of the library: what a site file may say, and how it is loaded."""

    loader: LoaderEntry | None = None


_PLAIN = LoaderEntry(adapter="plain", options={"script": "script"})


def loader_entry(service: ServiceEntry) -> LoaderEntry | None:
    """How the service is loaded, where that is known: as the library says, or by the script of one in full."""
    if isinstance(service, LibraryEntry):
        return service.loader
    return _PLAIN if service.script is not None else None


def loader_of(service: ServiceEntry) -> Loader | None:
    """How the service is loaded, where that is known; the file has been found without fault before."""
    entry = loader_entry(service)
    if entry is None:
        return None
    written = {key: getattr(service, key) for key in entry.options}
    return Loader(
        adapter=entry.adapter,
        options={key: FORMS[entry.options[key]](value) for key, value in written.items() if value is not None},
        types=entry.types if service.consent_types is None else service.consent_types,
        is_advanced=service.consent_mode == "advanced",
    )
