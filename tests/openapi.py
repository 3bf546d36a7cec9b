"""The description of our addresses, as it ships, and what an answer has to say to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from ruamel.yaml import YAML
from werkzeug.test import TestResponse

from tests.receipt_schema import SCHEMA as RECEIPT

PATH = Path(__file__).parent.parent / "docs" / "openapi.yaml"
DESCRIPTION: dict[str, Any] = YAML(typ="safe").load(PATH.read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
TELLING = ("Set-Cookie", "Location", "Retry-After", "ETag")
"""Headers that may not come unless they are described."""

_BASE = "https://openapi.invalid/"
_REGISTRY: Registry[Any] = Registry().with_resources(
    [
        (f"{_BASE}openapi.yaml", DRAFT202012.create_resource(DESCRIPTION)),
        (f"{_BASE}receipt.schema.json", DRAFT202012.create_resource(RECEIPT)),
    ]
)
Operation = tuple[str, str]
"""A method in capitals, and a path with its `{names}`."""


def operations() -> dict[Operation, dict[str, Any]]:
    """All that is described."""
    return {
        (method.upper(), path): item[method]
        for path, item in DESCRIPTION["paths"].items()
        for method in METHODS
        if method in item
    }


def template(rule: str) -> str:
    """A rule of Flask's as OpenAPI writes it: `/versions/{number}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def responses(operation: Operation) -> dict[int, dict[str, Any]]:
    """What an operation may answer, by status."""
    return {int(status): found(one) for status, one in operations()[operation]["responses"].items()}


def found(node: dict[str, Any]) -> dict[str, Any]:
    """What a node says, or what it refers to."""
    reference = node.get("$ref")
    if reference is None:
        return node
    place: Any = DESCRIPTION
    for name in reference.removeprefix("#/").split("/"):
        place = place[name]
    return found(place)


def faults(operation: Operation, answer: TestResponse) -> list[str]:
    """What an answer has that the description does not, and the other way round; nothing where they agree."""
    described = responses(operation).get(answer.status_code)
    if described is None:
        return [f"{answer.status_code} is not described"]
    return [*_headers(described.get("headers", {}), answer), *_content(described.get("content"), answer)]


def _headers(described: dict[str, Any], answer: TestResponse) -> list[str]:
    wrong = [f"{name} is not described" for name in TELLING if name in answer.headers and name not in described]
    for name, one in described.items():
        header = found(one)
        for value in answer.headers.getlist(name):
            wrong += _against(header["schema"], value)
        if header.get("required") and name not in answer.headers:
            wrong.append(f"{name} lacks")
    return wrong


def _content(described: dict[str, Any] | None, answer: TestResponse) -> list[str]:
    if described is None:
        return ["a body is not described"] if answer.data else []
    kind = described.get(answer.mimetype)
    if kind is None:
        return [f"{answer.mimetype} is not described"]
    return _against(kind["schema"], answer.json if answer.mimetype == "application/json" else answer.text)


def _against(schema: dict[str, Any], value: object) -> list[str]:
    """What is wrong with a value. A reference is one within the file, or to one beside it."""
    reference = schema.get("$ref")
    placed = {"$ref": urljoin(f"{_BASE}openapi.yaml", reference)} if reference else schema
    validator = Draft202012Validator(placed, registry=_REGISTRY, format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(value)]
