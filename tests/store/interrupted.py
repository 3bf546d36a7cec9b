"""Upgrading, killed after every fifth statement: `python -m tests.store.interrupted 5`.

Reads our settings from the environment. A process of its own upgrades and is ended as by a power cut after its
first statement, another after a later one, and so on, until one comes to its end. Says for each how it ended, and
at which revision it left the database.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count

from sqlalchemy import Engine, event

from cookieprefs import create_app, schema
from cookieprefs.store.db import db


def main(step: int) -> None:
    """Kill, look, and begin again."""
    with create_app().app_context():
        for number in count(1, step):
            upgrading = os.fork()
            if not upgrading:
                _die_after(number, db.engine)
                schema.upgrade(db.engine)
                os._exit(0)
            _, status = os.waitpid(upgrading, 0)
            ended = os.waitstatus_to_exitcode(status)
            sys.stdout.write(f"{ended} {schema.present(db.engine)}\n")
            sys.stdout.flush()
            # Whoever is forked next must not share a connection with us.
            db.engine.dispose()
            if ended != -signal.SIGKILL:
                return


def _die_after(number: int, engine: Engine) -> None:
    executed = count(1)

    def look(*_: object) -> None:
        if next(executed) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", look)


if __name__ == "__main__":
    main(int(sys.argv[1]))
