"""The operator's files against what visitors see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cookieprefs import actions
from cookieprefs.actions import Fault, NothingPublishedError
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.inside.place import Place


def files(place: Place) -> Iterator[Finding]:
    """The site file, the texts and templates could be published."""
    folder = place.runtime.settings.instance
    if not (folder / "site.yaml").is_file():
        return
    reading = actions.read_site_file(folder)
    yield from _faulty("site-file-faulty", reading.errors)
    faults = place.runtime.check_templates(reading.policy)
    yield from _faulty("template-faulty", [one for one in faults if not one.is_warning])


def published(place: Place) -> Iterator[Finding]:
    """Something is published, and it is what the files say."""
    runtime = place.runtime
    try:
        place.version()
    except NothingPublishedError:
        yield found("nothing-published")
        return
    wanted = actions.read_site_file(runtime.settings.instance).policy
    if wanted is None or any(not one.is_warning for one in runtime.check_templates(wanted)):
        return
    changes = runtime.reading(
        lambda session: actions.pending(session, wanted, runtime.render, mount=runtime.settings.mount)
    )
    if changes:
        more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
        yield found("unpublished", change=f"{str(changes[0]).rstrip('.')}{more}")


def _faulty(key: str, errors: Sequence[Fault]) -> Iterator[Finding]:
    if errors:
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        yield found(key, count=count, first=errors[0])
