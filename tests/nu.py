"""The Nu checker: what is wrong with files of HTML, SVG and CSS. Fetched by npm; all files in one run of Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests import npm

PACKAGE, JAR = "vnu-jar@26.9.27", "build/dist/vnu.jar"
NO_JAVA = "java is not there, and the Nu checker is written in it: sh .ci/java installs it where it may"


@dataclass(frozen=True, kw_only=True)
class Message:
    """What the checker says of one place in a file: an error, a warning or something else."""

    file: str
    kind: str
    says: str
    extract: str

    def __str__(self) -> str:
        return f"{self.file}: {self.kind}: {self.says}\n    {self.extract}"


def check(folder: Path) -> list[Message]:
    """All that the checker says of the files in a folder, by file."""
    java = shutil.which("java")
    assert java, NO_JAVA
    jar = folder / "vnu.jar"
    jar.write_bytes(npm.read(PACKAGE, JAR))
    files = sorted(str(one) for one in folder.iterdir() if one.suffix in (".html", ".svg", ".css"))
    options = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-svg", "--also-check-css")
    # It measures how deep it may go by the stack.
    command = [java, "-Xss4m", "-jar", str(jar), *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [_message(one) for one in json.loads(done.stdout)["messages"]]


def _message(told: dict[str, str]) -> Message:
    return Message(
        file=Path(unquote(urlsplit(told["url"]).path)).name,
        kind=told.get("subType", told["type"]),
        says=told["message"],
        extract=told.get("extract", "").strip(),
    )
