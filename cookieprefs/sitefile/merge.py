"""What the site file says of a service, laid over what the library knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.faults import Fault, suggestion
from cookieprefs.sitefile.library import Library
from cookieprefs.sitefile.model import CookieEntry, ServiceEntry, regime_of
from cookieprefs.sitefile.refusal import Setting
from cookieprefs.sitefile.wording import faults_of, missing
from cookieprefs.sitefile.words import in_languages
from cookieprefs.sitefile.yaml_tree import Path, Tree

_TEXTS = ("description", "safeguard", "necessity_reason")
_NEEDED = ("key", "name", "purpose", "vendor", "description")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A service of the file at `path`: `own` is what is written there, `whole` that over the library's `entry`.

    What is written but faulty is in neither; its keys are `failed`, so that none is said to be missing too.
    """

    tree: Tree
    path: Path
    own: ServiceEntry
    whole: ServiceEntry
    entry: ServiceEntry | None
    failed: frozenset[str]

    @property
    def key(self) -> str:
        """Its key, or, where it has none, what there is to name it by."""
        return self.whole.key or self.own.use or "?"

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.whole.name or self.key

    def fault(self, field: str, problem: str, cure: str, *, is_warning: bool = False) -> Fault:
        """A fault of one field: where it is written, else where the library's entry is called in."""
        place = (*self.path, field)
        if place not in self.tree.values:
            place = (*self.path, "use") if (*self.path, "use") in self.tree.values else self.path
        return self.tree.fault(place, problem, cure, is_warning=is_warning)


def listed(
    data: object, tree: Tree, path: Path, setting: Setting, library: Library
) -> tuple[Listed | None, list[Fault]]:
    """The service written at `path`, and the faults of each of its values."""
    try:
        own, faults, failed = ServiceEntry.model_validate(data, context=setting), [], frozenset[str]()
    except ValidationError as error:
        faults = list(faults_of(error, tree, path))
        if not isinstance(data, dict):
            return None, faults
        failed = frozenset(str(one["loc"][0]) for one in error.errors(include_url=False))
        # What is left of it once the faulty values are gone can still be checked for its meaning.
        rest = {key: value for key, value in data.items() if key not in failed}
        own = ServiceEntry.model_validate(rest, context=setting)
    entry = library.services.get(own.use) if own.use else None
    whole = _over(entry, own, setting.languages) if entry else own
    found = Listed(tree=tree, path=path, own=own, whole=whole, entry=entry, failed=failed)
    return found, [*faults, *_unknown_entry(found, library), *_missing(found)]


def _over(entry: ServiceEntry, own: ServiceEntry, languages: tuple[str, ...]) -> ServiceEntry:
    """The operator's words before the library's, field by field."""
    written = {field: value for field in own.model_fields_set if (value := getattr(own, field)) is not None}
    texts = {field: in_languages(found, languages) for field in _TEXTS if (found := getattr(entry, field))}
    cookies = tuple(_in_languages(one, languages) for one in entry.cookies or ())
    return entry.model_copy(update={"cookies": cookies, **texts, **written})


def _in_languages(cookie: CookieEntry, languages: tuple[str, ...]) -> CookieEntry:
    return cookie.model_copy(update={"holds": in_languages(cookie.holds, languages)})


def _unknown_entry(found: Listed, library: Library) -> Iterator[Fault]:
    use = found.own.use
    if use is None or found.entry is not None:
        return
    broken = next((one for one in library.faults if one.file == f"library/{use}.yaml"), None)
    if broken:
        yield found.fault(
            "use", f"the library's file for `{use}` is faulty ({broken})", "report it, or write it in full"
        )
    else:
        yield found.fault("use", f"`{use}` is not in the library", suggestion(use, tuple(library.services)))


def _missing(found: Listed) -> Iterator[Fault]:
    if (found.own.use is not None and found.entry is None) or "use" in found.failed:
        return
    for field in _NEEDED:
        if getattr(found.whole, field) is None and field not in found.failed:
            yield missing(found.tree, found.path, field)
    is_necessary = regime_of(found.whole) is Regime.STRICTLY_NECESSARY
    if is_necessary and not found.whole.necessity_reason and "necessity_reason" not in found.failed:
        problem = f"{found.name} is called strictly necessary without a reason"
        cure = "write `necessity_reason:` and why the site does not work without it, in each language"
        yield found.fault("regime", problem, cure)
