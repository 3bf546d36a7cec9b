"""Look at an installation from inside, and judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cookieprefs.actions import LedgerUnavailableError, NothingPublishedError
from cookieprefs.doctor.examine import Examined
from cookieprefs.doctor.finding import Finding
from cookieprefs.inside import database, files, ledger, site
from cookieprefs.inside.place import Place

Check = Callable[[Place], Iterator[Finding]]
Groups = tuple[tuple[str, tuple[Check, ...]], ...]

OF_FILES: Groups = (
    ("the settings are what production needs", (files.settings,)),
    ("the instance is there", (files.instance,)),
    ("secrets and ledger are nobody else's to read", (files.rights,)),
    ("the disk has room", (files.room,)),
    ("the site file, the texts and templates could be published", (site.files,)),
)
"""What is told of a group in which nothing was found, and its checks."""

OF_DATABASE: Groups = (
    ("it refuses to change what was recorded", (database.append_only,)),
    ("what it says is committed is on the disk", (database.durable,)),
    ("who serves may only add", (database.role,)),
    ("visitors see what the files say", (site.published,)),
)

OF_LEDGER: Groups = (
    ("what was recorded is under a seal", (ledger.sealed,)),
    ("nothing is kept for longer than the policy says", (ledger.pruned,)),
    ("the daily sums are not far behind", (ledger.counted,)),
    ("the clock is in step with the ledger", (ledger.clock,)),
)


def examine(place: Place) -> Examined:
    """All that is wrong here. What needs a database that is not there, or another schema, is left out."""
    told = list(_of(OF_FILES, place))
    first = tuple(database.reach(place)) or tuple(database.fits(place))
    told.append(("the database is there, with this release's schema", first))
    if not first:
        told += _of(OF_DATABASE, place)
        told += _of_ledger(place)
    return Examined(
        url=str(place.runtime.settings.instance),
        findings=tuple(one for _, some in told for one in some),
        right=tuple(right for right, some in told if not some),
    )


def _of(groups: Groups, place: Place) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for right, checks in groups:
        yield right, tuple(one for check in checks for one in check(place))


def _of_ledger(place: Place) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    try:
        place.version()
    except (NothingPublishedError, LedgerUnavailableError):
        return
    yield from _of(OF_LEDGER, place)
