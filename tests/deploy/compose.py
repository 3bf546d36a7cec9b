"""Reads deploy/docker/compose.yaml."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML

from tests.deploy.dockerfile import FOLDER

FILE = FOLDER / "compose.yaml"


def read() -> dict[str, Any]:
    """All of it, with what is taken over by `<<` in its place."""
    found: dict[str, Any] = YAML(typ="safe").load(FILE)
    return found


def secret(path: str) -> str:
    """The name of the secret that stands at a path in a container."""
    folder, _, name = path.rpartition("/")
    if folder != "/run/secrets":
        raise ValueError(f"{path} is no secret")
    return name
