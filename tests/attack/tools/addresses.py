"""The description of our addresses as programs are given it: that of this target, with values that are there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests import openapi
from tests.attack.ground import MOUNT, Target
from tests.drills.wire import Jar

VALUES = {
    "once": "abcdefghijklmnop",
    "next": "/cookies/receipt",
    "granted": "no",
    "services": "matomo",
    "purposes": "audience",
    "seq": "0",
    "action": "save",
    "version": "1",
    "lang": "en",
    "layer": "preferences",
    "layout": "full",
    "noted": "0123456789abcdef0123456789abcdef",
    "country": "FR",
    "number": "1",
    "filename": "site.css",
}
WITH_EVERYTHING = ("consent", "save", "receipt_json")
"""Where cookies and headers are attacked as well: what they mean is found out in one place for all addresses."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A visitor who is there to be attacked with: the cookies, a receipt's number, what was shown."""

    jar: Jar
    receipt: str
    snapshot: str


def guest(target: Target) -> Guest:
    """A visitor who decided."""
    jar = Jar()
    target.post("/preferences", jar=jar, action="accept_all")
    told = json.loads(target.ask("GET", "/receipt.json", jar=jar).text)
    return Guest(jar=jar, receipt=told["receipt_id"], snapshot=told["events"][0]["x_notice"]["snapshot_sha256"])


def write(target: Target, who: Guest, folder: Path) -> Path:
    """The description, with this target's address, names of cookies, and a visitor who is there."""
    state, subject = target.names
    text = openapi.PATH.read_text(encoding="utf-8")
    text = text.replace("https://{host}{mount}", target.settings.public_url.rstrip("/"))
    text = re.sub(r"name: __Host-cookieprefs$", f"name: {state}", text, flags=re.M)
    text = re.sub(
        r"name: __Secure-cookieprefs_id$", f"name: {subject}\n      example: {who.jar[subject]}", text, flags=re.M
    )
    text = text.replace(f'"{"0" * 64}"', f'"{who.snapshot}"').replace(f'"{"0" * 22}"', f'"{who.receipt}"')
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(openapi.PATH.parent / "receipt.schema.json", folder)
    path = folder / "openapi.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def requests(target: Target, who: Guest) -> Iterator[tuple[str, str]]:
    """Each operation's name, and a request with every parameter that it has: a `*` marks those of paths, headers."""
    values = {**VALUES, "receipt_id": who.receipt, "sha256": who.snapshot}
    for (method, path), one in openapi.operations().items():
        shared = openapi.DESCRIPTION["paths"][path].get("parameters", [])
        given = [openapi.found(each) for each in (*shared, *one.get("parameters", []))]
        names = {
            place: [each["name"] for each in given if each["in"] == place] for place in ("path", "query", "header")
        }
        values["key"] = "audience" if "purposes" in path else "matomo"
        values["layer"] = "banner" if path == "/shown" else "preferences"
        inside = path.format(**{name: f"{values[name]}*" for name in names["path"]})
        asked = urlencode({name: values[name] for name in names["query"]})
        lines = [f"{method} {MOUNT}{inside}{'?' if asked else ''}{asked} HTTP/1.1", f"Host: {target.host}"]
        lines += ["Sec-Fetch-Site: same-origin"]
        if one["operationId"] in WITH_EVERYTHING:
            lines += _everything(who, names["header"])
        body = urlencode({name: values[name] for name in _fields(one)})
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded"]
        if "*" in inside or asked or body or len(lines) > 4:
            yield one["operationId"], "\r\n".join([*lines, "", body])


def _everything(who: Guest, names: list[str]) -> list[str]:
    held = "; ".join(f"{name}={value}" for name, value in who.jar.items())
    values = {"HX-Request": "true", "Sec-GPC": "1", "DNT": "0"}
    headers = [f"{name}: {values[name]}*" for name in names if name in values]
    return [f"Cookie: {held}", *headers, "X-Forwarded-For: 203.0.113.7*", "Accept-Language: en*"]


def _fields(operation: dict[str, Any]) -> list[str]:
    """The names of all fields of a form."""
    kinds = operation.get("requestBody", {}).get("content", {}).values()
    return [name for kind in kinds for name in _properties(openapi.found(kind["schema"]))]


def _properties(schema: dict[str, Any]) -> list[str]:
    parts = [name for one in schema.get("allOf", []) for name in _properties(openapi.found(one))]
    return [*parts, *schema.get("properties", {})]
