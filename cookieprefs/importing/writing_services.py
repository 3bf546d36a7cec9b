"""The vendors and services of a draft as lines of a `site.yaml`."""

from __future__ import annotations

from dataclasses import replace

from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.regime import Regime
from cookieprefs.importing.draft import Draft, FoundCookie, FoundService
from cookieprefs.importing.finishing import category_of, entry_options
from cookieprefs.importing.purposes import NECESSARY
from cookieprefs.importing.remarks import in_a_row
from cookieprefs.importing.yamltext import Lines, bare_key
from cookieprefs.sitefile.checks import OURS
from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.library import shipped
from cookieprefs.sitefile.model import SITE_VENDOR, regime_of

_COOKIE_NAME = "its name, with `*` for what varies"
_LIFETIME = "how long it stays: session, persistent, or such as 13 months"


def write_vendors(lines: Lines, draft: Draft) -> None:
    """A vendor for each service that the library does not know: who it is, the operator has to say."""
    unknown: dict[str, FoundService] = {}
    for one in draft.services:
        if not one.use:
            known = unknown.setdefault(_vendor_key(one), one)
            unknown[_vendor_key(one)] = (
                known if known.vendor_policy else replace(known, vendor_policy=one.vendor_policy)
            )
    if not unknown:
        return
    lines.blank()
    lines.comment(
        0,
        "Who is behind each service below that the library does not know. A service of your own needs none:",
        f"write `vendor: {SITE_VENDOR}` there, and delete its entry here.",
    )
    lines.line(0, "vendors:")
    for key, one in unknown.items():
        lines.line(1, f"- key: {bare_key(key)}")
        if one.vendor_name:
            lines.value(2, "name", one.vendor_name, "as the list says; write its full name")
        else:
            lines.mark(2, "name", f"the company or person behind {quoted(one.name or one.there or one.key)}")
        if one.vendor_policy:
            lines.value(2, "privacy_policy", one.vendor_policy, "as the list says; see that it is the policy")
        else:
            lines.mark(2, "privacy_policy", "the address of its privacy policy, with https://")


def _vendor_key(service: FoundService) -> str:
    """The vendor's key: `site` is taken, and so are those of the library."""
    key = service.vendor or service.key
    return f"{key[:33]}-vendor" if key == SITE_VENDOR or key in shipped().vendors else key


def write_services(lines: Lines, draft: Draft) -> None:
    """Each service: by the library where it is known there, else in full with what is told of it."""
    necessary = next(one.key for one in draft.purposes if category_of(one) is NECESSARY)
    lines.blank()
    lines.line(0, "services:")
    lines.comment(1, "This tool itself: the cookies that keep the visitors' answers.")
    lines.line(1, f"- use: {OURS}")
    lines.line(2, f"purpose: {bare_key(necessary)}")
    for one in draft.services:
        lines.blank()
        if one.there and one.there != one.key:
            lines.comment(1, f"there: {quoted(one.there)}")
        lines.comment(1, *one.remarks)
        if one.use:
            _from_library(lines, one)
        else:
            _in_full(lines, one, draft.languages)


def _from_library(lines: Lines, one: FoundService) -> None:
    use = one.use or ""
    lines.line(1, f"- use: {use}")
    if one.key != use:
        lines.line(2, f"key: {bare_key(one.key)}", "the name in your pages' markup and your visitors' answers")
    _purpose(lines, one)
    if regime_of(shipped().services[use]) is Regime.STRICTLY_NECESSARY and one.could_be_refused:
        lines.line(
            2, "regime: consent", "as there; delete it where it is loaded only for what a visitor asked for"
        )
    for option in entry_options(one):
        if option in one.options:
            lines.value(2, option, one.options[option])
        else:
            lines.comment(2, f"{option}: …  (to have it loaded for you, without markup in your pages)")
    if one.description:
        told = in_a_row(quoted(words) for words in one.description.values())
        lines.comment(2, f"your own text, where the library's is not to stand: description: {told}")


def _in_full(lines: Lines, one: FoundService, languages: tuple[str, ...]) -> None:
    lines.line(1, f"- key: {bare_key(one.key)}")
    if one.name:
        lines.value(2, "name", one.name)
    else:
        lines.mark(2, "name", "what visitors know it as")
    _purpose(lines, one)
    lines.line(2, f"vendor: {bare_key(_vendor_key(one))}")
    if one.is_required:
        lines.line(
            2, "regime: strictly_necessary", "as there, for it could not be refused; else delete both lines"
        )
        lines.text(2, "necessity_reason", {}, languages, "why the site does not work without it; visitors read it")
    lines.text(2, "description", one.description, languages, "what it does, for visitors")
    lines.comment(2, "data: [online_identifier]  (what sort of data it reads or keeps)")
    if one.cookies:
        lines.line(2, "cookies:")
        for cookie in one.cookies:
            _cookie(lines, cookie, languages)
    else:
        lines.comment(
            2, "The source names no cookies of it. Look at what your site stores, and list it under `cookies:`."
        )


def _purpose(lines: Lines, one: FoundService) -> None:
    if one.purpose:
        lines.line(2, f"purpose: {bare_key(one.purpose)}")
    else:
        lines.mark(2, "purpose", "the key of a purpose above")


def _cookie(lines: Lines, one: FoundCookie, languages: tuple[str, ...]) -> None:
    if one.name:
        lines.value(3, "- name", one.name)
    else:
        lines.mark(3, "- name", f"{_COOKIE_NAME}; there: {quoted(one.there)}")
    if one.kind != "cookie":
        lines.value(4, "kind", one.kind)
    if one.lifetime and parse_lifetime(one.lifetime):
        lines.value(4, "lifetime", one.lifetime)
    else:
        there = f"; there: {quoted(one.unread_lifetime)}" if one.unread_lifetime else ""
        lines.mark(4, "lifetime", f"{_LIFETIME}{there}")
    if one.is_third_party:
        lines.line(4, "party: third")
    if one.domain:
        theirs = "" if one.is_third_party else "write `party: third` too where that is no domain of yours"
        lines.value(4, "domain", one.domain, theirs)
    if one.path != "/":
        lines.value(4, "path", one.path)
    lines.text(4, "holds", one.holds, languages, "what is in it, for visitors")
