"""How long something stays, as other tools write it, in the site file's words."""

from __future__ import annotations

import math
import re

from cookieprefs.core.lifetime import parse_lifetime

# The units of English, French, German, Spanish, Italian, Dutch and Portuguese.
_UNITS = {
    "second": "s|secs?|seconds?|secondes?|sekunden?|segundos?|second[oi]|seconden?",
    "minute": "mins?|minutes?|minuten?|minutos?|minut[oi]",
    "hour": "h|hrs?|hours?|heures?|stunden?|horas?|or[ae]|uur|uren",
    "day": "d|days?|jours?|tage?n?|d[ií]as?|giorn[oi]|dag|dagen|dias?",
    "week": "w|wks?|weeks?|semaines?|wochen?|semanas?|settiman[ae]|we(?:ek|ken)",
    "month": "mo|mths?|months?|mois|monate?n?|mes|meses|mes[ei]|maand(?:en)?|m[êe]s",
    "year": "y|yrs?|years?|ans?|ann[ée]es?|jahre?n?|a[ñn]os?|ann[oi]|jaar|jaren|anos?",
}
_LONGEST = 60
_ONE = "an?|one|une?|eine?n?|un[oa]?|een|uma?"
_SESSION = re.compile(
    r"(?:browser |end of )?(?:session|sessions|sitzung|sesi[óo]n|sessione|sessie|sess[ãa]o)(?: cookie)?"
)
_PERSISTENT = re.compile(
    r"persistent|persistant|permanent|never|never expires|jamais|unlimited|dauerhaft|persistente?|no expir\w+"
)
_AMOUNT = re.compile(rf"(?P<number>[0-9]{{1,6}}|{_ONE})\s*(?P<unit>[^\W\d_]+)\.?")


def lifetime_in(written: str) -> str:
    """The lifetime as the site file says it, such as "13 months"; empty where it cannot be told."""
    words = " ".join(written[:_LONGEST].lower().split()).strip(" .")
    if _SESSION.fullmatch(words):
        return "session"
    if _PERSISTENT.fullmatch(words):
        return "persistent"
    found = _AMOUNT.fullmatch(words)
    unit = next((key for key, known in _UNITS.items() if found and re.fullmatch(known, found["unit"])), None)
    if not found or not unit:
        return ""
    number = int(found["number"]) if found["number"].isdigit() else 1
    return _readable(f"{number} {unit}{'' if number == 1 else 's'}")


def days(number: object) -> str:
    """So many days as a lifetime; empty where it is no whole number of them."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return ""
    if not math.isfinite(number) or number != int(number):
        return ""
    return _readable(f"{int(number)} day{'' if number == 1 else 's'}") if number > 0 else ""


def decision_lifetime(written: str) -> str:
    """A lifetime that decisions may have here: from 180 days to a year; empty where it is shorter or longer."""
    if not written:
        return ""
    seconds = parse_lifetime(written).seconds or 0
    return written if 180 * 86400 <= seconds <= 365 * 86400 else ""


def _readable(lifetime: str) -> str:
    try:
        parse_lifetime(lifetime)
    except ValueError:
        return ""
    return lifetime
