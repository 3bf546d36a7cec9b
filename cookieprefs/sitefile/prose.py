"""The policy's prose, as lawyers paste it, read into a title, a date and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel import Locale
from babel.lists import format_list

from cookieprefs.core.policy import Part, PolicyText
from cookieprefs.sitefile.addresses import readable
from cookieprefs.sitefile.agreement import note_disagreement
from cookieprefs.sitefile.dates import DateLine, date_line
from cookieprefs.sitefile.headings import Ids, asks_for_the_list
from cookieprefs.sitefile.markdown import Block, as_heading, blocks_of, html_of
from cookieprefs.sitefile.markers import HOW, SERVICES, note_marker_faults
from cookieprefs.sitefile.sheet import Sheet

_TITLES = {
    "ar": "سياسة ملفات تعريف الارتباط",
    "bg": "Политика за бисквитките",
    "cs": "Zásady používání cookies",
    "da": "Cookiepolitik",
    "de": "Cookie-Richtlinie",
    "el": "Πολιτική cookies",
    "es": "Política de cookies",
    "et": "Küpsisepoliitika",
    "fi": "Evästekäytäntö",
    "fr": "Politique relative aux cookies",
    "ga": "Beartas fianán",
    "he": "מדיניות עוגיות",
    "hr": "Politika kolačića",
    "hu": "Sütiszabályzat",
    "it": "Informativa sui cookie",
    "lt": "Slapukų politika",
    "lv": "Sīkdatņu politika",
    "mt": "Politika dwar il-cookies",
    "nl": "Cookiebeleid",
    "pl": "Polityka plików cookie",
    "pt": "Política de cookies",
    "ro": "Politica privind modulele cookie",
    "sk": "Zásady používania súborov cookie",
    "sl": "Politika piškotkov",
    "sv": "Cookiepolicy",
}
_NEAR = 4  # blocks at the top among which title and date are looked for
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>\n]*)?/?>|<!--")
_IMAGE = re.compile(r"!\[[^\]\n]*\][(\[]")


def read_prose(sheet: Sheet) -> PolicyText | None:
    """The policy text of a sheet, on which its faults are noted; `None` where nothing is written."""
    blocks = blocks_of(sheet.text)
    if not blocks:
        sheet.note(1, 1, "the policy text is empty", "write the policy, beginning with `# ` and its title")
        return None
    note_marker_faults(sheet, {one.line for one in blocks if one.marker})
    _note_what_is_left_out(sheet)
    note_disagreement(sheet, has_how=any(one.marker == HOW for one in blocks))
    title = _taken_title(sheet, blocks)
    dated = _taken_date(sheet, blocks)
    blocks = _with_services(sheet, _levelled(blocks))
    return PolicyText(
        title=title, parts=tuple(_parts(sheet, blocks)), source=sheet.text, effective=dated.day if dated else None
    )


def _taken_title(sheet: Sheet, blocks: list[Block]) -> str:
    """The leading first-level heading, taken out of the blocks; dates may stand before it."""
    for place, block in enumerate(blocks[:_NEAR]):
        if block.level == 1:
            return " ".join(blocks.pop(place).text.split())
        if block.level or not date_line(block.text, sheet.language):
            break
    title = _TITLES.get(sheet.language.split("-")[0], "Cookie Policy")
    problem = f"the text has no title, so that the page is called “{title}”"
    sheet.note(blocks[0].line, 1, problem, "begin it with a line such as `# Cookie policy`", is_warning=True)
    return title


def _taken_date(sheet: Sheet, blocks: list[Block]) -> DateLine | None:
    """The line near the top that says since when the text holds, taken out of the blocks."""
    for place, block in enumerate(blocks[:_NEAR]):
        if found := date_line(block.text, sheet.language):
            if found.day is None:
                problem = "this date can be read as day and month, or as month and day"
                sheet.note(block.line, 1, problem, "write the month as a word, or as 2026-11-23", is_warning=True)
                return None
            del blocks[place]
            return found
    return None


def _levelled(blocks: list[Block]) -> list[Block]:
    """The same with its highest headings at level 2, below the page's title, and an id on each."""
    levels = [one.level for one in blocks if one.level]
    shift = 2 - min(levels, default=2)
    ids = Ids()
    return [
        as_heading(one, min(one.level + shift, 6), ids.id_for(one.text)) if one.level else one for one in blocks
    ]


def _with_services(sheet: Sheet, blocks: list[Block]) -> list[Block]:
    """The same with a place for the services: where it is marked, else where a heading asks for them."""
    if any(one.marker == SERVICES for one in blocks):
        return blocks
    place = _end_of_asking_section(blocks)
    if place is None:
        problem = "nothing says where the list of services belongs, so that it goes to the end"
        sheet.note(1, 1, problem, "write `[[services]]` on a line of its own where it belongs", is_warning=True)
        place = len(blocks)
    marker = next(iter(blocks_of(f"[[{SERVICES}]]")))
    return [*blocks[:place], marker, *blocks[place:]]


def _end_of_asking_section(blocks: list[Block]) -> int | None:
    """Behind the prose of the section whose heading asks which cookies are used; `None` if none does."""
    asking = next((place for place, one in enumerate(blocks) if one.level and asks_for_the_list(one.text)), None)
    if asking is None:
        return None
    later = range(asking + 1, len(blocks))
    return next((place for place in later if 0 < blocks[place].level <= blocks[asking].level), len(blocks))


def _parts(sheet: Sheet, blocks: list[Block]) -> Iterator[Part]:
    words = format_list([readable(one) for one in sheet.domains], locale=Locale.parse(sheet.language, sep="-"))
    gathered: list[Block] = []
    for block in [*blocks, None]:
        if block and not block.marker:
            gathered.append(block)
            continue
        if html := html_of(gathered, sheet.domains, words):
            yield Part(html=html)
        gathered = []
        if block:
            yield Part(marker=block.marker)


def _note_what_is_left_out(sheet: Sheet) -> None:
    """Warn of markup that reaches no page: HTML shows as it is written, and pictures would call other sites."""
    if found := _HTML.search(sheet.text):
        cure = "write it in Markdown, without the angle brackets"
        sheet.note_at(found.start(), "HTML is not read, and shows as it is written", cure, is_warning=True)
    if found := _IMAGE.search(sheet.text):
        problem = "a picture is not shown: it becomes a link"
        sheet.note_at(found.start(), problem, "write it as a link, or delete it", is_warning=True)
