"""The only writers: read, decide, append, commit. What fails here grants nothing (R-10)."""

from cookieprefs.actions.copying import Copied, OtherLedgerError, Unlike, copy, rows_to_copy, unlike
from cookieprefs.actions.counting import RolledUp, count_shown, roll_up, waiting
from cookieprefs.actions.deciding import (
    MINT,
    Act,
    Mint,
    NotShownError,
    Outcome,
    Visitor,
    decide,
    decide_unrecorded,
)
from cookieprefs.actions.erasing import LogInUseError, erase, erase_by_receipt, leave_no_trace, prune
from cookieprefs.actions.publishing import (
    NothingPublishedError,
    Published,
    Render,
    check_for_production,
    keep_snapshots,
    pending,
    publish,
    read_site_file,
)
from cookieprefs.actions.sealing import AlreadySealingError, seal
from cookieprefs.actions.writing import WATCHERS, LedgerUnavailableError, give_up
from cookieprefs.sitefile import Fault

__all__ = [
    "MINT",
    "WATCHERS",
    "Act",
    "AlreadySealingError",
    "Copied",
    "Fault",
    "LedgerUnavailableError",
    "LogInUseError",
    "Mint",
    "NotShownError",
    "NothingPublishedError",
    "OtherLedgerError",
    "Outcome",
    "Published",
    "Render",
    "RolledUp",
    "Unlike",
    "Visitor",
    "check_for_production",
    "copy",
    "count_shown",
    "decide",
    "decide_unrecorded",
    "erase",
    "erase_by_receipt",
    "give_up",
    "keep_snapshots",
    "leave_no_trace",
    "pending",
    "prune",
    "publish",
    "read_site_file",
    "roll_up",
    "rows_to_copy",
    "seal",
    "unlike",
    "waiting",
]
