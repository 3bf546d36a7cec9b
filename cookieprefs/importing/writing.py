"""A draft as the text of a `site.yaml`, with a mark at each place that the operator has to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cookieprefs.importing.draft import Draft, Words
from cookieprefs.importing.finishing import category_of
from cookieprefs.importing.writing_services import write_services, write_vendors
from cookieprefs.importing.yamltext import MARK, Lines, bare_key, scalar
from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.markup import TOOLS
from cookieprefs.sitefile.vague import vague_phrase

_TITLE = "a few words that say what it is for"
_SUMMARY = "one sentence: what is recorded or shown, and what for; it stands in the banner"
_DETAIL = "the whole of it: what is recorded, who gets it, what it is used for, and what a no changes"


@dataclass(frozen=True, kw_only=True)
class Written:
    """The text of a site file, and how many places of it are yet to be written."""

    text: str
    marks: int


def written(draft: Draft, source: str) -> Written:
    """The site file that says what a finished draft does; `source` names the file that it was read from."""
    lines = Lines()
    _head(lines, draft, source)
    _site(lines, draft)
    _languages(lines, draft)
    _consent(lines, draft)
    _markup(lines, draft)
    _purposes(lines, draft)
    write_vendors(lines, draft)
    write_services(lines, draft)
    return Written(text=lines.whole(), marks=lines.marks)


def _head(lines: Lines, draft: Draft, source: str) -> None:
    lines.comment(
        0,
        f"Read from {draft.tool} ({source}).",
        f"What it does not say is empty and bears the word {MARK}; `cookieprefs check` names each such line.",
        "Compare the rest with your site too: a configuration says what somebody once wrote, not what runs today.",
    )
    if draft.left:
        lines.comment(0, "", "Not taken over:")
        lines.comment(0, *(f"- {one}" for one in draft.left))


def _site(lines: Lines, draft: Draft) -> None:
    lines.blank()
    lines.line(0, "site:")
    lines.mark(1, "name", "what visitors know the site as")
    if draft.domains:
        listed = ", ".join(f'"{one}"' for one in draft.domains)
        lines.line(
            1,
            f"domains: [{listed}]",
            f"from {draft.tool}'s cookie; name each host that visitors use, such as www.",
        )
    else:
        lines.mark(
            1,
            "domains",
            "every host that one decision covers, such as [shop.example, www.shop.example]",
            empty="[]",
        )
    _privacy_policy(lines, draft)
    lines.line(1, "controller:")
    lines.mark(2, "name", "the company or person that the law holds responsible")
    lines.mark(2, "address", "the postal address")
    lines.mark(2, "email", "where a person answers")
    lines.line(1, "authority:", "where visitors may complain: the one of your country")
    lines.mark(2, "name", "such as CNIL")
    lines.mark(2, "website", "its address, with https://")


def _privacy_policy(lines: Lines, draft: Draft) -> None:
    there = f"; there: {quoted(draft.unread_policy)}" if draft.unread_policy else ""
    if draft.privacy_policy and len(set(draft.privacy_policy.values())) == 1:
        lines.value(1, "privacy_policy", next(iter(draft.privacy_policy.values())))
    elif draft.privacy_policy:
        lines.text(1, "privacy_policy", draft.privacy_policy, draft.languages, "its address, with https://")
    else:
        lines.mark(1, "privacy_policy", f"its address, with https://{there}")


def _languages(lines: Lines, draft: Draft) -> None:
    lines.blank()
    guess = (
        "The source does not say its language: say it with --language, or change it here. "
        * draft.guesses_language
    )
    lines.comment(0, f"{guess}Each needs its policy.<language>.md beside this file.")
    lines.line(0, f"languages: [{', '.join(draft.languages)}]")


def _consent(lines: Lines, draft: Draft) -> None:
    lines.blank()
    lines.line(0, "consent:")
    if draft.lifetime:
        lines.value(1, "lifetime", draft.lifetime, f"as {draft.tool} remembered an answer")
    else:
        there = f"; there: {draft.unread_lifetime}" if draft.unread_lifetime else ""
        lines.value(1, "lifetime", "6 months", f"what is meant where nothing is written{there}")
    if draft.do_not_track:
        lines.line(1, "do_not_track: true")
    if draft.hides_from_crawlers:
        lines.line(1, "hide_from_crawlers: true")


def _markup(lines: Lines, draft: Draft) -> None:
    """How the pages' old markup can go on working, for the operator to switch on."""
    if draft.markup not in TOOLS:
        return
    meant = {name: one.key for one in draft.purposes for name in one.called}
    meant |= {name: one.key for one in draft.services for name in one.called}
    names = [f"{scalar(name)}: {bare_key(key)}" for name, key in meant.items() if name != key]
    lines.blank()
    lines.comment(0, f"With this, your pages' markup for {draft.tool} goes on working (docs/migrating.md):")
    lines.comment(
        0, f"markup: {{{draft.markup}: {{{', '.join(names)}}}}}" if names else f"markup: [{draft.markup}]"
    )


def _purposes(lines: Lines, draft: Draft) -> None:
    lines.blank()
    lines.line(0, "purposes:")
    for one in draft.purposes:
        kind = category_of(one)
        there = f"there: {quoted(one.there)}" if one.there and one.there.lower() != one.key else ""
        lines.line(1, f"- key: {bare_key(one.key)}", there)
        titles = _telling(one.title, allowed=0) or (kind.title if kind else {})
        empty = [quoted(words) for words in one.title.values() if vague_phrase(words, allowed=0)]
        lines.comment(2, *(f"there: {words}, which does not say what is done" for words in empty))
        lines.text(2, "title", titles, draft.languages, _TITLE)
        lines.text(2, "summary", {}, draft.languages, _SUMMARY)
        vague = [quoted(words) for words in one.detail.values() if vague_phrase(words, allowed=1)]
        lines.comment(2, *(f"there: {words}, which does not say what is done" for words in vague))
        lines.text(2, "detail", _telling(one.detail, allowed=1), draft.languages, _DETAIL)
        if kind:
            lines.line(2, f"category: {kind.category}")
        else:
            lines.line(
                2, "category: X", "D necessary, A preferences, B audience, E video and chat, F ads, X other"
            )


def _telling(words: Words, *, allowed: int) -> Words:
    return {code: text for code, text in words.items() if text and not vague_phrase(text, allowed=allowed)}


def numbers_of(draft: Draft, marks: int) -> Iterable[str]:
    """What was taken, what was left and what has to be written by hand, a line each."""
    known = [one for one in draft.services if one.use]
    cookies = sum(len(one.cookies) for one in draft.services if not one.use)
    yield (
        f"Taken: {_counted(len(draft.services), 'service')} ({len(known)} from the library), "
        f"{_counted(len(draft.purposes), 'purpose')}, {_counted(cookies, 'cookie')}."
    )
    yield f"Left: {_counted(len(draft.left), 'thing')}{', told at the top of the file' if draft.left else ''}."
    yield f"To be written by hand: {_counted(marks, 'place')}, marked {MARK}; `cookieprefs check` names each line."


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
