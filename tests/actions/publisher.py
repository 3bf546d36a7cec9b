"""A process that publishes an instance when it is told to: `python -m tests.actions.publisher FOLDER URL`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from cookieprefs import actions
from cookieprefs.settings import Settings
from tests.databases import built


def main(folder: str, url: str) -> None:
    """Say that all is ready, wait for a line, publish, and say which version it became."""
    app = built(Settings(instance=Path(folder), secret_key="a secret of the tests", database_url=url))
    runtime = app.extensions["cookieprefs"]
    with app.app_context():
        wanted = actions.read_site_file(Path(folder)).policy
        runtime.version()
        print("ready", flush=True)  # noqa: T201  what the other process waits for
        sys.stdin.readline()
        done = actions.publish(runtime.sessions(), wanted, runtime.render, now=datetime.now(UTC))
        print(done.version.number if done.version else "nothing")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
