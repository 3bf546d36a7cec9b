"""Whether there is anything to serve: a database with today's schema, and something published in it.

`python -m cookieprefs.serving.fit` asks that of the release and the settings that are there at that moment.
"""

from __future__ import annotations

import sys

import click
from flask import Flask

from cookieprefs import create_app, schema
from cookieprefs.cli.output import OutOfReachError, engine_here, in_words
from cookieprefs.runtime import Runtime


def check(app: Flask) -> None:
    """See to it that `app` can serve. Raises `ClickException` with a sentence that says what to do."""
    runtime: Runtime = app.extensions["cookieprefs"]
    with app.app_context(), in_words():
        try:
            schema.check(engine_here())
        except schema.NotUpToDateError as error:
            raise OutOfReachError(str(error)) from error
        runtime.version()


def main() -> None:
    """Say `fit`, or end with why not."""
    try:
        check(create_app())
    except click.ClickException as error:
        sys.exit(error.format_message())
    sys.stdout.write("fit\n")


if __name__ == "__main__":
    main()
