"""The operator's whole folder: the site file and the policy's prose, checked one against the other."""

from __future__ import annotations

import re
from pathlib import Path

from cookieprefs.core.policy import PolicyText
from cookieprefs.sitefile import build
from cookieprefs.sitefile.faults import Fault, Reading
from cookieprefs.sitefile.prose import read_prose
from cookieprefs.sitefile.sheet import Sheet, tidied
from cookieprefs.sitefile.site_file import SiteFile, read_site_file
from cookieprefs.sitefile.source import load
from cookieprefs.sitefile.yaml_tree import Tree

SITE_FILE = "site.yaml"
_POLICY_FILE = re.compile(r"policy\.([a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2})\.md")


def read(folder: Path) -> Reading:
    """The policy that the folder's files state, or all that is wrong with them. Raises for no content whatever."""
    site_file = read_site_file(folder / SITE_FILE)
    texts: dict[str, PolicyText] = {}
    faults = [*site_file.faults, *_unlisted(folder, site_file)]
    for language in site_file.languages or _languages_in(folder):
        text, found = _text(folder, language, site_file)
        faults += found
        texts |= {language: text} if text else {}
    faults = sorted(
        dict.fromkeys(faults), key=lambda one: (not one.file.endswith(SITE_FILE), one.file, one.line, one.column)
    )
    has_errors = any(not one.is_warning for one in faults)
    policy = build.policy(site_file.entries, texts) if site_file.entries and not has_errors else None
    return Reading(policy=policy, faults=tuple(faults))


def policy_file(language: str) -> str:
    """The name of the file with the prose in a language."""
    return f"policy.{language}.md"


def _text(folder: Path, language: str, site_file: SiteFile) -> tuple[PolicyText | None, list[Fault]]:
    path = folder / policy_file(language)
    if not path.exists() and site_file.tree:
        return None, [_missing(path, language, site_file, site_file.tree)]
    pasted = load(path, missing="write the policy there", vertical_breaks=True)
    if isinstance(pasted, Fault):
        return None, [pasted]
    sheet = Sheet(
        file=str(path),
        text=tidied(pasted),
        language=language,
        domains=site_file.domains,
        continued_navigation=site_file.continued_navigation,
    )
    return read_prose(sheet), sheet.faults


def _missing(path: Path, language: str, site_file: SiteFile, tree: Tree) -> Fault:
    """Only the first language must have its text: visitors of the others read that one, marked as such (L-26)."""
    first, place = site_file.languages[0], site_file.languages.index(language)
    problem, cure = f"there is no policy text in `{language}`", f"write it in {path}, or delete the language"
    if place:
        problem = f"{problem}, so its visitors read the one in `{first}`"
    return tree.fault(("languages", place), problem, cure, is_warning=place > 0)


def _languages_in(folder: Path) -> list[str]:
    """The languages that have prose in the folder, for when the site file cannot say."""
    try:
        return sorted(found[1] for one in folder.iterdir() if (found := _POLICY_FILE.fullmatch(one.name)))
    except OSError:
        return []


def _unlisted(folder: Path, site_file: SiteFile) -> list[Fault]:
    """A warning for each file of prose whose language the site file does not name."""
    return [
        Fault(
            file=str(folder / policy_file(language)),
            line=1,
            column=1,
            problem="no visitor sees this text",
            cure=f"add `{language}` to `languages` in {SITE_FILE}, or delete the file",
            is_warning=True,
        )
        for language in _languages_in(folder)
        if site_file.languages and language not in site_file.languages
    ]
