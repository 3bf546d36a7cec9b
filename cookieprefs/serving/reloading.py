"""Whether a process that is started now could serve: asked of a new one, before those that serve are ended."""

from __future__ import annotations

import subprocess
import sys

_PATIENCE = 60  # seconds within which the new process must say so


def fault() -> str | None:
    """Why it could not, in the words of that process; none where it could."""
    words = [sys.executable, "-P", "-m", "cookieprefs.serving.fit"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"a new one said nothing for {_PATIENCE} seconds"
    # Its word counts and not its exit code, which a server that reaps all of its children may have taken away.
    return None if done.stdout.endswith("fit\n") else done.stderr.strip() or "a new one ended without a word"
