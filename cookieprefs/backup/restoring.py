"""Putting a backup back: nothing is lost unasked, what was erased since stays erased, what it replaces is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cookieprefs import schema
from cookieprefs.backup import archive, sqlite
from cookieprefs.backup.archive import LEDGER, Manifest
from cookieprefs.backup.errors import BackupError
from cookieprefs.backup.making import sync
from cookieprefs.backup.sqlite import Surplus


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put back, under which names what it replaced is kept, and how many records were erased again."""

    manifest: Manifest
    kept: tuple[Path, ...]
    erased: int
    is_old: bool
    """Whether the schema is that of an older release, to be upgraded."""


def restore(path: Path, ledger: Path, instance: Path, *, now: datetime, force: bool = False) -> Restored:
    """Put a backup's ledger and files in the place of those that are there, which are kept beside.

    Nobody may have the ledger open. Without `force` a ledger stays that has records, versions or seals which the
    backup lacks. Raises `BackupError`, and then nothing was changed.
    """
    if not path.is_file():
        raise BackupError(f"there is no file {path} to restore from")
    try:
        for folder in (instance, ledger.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".restoring-", dir=ledger.parent) as name:
            workshop = Path(name)
            manifest = archive.extract(path, workshop)
            is_old = _check(path, workshop / LEDGER)
            erased = _weigh(ledger, workshop / LEDGER, force) if _is_there(ledger) else 0
            kept = _swap(workshop, manifest, ledger, instance, _mark(now, instance, ledger.parent))
    except OSError as error:
        where = error.filename or ledger.parent
        raise BackupError(f"{where} cannot be written: {error.strerror or error}") from error
    return Restored(manifest=manifest, kept=kept, erased=erased, is_old=is_old)


def _check(path: Path, ledger: Path) -> bool:
    """See to it that a backup's ledger is whole and one that this release can read; says whether it is older."""
    try:
        sqlite.check(ledger)
        revision = sqlite.contents(ledger).revision
    except sqlite3.Error as error:
        raise BackupError(f"the ledger in {path} cannot be read: {error}") from error
    if not schema.is_known(revision):
        raise BackupError(f"{path} is of a newer release, its schema being {revision!r}; restore it with that one")
    return revision != schema.newest()


def _is_there(ledger: Path) -> bool:
    """Whether there is anything to lose: SQLite makes an empty file before it has anything to write."""
    return ledger.exists() and ledger.stat().st_size > 0


def _weigh(ledger: Path, restored: Path, force: bool) -> int:
    """Compare what is there with what is to come, and erase in that what was erased since; counts it."""
    try:
        sqlite.fold(ledger)
        surplus = sqlite.surplus(ledger, restored)
        if surplus and not force:
            raise BackupError(_would_be_lost(ledger, surplus))
        return sqlite.erase_again(restored, ledger)
    except sqlite3.Error as error:
        if not force:
            raise BackupError(
                f"{ledger} cannot be read ({error}), so nobody knows what it has beyond the backup; "
                "add --force to replace it, and it is kept beside"
            ) from error
        return 0


def _would_be_lost(ledger: Path, surplus: Surplus) -> str:
    found = {"records": surplus.records, "versions": surplus.versions, "seals": surplus.seals}
    listed = ", ".join(f"{name}: {count}" for name, count in found.items() if count)
    return (
        f"{ledger} has what the backup lacks ({listed}), and that would be lost; restore into another instance, "
        "or add --force to replace it, and it is kept beside"
    )


def _mark(now: datetime, instance: Path, beside: Path) -> str:
    """What is put behind the names of files that are kept; nothing there ends in it yet."""
    mark = f"replaced-{now:%Y%m%dT%H%M%SZ}"
    # Not all that lies below: a ledger may have its place in a folder of many things.
    while any(
        next(found, None)
        for found in (
            instance.glob(f"*.{mark}"),
            beside.glob(f"*.{mark}"),
            (instance / "templates").rglob(f"*.{mark}"),
        )
    ):
        mark += "-again"
    return mark


def _swap(workshop: Path, manifest: Manifest, ledger: Path, instance: Path, mark: str) -> tuple[Path, ...]:
    """Give everything its place. The operator's files first: with the ledger, all is there."""
    kept = []
    for name in manifest.operators:
        place, new = instance / name, workshop / name
        if place.exists() and place.read_bytes() == new.read_bytes():
            continue
        _make_room(place.parent)
        # The instance may lie on another disk than the ledger.
        staged = place.with_name(f".{place.name}.restoring")
        shutil.copyfile(new, staged)
        kept += _put(staged, place, mark, mode=0o600 if name == archive.SECRET else 0o644)
    kept += _put(workshop / LEDGER, ledger, mark, mode=0o600)
    for folder in {instance, ledger.parent, *((instance / name).parent for name in manifest.operators)}:
        sync(folder)
    return tuple(kept)


def _make_room(folder: Path) -> None:
    """Make a folder, and what it lies in, for whoever has what that lies in."""
    if not folder.exists():
        _make_room(folder.parent)
        folder.mkdir()
        _give_to(folder, folder.parent)
        sync(folder.parent)


def _put(new: Path, place: Path, mark: str, *, mode: int) -> list[Path]:
    """Put a file into its place, with mode and owner of what it replaces; gives the names that this is kept by."""
    kept = []
    if place.exists():
        kept.append(place.with_name(f"{place.name}.{mark}"))
        _keep(place, kept[0])
    for one in sqlite.companions(place):
        # What belongs to another database than the one beside it would spoil that.
        kept.append(one.rename(one.with_name(f"{one.name}.{mark}")))
    new.chmod(kept[0].stat().st_mode & 0o777 if kept else mode)
    _give_to(new, kept[0] if kept else place.parent)
    sync(new)
    os.replace(new, place)
    return kept


def _keep(place: Path, kept: Path) -> None:
    """Keep a file under another name too, so that there is no moment without it; else, under that name alone."""
    try:
        os.link(place, kept)
    except OSError:
        place.rename(kept)


def _give_to(path: Path, like: Path) -> None:
    """Give a file to whoever has another: who restores may be root, and who serves is not."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(path, like.stat().st_uid, like.stat().st_gid)
