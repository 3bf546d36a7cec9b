"""A process that publishes when it is told to: each two lines in are a folder with a database's URL, and "go"."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cookieprefs import actions
from cookieprefs.settings import Settings
from tests.clock import START
from tests.databases import built, disposed


def publish(folder: Path, url: str) -> Iterator[str]:
    """Say that all is ready; when asked on, publish, and say which version it became."""
    app = built(Settings(instance=folder, secret_key="a secret of the tests", database_url=url))
    runtime = app.extensions["cookieprefs"]
    with disposed(app):
        wanted = actions.read_site_file(folder).policy
        runtime.version()
        yield "ready"
        done = actions.publish(runtime.sessions(), wanted, runtime.render, now=START)
        yield str(done.version.number if done.version else None)


if __name__ == "__main__":
    for line in sys.stdin:
        url, folder = line.rstrip("\n").split(" ", 1)
        for said in publish(Path(folder), url):
            print(said, flush=True)  # noqa: T201  the other process reads it
            if said == "ready":
                sys.stdin.readline()
