"""Files that a command writes: whole or not at all, for their owner alone, and over nothing that is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from cookieprefs.cli.output import ToldError


def write_new(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file that bears its name once it is whole. Raises `ToldError` where it cannot be."""
    with new_file(path, force=force) as stream:
        stream.write(content)


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """The same for what is written piece by piece. Raises `ToldError` where it cannot be."""
    if path.exists() and not (force and path.is_file()):
        raise ToldError(f"{path} exists; name another file, or add --force")
    part = None
    try:
        with NamedTemporaryFile("wb", dir=path.parent, delete=False) as stream:
            part = Path(stream.name)
            yield stream.file
        os.replace(part, path)
    except OSError as error:
        raise ToldError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
