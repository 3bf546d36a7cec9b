"""What a command does after it has erased something: nothing of it may be left in the database's own files."""

from __future__ import annotations

from cookieprefs import actions
from cookieprefs.actions import LogInUseError
from cookieprefs.cli.output import ToldError, here


def leave_no_trace(*, rewrites: bool = False) -> None:
    """Empty SQLite's log, and write the database anew where that is wished. Raises `ToldError` if it is in use."""
    try:
        actions.leave_no_trace(here().sessions(), rewrites=rewrites)
    except LogInUseError as error:
        raise ToldError(f"{error}; run cookieprefs ledger prune once the other is done") from error
