"""Stand-ins for the companies behind services: another site, of scripts, frames, pictures and cookies."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from playwright.sync_api import Page
from werkzeug.wrappers import Request, Response

from tests.browser.host import Host

_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=")


def script(name: str) -> str:
    """The source of a script that writes its name into `window.ran`."""
    return f'(window.ran ??= []).push("{name}");\n'


class Vendors(Host):
    """A host that has an answer for every path that ends like a kind of content; its file's name is its name.

    `<name>.js` notes that it ran, and with `?cookie=<name>` sets a cookie of the shop's; `<name>.html` is a page
    to frame.
    """

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        """Where it is served: another site than the shop, to a browser."""

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return self.url + path

    def otherwise(self, request: Request) -> Response:
        """What the path's ending asks for."""
        name, _, ending = request.path.rpartition("/")[2].rpartition(".")
        response = self._content(name, ending, request.args.get("cookie"))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _content(self, name: str, ending: str, cookie: str | None) -> Response:
        match ending:
            case "js":
                stores = f'document.cookie = "{cookie}=1; Path=/";' if cookie else ""
                return Response(script(name) + stores, mimetype="text/javascript")
            case "html":
                return Response(f"<!doctype html><title>{name}</title><p id='film'>{name}", mimetype="text/html")
            case "css":
                return Response(f":root {{ --loaded: {name}; }}", mimetype="text/css")
            case "gif":
                return Response(_PICTURE, mimetype="image/gif")
            case _:
                return Response(status=204)

    def integrity(self, name: str) -> str:
        """The digest of `<name>.js`, as an `integrity` attribute has it."""
        return "sha256-" + base64.b64encode(hashlib.sha256(script(name).encode()).digest()).decode()


def ran(page: Page) -> list[str]:
    """The names of the scripts that ran in the page, in the order in which they did."""
    found: list[str] = page.evaluate("() => window.ran ?? []")
    return found


def expect_ran(page: Page, names: Sequence[object]) -> None:
    """These scripts ran, in this order, and no others: waits for as many, for one may yet be on its way."""
    page.wait_for_function("count => (window.ran ?? []).length >= count", arg=len(names))
    assert ran(page) == list(names)
