"""The process that starts those that serve: `python -m cookieprefs.serving PLAN`, by `cookieprefs serve`.

It holds nothing of the app, so that a reload brings in the release that is installed by then.
"""

from __future__ import annotations

import sys

from cookieprefs.serving.plan import from_text


def main(written: str) -> None:
    """Serve by the plan until told to stop."""
    plan = from_text(written)
    if plan.server == "granian":
        from cookieprefs.serving.by_granian import run
    else:
        from cookieprefs.serving.by_gunicorn import run
    run(plan)


if __name__ == "__main__":
    main(sys.argv[1])
