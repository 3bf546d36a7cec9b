"""What `take_over:` means beside the services: whose answers could count here, and what has to be vouched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from cookieprefs.core.deletion import is_ours
from cookieprefs.core.othertool import Tool
from cookieprefs.core.policy import Rules, TakeOver
from cookieprefs.core.takeover import ends
from cookieprefs.sitefile.faults import Fault, suggestion
from cookieprefs.sitefile.merge import Listed
from cookieprefs.sitefile.model import ConsentEntry, TakeOverEntry, regime_of
from cookieprefs.sitefile.yaml_tree import Path, Tree

_HERE: Path = ("take_over",)
_FARTHEST = timedelta(days=366)
_TRAPS: Mapping[Tool, str] = {
    Tool.KLARO: "no service was on by `default` in its configuration, ",
    Tool.OREJIME: "no purpose was on by `default` in its configuration, ",
    Tool.TARTEAUCITRON: "`highPrivacy` was `true` and each service needed consent in its configuration, ",
    Tool.VANILLA: "its `mode` was `opt-in`, ",
}
"""What its cookie does not tell: how a yes may stand in it that no visitor said."""


def take_over_of(entry: TakeOverEntry | None) -> TakeOver | None:
    """The entry as the core's value."""
    if entry is None:
        return None
    return TakeOver(
        tool=entry.tool,
        cookie=entry.cookie or entry.tool.cookie,
        changed_on=entry.changed_on,
        same_meaning=entry.same_meaning,
        revision=entry.revision or "",
    )


def faults_of_take_over(
    tree: Tree, entry: TakeOverEntry, consent: ConsentEntry, services: Iterable[Listed]
) -> Iterator[Fault]:
    """What is wrong with taking over, and a warning of what the law asks of it (GDPR 7(1), EDPB 05/2020)."""
    yield from _of_cookie(tree, entry)
    yield from _of_services(tree, entry, {one.key: one for one in services})
    yield from _of_days(tree, entry, consent, datetime.now(UTC).date())


def _of_cookie(tree: Tree, entry: TakeOverEntry) -> Iterator[Fault]:
    if entry.cookie and ("*" in entry.cookie or is_ours(entry.cookie)):
        problem = f"`{entry.cookie}` is {'no whole name' if '*' in entry.cookie else 'a cookie of our own'}"
        yield tree.fault((*_HERE, "cookie"), problem, f"write the name of the cookie of {entry.tool}")
    if entry.revision is None:
        return
    if not entry.tool.has_revision:
        problem = f"the cookie of {entry.tool} tells no revision"
        yield tree.fault((*_HERE, "revision"), problem, "delete this line")
    elif not _fits(entry.tool, entry.revision):
        cure = "write its number" if entry.tool is Tool.VANILLA else "write such as `2026-01-31T09:00:00+00:00`"
        yield tree.fault((*_HERE, "revision"), f"no revision of {entry.tool} is called so", cure)


def _fits(tool: Tool, revision: str) -> bool:
    if tool is Tool.VANILLA:
        return revision.isascii() and revision.isdigit()
    try:
        datetime.fromisoformat(revision)
    except ValueError:
        return False
    return True


def _of_services(tree: Tree, entry: TakeOverEntry, services: Mapping[str, Listed]) -> Iterator[Fault]:
    for key in entry.same_meaning:
        path, known = (*_HERE, "same_meaning", key), services.get(key)
        if known is None:
            cure = suggestion(key, tuple(services))
            yield tree.fault(path, f"there is no service `{key}`", cure, on_key=True)
        elif not regime_of(known.whole).can_be_refused:
            problem = f"nobody is asked about {known.name}, which is strictly necessary"
            yield tree.fault(path, problem, "delete this line", on_key=True)
        elif known.whole.explicit_only:
            problem = f"{known.name} takes a button of its own here, for it is `explicit_only`"
            yield tree.fault(path, problem, "delete this line: its visitors are asked", on_key=True)


def _of_days(tree: Tree, entry: TakeOverEntry, consent: ConsentEntry, today: date) -> Iterator[Fault]:
    end = ends(Rules(lifetime=consent.lifetime, take_over=take_over_of(entry)))
    if entry.changed_on > today + _FARTHEST:
        problem = f"{entry.changed_on} is more than a year ahead"
        yield tree.fault((*_HERE, "changed_on"), problem, "write the day on which the site changes over")
    elif end and end.date() <= today:
        problem = f"nothing is taken over any more since {end.date()}"
        yield tree.fault(_HERE, problem, "delete `take_over`", on_key=True, is_warning=True)
    else:
        problem = f"answers that visitors gave to {entry.tool} would count here"
        cure = (
            "keep only what has the same purpose, controller and recipients; make sure that "
            f"{_TRAPS.get(entry.tool, '')}visitors were informed, and that you can prove what they were shown "
            "(GDPR Article 7(1), EDPB Guidelines 05/2020)"
        )
        yield tree.fault(_HERE, problem, cure, on_key=True, is_warning=True)
