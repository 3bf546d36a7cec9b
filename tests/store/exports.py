"""What is exported of a ledger, and what the script that checks it says."""

from __future__ import annotations

import json
from io import BytesIO

from cookieprefs import verify_export
from cookieprefs.cli.exporting import Export, Span
from tests.actions.desk import SITE


def exported(session, *, since=None, until=None, with_snapshots=True):
    span = Span(site=SITE, since=since, until=until)
    return list(Export(session=session, span=span, with_snapshots=with_snapshots).lines())


def checked(lines, printed=None):
    """What the script counts, and what it tells."""
    content = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines).encode()
    told = []
    check = verify_export.check_file(BytesIO(content), told.append, printed or "")
    return check.counts, told


def iter_export(session):
    """The lines of a whole export as they come."""
    return Export(session=session, span=Span(site=SITE), with_snapshots=True).lines()
