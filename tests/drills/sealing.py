"""A process that seals a ledger a few records at a time, for a drill to kill: `python -m tests.drills.sealing`.

Reads our settings from the environment. Says `sealing` before it begins.
"""

from __future__ import annotations

import sys

from cookieprefs import actions, create_app
from cookieprefs.store import seals


def main() -> None:
    """Seal everything that no seal names yet."""
    seals._AT_ONCE = 3
    app = create_app()
    with app.app_context():
        here = app.extensions["cookieprefs"]
        site = here.version().policy.site.key
        sys.stdout.write("sealing\n")
        sys.stdout.flush()
        actions.seal(here.sessions(), site, now=here.clock())


if __name__ == "__main__":
    main()
