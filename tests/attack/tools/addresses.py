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
from tests.web.posts import URLENCODED

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
HEADERS = {
    "HX-Request": "true",
    "Sec-GPC": "1",
    "DNT": "0",
    "Accept-Language": "en",
    "X-Forwarded-For": "203.0.113.7",
}
TOLD = {"Accept-Language", "X-Forwarded-For"}
"""What every address reads, described there or not."""

WITH_EVERYTHING = ("consent", "save", "receipt_json")
"""Where cookies and headers are attacked as well: what they mean is found out in one place for all addresses."""


_OWN = ["Sec-Fetch-Site: same-origin"]


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
    """Each operation by name, as a request with all its parameters, a `*` behind each but cookies."""
    for (method, path), one in openapi.operations().items():
        shared = openapi.DESCRIPTION["paths"][path].get("parameters", [])
        given = [openapi.found(each) for each in (*shared, *one.get("parameters", []))]
        values = _values(path, who)
        inside, asked = _address(path, given, values)
        headers = _everything(who, given) if one["operationId"] in WITH_EVERYTHING else []
        body = _marked({name: values[name] for name in fields(one)})
        if body:
            # A short answer to compare, and the same code behind it.
            headers += [f"Content-Type: {URLENCODED}", "Accept: application/json"]
        if "*" in inside or asked or headers:
            lines = [
                f"{method} {MOUNT}{inside}{asked} HTTP/1.1",
                f"Host: {target.host}",
                *_OWN,
                *headers,
                "",
                body,
            ]
            yield one["operationId"], "\r\n".join(lines)


def _values(path: str, who: Guest) -> dict[str, str]:
    return {
        **VALUES,
        "receipt_id": who.receipt,
        "sha256": who.snapshot,
        "key": "audience" if "purposes" in path else "matomo",
        "layer": "banner" if path == "/shown" else "preferences",
    }


def _address(path: str, given: list[dict[str, Any]], values: dict[str, str]) -> tuple[str, str]:
    """The path with its parameters marked, and the query."""
    inside = path.format(**{each["name"]: f"{values[each['name']]}*" for each in given if each["in"] == "path"})
    query = _marked({each["name"]: values[each["name"]] for each in given if each["in"] == "query"})
    return inside, f"?{query}" if query else ""


def _marked(values: dict[str, str]) -> str:
    """All at once: where some are marked, others are not looked at."""
    return "&".join(f"{urlencode({name: value})}*" for name, value in values.items())


def _everything(who: Guest, given: list[dict[str, Any]]) -> list[str]:
    """Both cookies, and all headers that are described, with those that a proxy adds."""
    held = "; ".join(f"{name}={value}" for name, value in who.jar.items())
    names = {each["name"] for each in given if each["in"] == "header"}
    return [f"Cookie: {held}", *(f"{name}: {value}*" for name, value in HEADERS.items() if name in names | TOLD)]


def fields(operation: dict[str, Any]) -> list[str]:
    """The names of all fields of a form."""
    kinds = operation.get("requestBody", {}).get("content", {}).values()
    return [name for kind in kinds for name in _properties(openapi.found(kind["schema"]))]


def _properties(schema: dict[str, Any]) -> list[str]:
    parts = [name for one in schema.get("allOf", []) for name in _properties(openapi.found(one))]
    return [*parts, *schema.get("properties", {})]
