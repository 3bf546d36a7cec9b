"""A browser without a window: it posts forms over HTTP to a process, and keeps cookies."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cookieprefs.core import state
from cookieprefs.core.consent import Choice, Decision
from tests.drills.process import Process
from tests.visitor import OWN
from tests.web.posts import SHOWN, URLENCODED

STATE, ID = "__Host-cookieprefs", "__Secure-cookieprefs_id"
PLAIN: Mapping[str, str] = {}
HTMX = {"HX-Request": "true"}
SCRIPT = {"Accept": "application/json"}
WAYS = (PLAIN, HTMX, SCRIPT)
"""How a form comes to be posted: by a browser alone, by htmx on our pages, by our script on the site's."""

_TIMEOUT = 60  # seconds


class LostError(Exception):
    """No answer came: whether the post was recorded, its sender cannot know."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def all(self, name: str) -> list[str]:
        """Every line of a header."""
        return [value for found, value in self.headers if found.lower() == name.lower()]


class Jar(dict[str, str]):
    """The cookies of one browser, whatever tab set them."""

    def take(self, answer: Answer) -> None:
        """Keep what an answer sets, and drop what it deletes."""
        for line in answer.all("Set-Cookie"):
            pair, *attributes = line.split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.pop(name, None)
            else:
                self[name] = value

    @property
    def decision(self) -> Decision | None:
        """What the state cookie says."""
        return state.decode(self.get(STATE, ""))

    @property
    def yes(self) -> frozenset[str]:
        """The services that the state cookie grants."""
        return frozenset(key for key, one in self._answers() if one is Choice.GIVEN)

    @property
    def no(self) -> frozenset[str]:
        """The services that it refuses."""
        return frozenset(key for key, one in self._answers() if one is not Choice.GIVEN)

    def _answers(self) -> list[tuple[str, Choice]]:
        held = self.decision
        return [(key, one.choice) for key, one in held.answers.items()] if held else []


class Browser:
    """A browser with a jar, which two tabs may share."""

    def __init__(self, jar: Jar | None = None, **headers: str) -> None:
        self.jar = Jar() if jar is None else jar
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def get(self, process: Process, path: str, headers: Mapping[str, str] = PLAIN) -> Answer:
        """Open an address. Raises `LostError`."""
        return self._ask(process, "GET", path, None, headers)

    def post(
        self, process: Process, path: str, fields: Mapping[str, object], headers: Mapping[str, str] = PLAIN
    ) -> Answer:
        """Post a form of the panel, with these fields besides or instead. Raises `LostError`."""
        body = urlencode({**SHOWN, **fields}, doseq=True)
        return self._ask(process, "POST", path, body, {"Content-Type": URLENCODED, **headers})

    def close(self) -> None:
        """Leave; here each request has a connection of its own, which is closed."""

    def _ask(
        self, process: Process, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=_TIMEOUT)
        sent = {"Host": "shop.test", **OWN, **self._headers, **headers}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        try:
            connection.request(method, path, body, sent)
            found = connection.getresponse()
            answer = Answer(status=found.status, headers=found.getheaders(), text="")
            # A browser keeps cookies as soon as the head of an answer is there, whatever becomes of the rest.
            self.jar.take(answer)
            return Answer(status=found.status, headers=found.getheaders(), text=_rest(found))
        except (OSError, http.client.HTTPException) as error:
            raise LostError(str(error)) from error
        finally:
            connection.close()


def _rest(response: http.client.HTTPResponse) -> str:
    try:
        return response.read().decode()
    except (OSError, http.client.HTTPException):
        return ""
