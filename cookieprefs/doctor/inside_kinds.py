"""What is told of an installation, seen from inside."""

from __future__ import annotations

from cookieprefs.doctor.finding import Kind, Severity

_FAULT, _REMARK, _UNSEEN = Severity.FAULT, Severity.REMARK, Severity.UNSEEN
_TIMER = "deploy/systemd has a timer that does so every night."

PLACE = {
    "setting-unusable": Kind(
        _UNSEEN,
        "The settings cannot be used: {reason}.",
        "Change that in the environment; this shell has to have the same as the server.",
    ),
    "public-url-missing": Kind(
        _REMARK,
        "COOKIEPREFS_PUBLIC_URL is not set: this is a local run, and no server starts so.",
        "Set it to the address that visitors see, such as https://shop.example/cookies/. If the server has it, "
        "give this shell the same environment.",
    ),
    "extra-missing": Kind(
        _FAULT,
        "{setting} asks for the package {package}, which is not installed.",
        "Run: pip install 'cookieprefs[{extra}]'",
    ),
    "instance-missing": Kind(
        _FAULT,
        "There is no site file in {folder}.",
        "Name the server's folder by COOKIEPREFS_INSTANCE. A new site is begun by: cookieprefs run",
    ),
    "file-open": Kind(
        _FAULT,
        "{path} holds what is nobody's business, and every account of this machine can {verb} it.",
        "Run: chmod o= '{path}'. New files get such a mode where the service has UMask=0077.",
    ),
    "disk-full": Kind(
        _FAULT,
        "The disk of {path} has {free} left.",
        "Make room: once it is full no decision is recorded, and nobody can say yes.",
    ),
}

DATABASE = {
    "database-unreachable": Kind(
        _FAULT,
        "The ledger cannot be reached: {reason}.",
        "Check that COOKIEPREFS_DATABASE_URL names the database, that it runs, and that this account may use it.",
    ),
    "schema-other": Kind(
        _FAULT,
        "The database does not fit this release: {reason}.",
        "Make a backup first; then do what it says.",
    ),
    "triggers-missing": Kind(
        _FAULT,
        "What was recorded can be changed: the database lacks {names}.",
        "Find out who took them away, and run: cookieprefs ledger verify. On PostgreSQL, ALTER TABLE … ENABLE "
        "TRIGGER USER brings back what was switched off; else copy the ledger into a new database by cookieprefs "
        "db copy.",
    ),
    "sqlite-unsafe": Kind(
        _FAULT,
        "SQLite runs with {found} in the place of {wanted}, and may lose what was answered.",
        "Put the instance on a disk of this machine: file systems of a network cannot do it.",
    ),
    "role-may-change": Kind(
        _REMARK,
        "The database would let whoever breaks in change records: {reason}.",
        "Serve as a role that may only add: cookieprefs db role",
    ),
}

SITE = {
    "site-file-faulty": Kind(
        _FAULT,
        "The site file and the texts have {count}, the first at {first}.",
        "Run: cookieprefs check. Until they are mended, what was published last is served.",
    ),
    "template-faulty": Kind(
        _FAULT,
        "The templates of your own have {count}, the first at {first}.",
        "Run: cookieprefs check. Until they are mended, nothing can be published.",
    ),
    "unpublished": Kind(
        _REMARK,
        "The files say what visitors do not see yet: {change}.",
        "Run: cookieprefs publish --dry-run, which tells all of it; then without --dry-run.",
    ),
}

LEDGER = {
    "seal-old": Kind(
        _FAULT,
        "Records of {since} and later are under no seal, so they could be taken away without a trace.",
        "Run: cookieprefs ledger seal. " + _TIMER,
    ),
    "prune-overdue": Kind(
        _FAULT,
        "The proof of {count} should have been erased by now: you keep it for longer than your policy says.",
        "Run: cookieprefs ledger prune. " + _TIMER,
    ),
    "tally-waits": Kind(
        _REMARK,
        "{count} are not in the daily sums yet.",
        "Nothing is lost by it. Run: cookieprefs stats, which counts them first; the nightly prune does too.",
    ),
    "clock-behind": Kind(
        _FAULT,
        "The last decision was recorded at {last}, and this machine's clock has only {now}.",
        "Have the machine set its clock by NTP; if it does, find out which machine recorded that.",
    ),
}

INSIDE = {**PLACE, **DATABASE, **SITE, **LEDGER}
