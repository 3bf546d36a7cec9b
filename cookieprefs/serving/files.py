"""Static files before the app: by WhiteNoise, under the names that have their hash, compressed ahead of time."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from cookieprefs.web import assets, headers, static

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WORTH_IT = 0.95
"""Of its size, what a file may have left after compressing; else it is sent as it is."""


class Files:
    """WhiteNoise before an app, for what the app has below `static/` under its mount, which a proxy may cut off.

    `folder` is where the files are put; the processes of one server share it. What is asked for by another name,
    or by a hash of another release, passes on to the app.
    """

    def __init__(self, app: WSGIApplication, mount: str, folder: Path) -> None:
        self._app, self._folder = app, folder
        self._prefixes = {f"{mount}/static/", "/static/"}
        self._noise = WhiteNoise(app, max_age=None, allow_all_origins=False, add_headers_function=_add_headers)
        self._take(_gzipped(folder))
        # Brotli takes a tenth of a second for all of them: nobody waits for it.
        self.squeezing = threading.Thread(target=self._squeeze, daemon=True)
        self.squeezing.start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a file of ours, or let the app answer."""
        is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        answer: WSGIApplication = self._noise if is_read else self._app
        return answer(environ, start_response)

    def _squeeze(self) -> None:
        self._take(_squeezed(self._folder))

    def _take(self, files: Iterable[Path]) -> None:
        for file in files:
            name = file.relative_to(self._folder).as_posix()
            for prefix in self._prefixes:
                self._noise.add_file_to_dictionary(prefix + name, str(file))


def _add_headers(found: Headers, _path: str, url: str) -> None:
    """What every answer of ours bears, and what a file may say whose name has its hash."""
    for name, value in headers.of_files().items():
        found[name] = value
    found["Content-Type"] = (found["Content-Type"] or "").replace('"', "")
    found["Cache-Control"] = static.FOR_GOOD
    found["ETag"] = f'"{assets.parted(url)[1]}"'


def _gzipped(folder: Path) -> Iterator[Path]:
    for file in _copied(folder):
        _compress(file, ".gz", lambda content: gzip.compress(content, 9, mtime=0))
        yield file


def _squeezed(folder: Path) -> Iterator[Path]:
    try:
        import brotli
    except ImportError:
        return
    for file in _copied(folder):
        _compress(file, ".br", brotli.compress)
        yield file


def _copied(folder: Path) -> Iterator[Path]:
    """All static files under their hashed names, put there by whichever process comes first."""
    top = assets.folder("static")
    for source in sorted(one for one in top.rglob("*") if one.is_file()):
        copy = folder / assets.hashed(source.relative_to(top).as_posix())
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            _write(copy, source.read_bytes())
        yield copy


def _compress(file: Path, ending: str, by: Callable[[bytes], bytes]) -> None:
    beside = file.with_name(file.name + ending)
    if beside.exists():
        return
    content = file.read_bytes()
    small = by(content)
    if len(small) <= len(content) * _WORTH_IT:
        _write(beside, small)


def _write(file: Path, content: bytes) -> None:
    """In one piece, for another process may look at this moment."""
    made = file.with_name(f".{file.name}.{os.getpid()}")
    made.write_bytes(content)
    made.replace(file)
