"""Whether what the site file says of how services are loaded can be so (V-01 to V-09)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic_core import PydanticCustomError

from cookieprefs.sitefile.faults import Fault, listed, quoted, suggestion
from cookieprefs.sitefile.loader_entry import FORMS, OPTIONS, PROTOCOLS, LoaderEntry, loader_entry
from cookieprefs.sitefile.merge import Listed
from cookieprefs.sitefile.model import PurposeEntry
from cookieprefs.sitefile.refusal import wrongs_of

_COUNTING, _ADVERTISING = "B", "F"
_AD_TYPES = frozenset(("ad_storage", "ad_user_data", "ad_personalization"))
_MODES = ("basic", "advanced")


def faults_of_loaders(services: Iterable[Listed], purposes: Iterable[PurposeEntry]) -> Iterator[Fault]:
    """All that is wrong with what the file says of how services are loaded."""
    categories = {one.key: one.category for one in purposes}
    for one in services:
        entry = loader_entry(one.whole)
        # Of what comes from nowhere, nothing can be said of its options.
        if one.own.use is None or one.entry is not None:
            yield from _option_faults(one, entry)
            yield from _mode_faults(one, entry)
            yield from _type_faults(one, entry, categories.get(one.whole.purpose or ""))


def _option_faults(one: Listed, entry: LoaderEntry | None) -> Iterator[Fault]:
    taken = tuple(entry.options) if entry else _takes_instead(one)
    written = tuple(key for key in OPTIONS if getattr(one.own, key) is not None)
    for key in written:
        if key not in taken:
            yield one.fault(key, f"{one.name} takes no `{key}`", suggestion(key, taken))
        elif entry:
            yield from _form_faults(one, key, entry.options[key])
    missing = [key for key in taken if key not in written and key not in one.failed]
    if entry and missing and (used := [key for key in taken if key in written]):
        problem = f"{one.name} has `{used[0]}` and no {listed(missing)}"
        yield one.fault(used[0], problem, f"write {listed(missing)} too, or neither where your pages load it")


def _takes_instead(one: Listed) -> tuple[str, ...]:
    """What a service without a loader may still be given: its script, where it is written in full."""
    return () if one.entry else ("script",)


def _form_faults(one: Listed, key: str, form: str) -> Iterator[Fault]:
    try:
        FORMS[form](getattr(one.own, key))
    except PydanticCustomError as error:
        for found in wrongs_of(error):
            yield one.fault(key, f"`{key}`: {found.problem}", found.cure)


def _mode_faults(one: Listed, entry: LoaderEntry | None) -> Iterator[Fault]:
    """Advanced mode is the operator's own wish, said aloud (V-02)."""
    mode, field = one.own.consent_mode, "consent_mode"
    if mode is None:
        return
    if mode not in _MODES:
        yield one.fault(field, f"`{field}`: {quoted(mode)} is not known here", suggestion(mode, _MODES))
    elif entry is None or not PROTOCOLS[entry.adapter].can_be_advanced:
        yield one.fault(field, f"{one.name} knows no consent mode", "delete it: nothing loads before consent")
    elif mode == "advanced" and not any(getattr(one.own, key) for key in entry.options):
        cure = f"write {listed(tuple(entry.options))}, or delete it"
        yield one.fault(field, f"{one.name} is loaded by your own pages, so that its mode is theirs", cure)
    elif mode == "advanced":
        problem = (
            f"{one.name} would load before a visitor decides: in the EEA and the UK it then reads and stores on "
            "the device before consent, whatever it is told (EDPB Guidelines 2/2023)"
        )
        yield one.fault(field, problem, "delete it, unless no visitor is there", is_warning=True)


def _type_faults(one: Listed, entry: LoaderEntry | None, category: str | None) -> Iterator[Fault]:
    """No yes to counting may become a yes to advertising (V-03)."""
    field, own = "consent_types", one.own.consent_types
    known = PROTOCOLS[entry.adapter].types if entry else ()
    if own is not None and not known:
        yield one.fault(field, f"{one.name} knows no consent types", "delete it")
        return
    unknown = [word for word in own or () if word not in known]
    for word in unknown:
        yield one.fault(field, f"{one.name} knows no consent type {quoted(word)}", suggestion(word, known))
    types = own if own is not None else entry.types if entry else ()
    ads = [word for word in types if word in _AD_TYPES]
    if not ads or category in (None, _ADVERTISING):
        return
    if own is not None:
        problem = f"{one.name} is not for advertising, and its yes would allow {listed(ads)}"
        cure = f"delete them, or give it a purpose of category `{_ADVERTISING}`"
        yield one.fault(field, problem, cure)
    elif category == _COUNTING:
        problem = f"{one.name} allows {listed(ads)}, and its purpose is to count visits"
        yield one.fault("purpose", problem, f"write a purpose of category `{_ADVERTISING}` for it")
