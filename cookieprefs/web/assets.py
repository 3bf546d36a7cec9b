"""Where templates and static files are, and the names that static files have while their bytes stay the same."""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache, lru_cache
from pathlib import Path
from stat import S_ISREG

from werkzeug.security import safe_join

_PACKAGE = Path(__file__).parent.parent
_HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{8})(?P<ending>\.[a-z]+)")


@cache
def folder(name: str) -> Path:
    """The folder `templates` or `static`: wheels carry them inside the package, checkouts at their top."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def hashed(name: str) -> str:
    """The name that a static file has for as long as it stays as it is: `site.css` as `site.3fa2c1d0.css`.

    One that is not there keeps its name.
    """
    found = digest(name)
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{found}{dot}{ending}" if found and stem else name


def parted(name: str) -> tuple[str, str | None]:
    """The file that a name stands for, and the digest in that name if there is one."""
    found = _HASHED.fullmatch(name)
    return (f"{found['stem']}{found['ending']}", found["digest"]) if found else (name, None)


def digest(name: str) -> str | None:
    """What tells a static file's bytes from all others; none where there is no such file."""
    file = safe_join(str(folder("static")), name)
    if file is None:
        return None
    try:
        # Looked at each time, so that a changed file of a checkout has another name at once.
        seen = os.stat(file)
    except (OSError, ValueError):
        return None
    return _digest(file, seen.st_mtime_ns, seen.st_size) if S_ISREG(seen.st_mode) else None


@lru_cache(maxsize=200)
def _digest(file: str, _changed: int, _size: int) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:8]
