"""Making a backup: the ledger as it is at one moment, checked, and one file that appears when it is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cookieprefs.backup import archive, sqlite
from cookieprefs.backup.archive import Manifest
from cookieprefs.backup.errors import BackupError
from cookieprefs.backup.sqlite import Progress


def make(
    path: Path,
    ledger: Path,
    instance: Path,
    *,
    now: datetime,
    release: str,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Back up a ledger's file and the operator's files of an instance into a new file, for its owner alone.

    Others may write to the ledger meanwhile. Raises `BackupError`, and then there is no new file.
    """
    if not ledger.is_file():
        raise BackupError(f"there is no ledger at {ledger} yet; see that COOKIEPREFS_INSTANCE names its folder")
    if path.exists() and not (force and path.is_file() and not _is_one_of_ours(path, ledger, instance)):
        raise BackupError(f"{path} exists; name another file, or add --force to replace an older backup")
    try:
        with _workshop(path) as folder:
            copied, packed = folder / archive.LEDGER, folder / "packed"
            sqlite.copy(ledger, copied, progress=progress)
            sqlite.check(copied)
            contents, files = sqlite.contents(copied), archive.operators_files(instance)
            manifest = archive.write(packed, copied, contents, files, now=now, release=release)
            put(packed, path)
    except sqlite3.Error as error:
        raise BackupError(f"the ledger {ledger} cannot be backed up: {error}") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}") from error
    return manifest


def put(part: Path, path: Path) -> None:
    """Give a file that is whole its name, and see it on the disk. Raises `OSError`."""
    part.chmod(0o600)
    sync(part)
    os.replace(part, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """See a file, or what a folder lists, on the disk; Windows opens no folder, and sees to that itself."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_one_of_ours(path: Path, ledger: Path, instance: Path) -> bool:
    """Whether a name is that of something a backup is made from."""
    return any(path.samefile(one) for one in (ledger, *archive.operators_files(instance).values()) if one.exists())


@contextmanager
def _workshop(path: Path) -> Iterator[Path]:
    """A folder for its owner alone, on the same disk, which is gone in the end."""
    with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        yield Path(folder)
