"""The one file of a backup: a tar.gz of the ledger, the operator's files, and a list of what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cookieprefs.backup.errors import BackupError
from cookieprefs.backup.sqlite import Contents

LEDGER = "cookieprefs.sqlite3"
MANIFEST = "manifest.json"
SECRET = "secret-key"  # noqa: S105  the name of a file
_FORMAT = 1
_NAME = r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]*"  # none that begins with a dot, so that none leads up
_TEMPLATE = rf"templates/(?:{_NAME}/)*{_NAME}\.html"
_OPERATORS = re.compile(rf"site\.yaml|policy\.[A-Za-z-]{{2,20}}\.md|{SECRET}|{_TEMPLATE}", re.ASCII)
_LARGEST = 16_000_000  # bytes of anything but the ledger


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself: when it was made, by which release, of what; its files with their SHA-256."""

    made_at: datetime
    release: str
    contents: Contents
    files: Mapping[str, str]

    @property
    def operators(self) -> tuple[str, ...]:
        """The names of the operator's files in it."""
        return tuple(name for name in self.files if name != LEDGER)


def operators_files(folder: Path) -> dict[str, Path]:
    """The files of an instance that belong into its backup beside the ledger, by their names there."""
    found = sorted((*folder.glob("*"), *folder.glob("templates/**/*.html")))
    named = {one.relative_to(folder).as_posix(): one for one in found}
    return {name: one for name, one in named.items() if _OPERATORS.fullmatch(name) and one.is_file()}


def write(
    path: Path, ledger: Path, contents: Contents, files: Mapping[str, Path], *, now: datetime, release: str
) -> Manifest:
    """Write a backup of a ledger's file that nobody else writes to, and of these files. Raises `OSError`."""
    # Read once: what is listed is what is packed, though somebody edits it now.
    small = {name: one.read_bytes() for name, one in files.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in small.items()}
    files_by_name = {LEDGER: _digest(ledger), **digests}
    manifest = Manifest(made_at=now, release=release, contents=contents, files=files_by_name)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in {MANIFEST: _as_json(manifest), **small}.items():
            archive.addfile(_entry(name, len(content), now), io.BytesIO(content))
        with ledger.open("rb") as stream:
            archive.addfile(_entry(LEDGER, ledger.stat().st_size, now), stream)
    return manifest


def extract(path: Path, folder: Path) -> Manifest:
    """Unpack a backup into a folder, and see to it that all of it is what was packed. Raises `BackupError`."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            entries = iter(archive)
            manifest = _read_manifest(path, archive, next(entries, None))
            found = {one.name: _unpack(path, archive, one, folder, manifest) for one in entries}
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(f"{path} is no backup of cookieprefs, or was cut off: {error}") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be unpacked in {folder.parent}: {error.strerror or error}") from error
    if found != dict(manifest.files):
        wrong = sorted(name for name, digest in manifest.files.items() if found.get(name) != digest)
        raise BackupError(f"{path} is damaged: {', '.join(wrong)} in it is not what was put into it")
    return manifest


def _entry(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(now.timestamp())
    return entry


def _as_json(manifest: Manifest) -> bytes:
    said = {
        "format": _FORMAT,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "release": manifest.release,
        "revision": manifest.contents.revision,
        "records": manifest.contents.records,
        "files": dict(manifest.files),
    }
    return f"{json.dumps(said, indent=2)}\n".encode()


def _read_manifest(path: Path, archive: tarfile.TarFile, first: tarfile.TarInfo | None) -> Manifest:
    """The list that comes first. Raises `BackupError` where it is none of ours."""
    stream = archive.extractfile(first) if first and first.name == MANIFEST and first.size < _LARGEST else None
    try:
        said = json.loads(stream.read()) if stream else None
        return _from_json(path, said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(f"{path} is no backup of cookieprefs: it does not begin with a list of ours") from error


def _from_json(path: Path, said: Any) -> Manifest:
    if said["format"] != _FORMAT:
        raise BackupError(f"{path} is of a newer release ({said['release']}); restore it with that one")
    records = {str(site): int(count) for site, count in said["records"].items()}
    return Manifest(
        made_at=datetime.fromisoformat(said["made_at"]),
        release=str(said["release"]),
        contents=Contents(revision=str(said["revision"]), records=records),
        files={str(name): str(digest) for name, digest in said["files"].items()},
    )


def _unpack(path: Path, archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path, manifest: Manifest) -> str:
    """Unpack one file; its SHA-256. What is not on the list, or could not be from us, is never written."""
    is_ours = entry.name == LEDGER or (_OPERATORS.fullmatch(entry.name) and entry.size < _LARGEST)
    stream = archive.extractfile(entry) if entry.isfile() else None
    if stream is None or not is_ours or entry.name not in manifest.files or (folder / entry.name).exists():
        raise BackupError(f"{path} holds {entry.name!r}, which no backup of ours would")
    (folder / entry.name).parent.mkdir(parents=True, exist_ok=True)
    with (folder / entry.name).open("xb") as copy:
        shutil.copyfileobj(stream, copy)
    return _digest(folder / entry.name)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
