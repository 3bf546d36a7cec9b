"""One answer that may be given again, compressed once in each way that browsers take."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

try:
    import brotli
except ImportError:  # a small install, whose visitors get gzip
    brotli = None

SMALLEST = 256
"""Bytes below which compressing saves nothing."""

_OF_BODY = frozenset({"content-length", "content-type", "content-encoding"})


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """Status, headers and body as the app gave them. What `is_shared` depends on its address alone."""

    status: str
    headers: Headers
    body: bytes
    is_shared: bool

    @property
    def may_be_kept(self) -> bool:
        """Whether it says nothing to anybody alone."""
        return self.status.startswith("200 ") and "Set-Cookie" not in self.headers

    def give(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer to one request: 304 where the browser has it, and no body to who asks for none."""
        encoding = best(environ.get("HTTP_ACCEPT_ENCODING", "")) if self._is_compressed else ""
        if self._is_known(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 NOT MODIFIED", self._written(encoding, has_body=False))
            return ()
        start_response(self.status, self._written(encoding))
        return () if environ["REQUEST_METHOD"] == "HEAD" else (self._bodies(encoding),)

    @cached_property
    def _is_compressed(self) -> bool:
        # A proxy puts the banner into pages as it comes, and asks for it with what the browser said of the page.
        is_piece = self.headers.get("Content-Type", "").startswith("text/html")
        return self.is_shared and len(self.body) >= SMALLEST and not is_piece

    def _is_known(self, conditions: str) -> bool:
        """Whether `If-None-Match` names it, in whatever encoding; a proxy may have made its tag a weak one."""
        return bool(conditions and self.is_shared and any(tag in conditions for tag in self._tags))

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        return ("*", *(self._tag(encoding) for encoding in ("", "br", "gzip")))

    def _tag(self, encoding: str) -> str:
        """Each encoding is a representation of its own (RFC 9110, 8.8.3.3)."""
        plain = self.headers["ETag"]
        return f'{plain[:-1]}-{encoding}"' if encoding else plain

    def _written(self, encoding: str, *, has_body: bool = True) -> list[tuple[str, str]]:
        return list(self._heads[encoding] if has_body else self._heads[f"{encoding} known"])

    @cached_property
    def _heads(self) -> dict[str, list[tuple[str, str]]]:
        """The headers of each form in which it is given."""
        plain = self.headers.to_wsgi_list()
        if not self.is_shared:
            return {"": plain}
        found = {}
        for encoding in ("", "br", "gzip") if self._is_compressed else ("",):
            head = self.headers.copy()
            head["ETag"] = self._tag(encoding)
            head["Content-Length"] = str(len(self._bodies(encoding)))
            if self._is_compressed:
                head["Vary"] = ", ".join([*head.get_all("Vary"), "Accept-Encoding"])
            if encoding:
                head["Content-Encoding"] = encoding
            found[encoding] = head.to_wsgi_list()
            found[f"{encoding} known"] = [one for one in found[encoding] if one[0].lower() not in _OF_BODY]
        return found

    def _bodies(self, encoding: str) -> bytes:
        if encoding == "br":
            return self._brotli
        return self._gzip if encoding == "gzip" else self.body

    @cached_property
    def _brotli(self) -> bytes:
        if brotli is None:
            return self.body
        made: bytes = brotli.compress(self.body, mode=brotli.MODE_TEXT, quality=11)
        return made

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


@lru_cache(maxsize=500)
def best(accepted: str) -> str:
    """The encoding that `Accept-Encoding` likes best, the smaller one where it likes both; empty for none."""
    found = parse_accept_header(accepted)
    ours = [one for one in (("br",) if brotli else ()) + ("gzip",) if found.quality(one) > 0]
    return max(ours, key=found.quality, default="")
