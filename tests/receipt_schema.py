"""The schema of our receipts, as it ships, and what a receipt has to say to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

PATH = Path(__file__).parent.parent / "docs" / "receipt.schema.json"
SCHEMA: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
_VALIDATOR = Draft202012Validator(SCHEMA)


def faults(receipt: object) -> list[str]:
    """What is wrong with a receipt, each with the place where; nothing where it is valid."""
    # What leaves the house is JSON, so it is looked at as JSON.
    found = _VALIDATOR.iter_errors(json.loads(json.dumps(receipt)))
    return [f"{one.json_path}: {one.message}" for one in found]
