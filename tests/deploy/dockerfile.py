"""Reads deploy/docker/Dockerfile, as far as it is written there: stages, and instructions in their order."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
FOLDER = TOP / "deploy" / "docker"
# The instructions that ours is written with.
KNOWN = {"CMD", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "STOPSIGNAL", "USER"}
KNOWN |= {"VOLUME", "WORKDIR"}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What stands between one FROM and the next."""

    base: str
    name: str | None
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """What stands behind each instruction of that name."""
        return [text for one, text in self.steps if one == word]

    def one(self, word: str) -> str:
        """What stands behind the one instruction of that name."""
        (text,) = self.all(word)
        return text

    @property
    def environment(self) -> dict[str, str]:
        """What its ENV instructions set, with variables as they are written."""
        return dict(pair.split("=", 1) for text in self.all("ENV") for pair in shlex.split(text))

    @property
    def command(self) -> list[str]:
        """What a container runs."""
        return words(self.one("CMD"))

    @property
    def health(self) -> list[str]:
        """What is run to know whether it is well."""
        return words(self.one("HEALTHCHECK").partition("CMD ")[2])


def words(text: str) -> list[str]:
    """An instruction in exec form. Raises `ValueError` where it is in shell form, or holds what is no word."""
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"no list of words: {text}")
    return found


def read(path: Path = FOLDER / "Dockerfile") -> list[Stage]:
    """Its stages. Raises `ValueError` on a line that begins none of the instructions that there are."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if not line.strip():
            continue
        word, _, rest = line.partition(" ")
        if word not in KNOWN or not rest.strip():
            raise ValueError(f"no instruction: {line}")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base=base, name=name or None))
        else:
            stages[-1].steps.append((word, rest))
    return stages


def sent(top: Path = TOP) -> set[str]:
    """What .dockerignore lets through to the builder, of the files and folders at the checkout's top."""
    lines = (top / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    return {one.name for one in top.iterdir() if not _is_left_out(one.name, patterns)}


def _is_left_out(name: str, patterns: list[str]) -> bool:
    """The last pattern that fits decides."""
    out = False
    for pattern in patterns:
        if fnmatch(name, pattern.removeprefix("!")):
            out = not pattern.startswith("!")
    return out
