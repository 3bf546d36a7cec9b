"""The only writers: read, decide, append, commit. What fails here grants nothing (R-10)."""

from cookieprefs.actions.deciding import (
    MINT,
    Act,
    Mint,
    NotShownError,
    Outcome,
    Visitor,
    decide,
    decide_unrecorded,
    erase,
)
from cookieprefs.actions.publishing import (
    Fault,
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
from cookieprefs.actions.writing import LedgerUnavailableError, give_up

__all__ = [
    "MINT",
    "Act",
    "AlreadySealingError",
    "Fault",
    "LedgerUnavailableError",
    "Mint",
    "NotShownError",
    "NothingPublishedError",
    "Outcome",
    "Published",
    "Render",
    "Visitor",
    "check_for_production",
    "decide",
    "decide_unrecorded",
    "erase",
    "give_up",
    "keep_snapshots",
    "pending",
    "publish",
    "read_site_file",
    "seal",
]
