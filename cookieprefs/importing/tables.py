"""Lists of cookies as CSV: a cookie declaration as Cookiebot scans it, and the Open Cookie Database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from cookieprefs.importing.cookies import named
from cookieprefs.importing.draft import Draft, FoundCookie, FoundPurpose, FoundService, Wish
from cookieprefs.importing.lifetimes import lifetime_in
from cookieprefs.importing.matching import recognised, sorted_out
from cookieprefs.importing.purposes import NECESSARY, key_of, kind_of
from cookieprefs.importing.remarks import in_a_row
from cookieprefs.importing.values import NotReadableError, plain
from cookieprefs.sitefile.faults import near

Row = Mapping[str, str]

# The columns by the words that head them, folded to letters; tables are told apart by those that they must have.
_COLUMNS = {
    "platform": ("platform",),
    "name": ("cookiedatakeyname", "name", "cookiename", "cookie"),
    "category": ("category", "cookiecategory", "classification"),
    "domain": ("domain", "host"),
    "provider": ("provider", "vendor"),
    "holds": ("description", "purpose", "purposedescription"),
    "lifetime": ("retentionperiod", "maximumstorageduration", "expiry", "expiration", "expires", "duration"),
    "kind": ("type",),
    "controller": ("datacontroller",),
    "policy": ("userprivacygdprrightsportals",),
    "wildcard": ("wildcardmatch",),
}
_DATABASE = ("platform", "name", "category", "wildcard")
_DECLARATION = ("name", "provider", "category")
_KINDS = {
    "local": "localStorage",
    "session storage": "sessionStorage",
    "indexed": "indexedDB",
    "cache": "cacheStorage",
}
_NO_STORAGE = ("pixel", "beacon")
_OWN = frozenset(("CookieConsent", "CookieConsentBulkTicket", "CookieConsentBulkSetting-#"))
_MOST_COLUMNS = 60


def table_of(text: str) -> tuple[Row, ...]:
    """The rows of a table whose first line names its columns, by our words for them; none where it is no such."""
    lines = text.lstrip("\n").split("\n", 1)
    head = {sign: lines[0].count(sign) for sign in (",", ";", "\t")}
    sign = max(head, key=lambda one: head[one])
    if not 1 < head[sign] < _MOST_COLUMNS:
        return ()
    reader = csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=sign, strict=True)
    try:
        names = [_column(one) for one in next(reader)]
    except csv.Error:
        return ()
    if not (set(_DATABASE) <= {*names} or set(_DECLARATION) <= {*names}):
        return ()
    try:
        return tuple(_row(names, cells) for cells in reader if any(cells))
    except csv.Error as error:
        problem = f"the table cannot be read here ({error})"
        raise NotReadableError(problem, "mend the quotes in this line", place=(reader.line_num, 1)) from None


def is_database(rows: tuple[Row, ...]) -> bool:
    """Whether a table is the Open Cookie Database, rather than the declaration of one site."""
    return bool(rows) and set(_DATABASE) <= rows[0].keys()


def read_database(rows: tuple[Row, ...], wish: Wish) -> Draft:
    """The draft of the platforms asked for. Raises `NotReadableError` where none was, or one is not there."""
    known = tuple(dict.fromkeys(row["platform"] for row in rows))
    if not wish.only:
        problem = f"the database lists {len(known)} platforms, and which of them your site uses is not in it"
        raise NotReadableError(problem, "name them, such as `--only 'Google Analytics,Hotjar'`")
    by_name = {one.lower(): one for one in known}
    for one in wish.only:
        if one.lower() not in by_name:
            meant = near(one, known)
            cure = f"did you mean {' or '.join(meant)}?" if meant else "look it up in the column Platform"
            raise NotReadableError(f"the database has no platform {one!r}", cure)
    wanted = {by_name[one.lower()] for one in wish.only}
    chosen = [_in_our_sense(one) for one in rows if one["platform"] in wanted]
    return _draft("the Open Cookie Database", chosen, wish, _platforms)


def read_declaration(rows: tuple[Row, ...], wish: Wish) -> Draft:
    """The draft of a site's own cookie declaration."""
    kept = [one for one in rows if one["name"] not in _OWN and not _stores_nothing(one)]
    draft = _draft("Cookiebot", kept, wish, _providers)
    own = [one["name"] for one in rows if one["name"] in _OWN]
    pixels = [one["name"] for one in rows if _stores_nothing(one)]
    left = [f"the tool's own cookies: {in_a_row(own)}"] if own else []
    left += [f"pixels, which store nothing by themselves: {in_a_row(pixels)}"] if pixels else []
    return replace(draft, markup="cookiebot", left=tuple(left))


def _in_our_sense(row: Row) -> Row:
    """The row; by "functional" the database means what a site cannot do without, others a preference."""
    return {**row, "category": "Strictly necessary"} if row["category"].lower() == "functional" else row


def _draft(
    tool: str, rows: list[Row], wish: Wish, gather: Callable[[list[Row], str], Iterable[FoundService]]
) -> Draft:
    languages, guesses = wish.languages_or(())
    categories = dict.fromkeys(one["category"] for one in rows if one["category"])
    return Draft(
        tool=tool,
        languages=languages,
        guesses_language=guesses,
        purposes=tuple(FoundPurpose(key=_purpose(one), there=one) for one in categories),
        services=tuple(gather(rows, languages[0])),
    )


def _platforms(rows: list[Row], language: str) -> Iterable[FoundService]:
    """A service for each platform; one that the library does not know, for each of its categories."""
    for (platform, category), own in _grouped(rows, "platform").items():
        one = own[0]
        yield recognised(
            FoundService(
                key=key_of(platform, other="service"),
                name=platform,
                there=f"{platform}, {category}",
                purpose=_purpose(category),
                cookies=tuple(cookie for row in own for cookie in _cookies(row, language)),
                vendor=key_of(one.get("controller", "")),
                vendor_name=one.get("controller", ""),
                vendor_policy=one.get("policy", ""),
                is_required=kind_of(category) is NECESSARY,
            )
        )


def _providers(rows: list[Row], language: str) -> Iterable[FoundService]:
    """What each provider stores in each category, sorted by the library."""
    for (provider, category), own in _grouped(rows, "provider").items():
        is_fixed = kind_of(category) is NECESSARY
        yield from sorted_out(
            FoundService(
                key=key_of(provider, other="service"),
                there=f"{provider}, {category}",
                purpose=_purpose(category),
                cookies=tuple(cookie for row in own for cookie in _cookies(row, language)),
                vendor=key_of(provider),
                vendor_name=provider if "." not in provider else "",
                is_required=is_fixed,
                could_be_refused=not is_fixed,
            )
        )


def _grouped(rows: list[Row], column: str) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row[column], row["category"]), []).append(row)
    return found


def _cookies(row: Row, language: str) -> Iterable[FoundCookie]:
    name = row["name"]
    if row.get("wildcard") == "1" and "*" not in name:
        name += "*"
    host, note = re.fullmatch(r"(\S*)\s*(.*)", row.get("domain", "")).groups()  # type: ignore[union-attr]  # it fits all
    kind = row.get("kind", "").lower()
    is_third = (bool(host) or "3rd" in note) and "1st" not in note
    for one in named(name.replace("#", "*")):
        yield replace(
            one,
            holds={language: row["holds"]} if row.get("holds") else {},
            lifetime=lifetime_in(row.get("lifetime", "")),
            unread_lifetime=row.get("lifetime", ""),
            kind=next((ours for theirs, ours in _KINDS.items() if theirs in kind), "cookie"),
            is_third_party=is_third,
            domain=host if is_third else "",
        )


def _purpose(category: str) -> str:
    return key_of(category, other="purpose") if category else ""


def _stores_nothing(row: Row) -> bool:
    return any(one in row.get("kind", "").lower() for one in _NO_STORAGE)


def _column(head: str) -> str:
    word = re.sub(r"[^a-z]", "", head.lower())
    return next((name for name, words in _COLUMNS.items() if word in words), "")


def _row(names: list[str], cells: list[str]) -> Row:
    """The cells that we know, on one line each; what is missing at a row's end is empty."""
    found = {name: plain(cell) for name, cell in zip(names, cells, strict=False) if name}
    return dict.fromkeys((name for name in names if name), "") | found
