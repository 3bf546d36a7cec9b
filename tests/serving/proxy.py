"""A client as a proxy is one: it keeps connections open, and takes a new one where the server has closed it."""

from __future__ import annotations

import http.client
import select
from collections.abc import Mapping

from tests.drills.wire import Answer, Browser, LostError
from tests.visitor import OWN


class Kept(Browser):
    """A browser behind such a proxy."""

    _open: http.client.HTTPConnection | None = None

    def _ask(self, process, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        connection = self._connection(process.port)
        sent = {"Host": "shop.test", **OWN, **self._headers, **headers}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        try:
            connection.request(method, path, body, sent)
            found = connection.getresponse()
            answer = Answer(status=found.status, headers=found.getheaders(), text=found.read().decode())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LostError(str(error)) from error
        self.jar.take(answer)
        return answer

    def _connection(self, port: int) -> http.client.HTTPConnection:
        """The one that is open, unless the server has closed it: then there is something to read, the end."""
        kept = self._open
        if kept and kept.sock and select.select([kept.sock], [], [], 0)[0]:
            self.close()
        if self._open is None:
            self._open = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        return self._open

    def close(self) -> None:
        """Close what is open."""
        if self._open:
            self._open.close()
        self._open = None
