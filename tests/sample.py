"""A small site for tests: two optional purposes, three optional services, one that always runs."""

from __future__ import annotations

import re
from pathlib import Path

from cookieprefs import actions
from cookieprefs.core.policy import Policy

SITE = """\
site:
  key: test-shop
  name: Test Shop
  domains: [shop.test, www.shop.test]
  privacy_policy: {en: "https://shop.test/privacy", fr: "https://shop.test/fr/vie-privee"}
  controller: {name: Test Shop Ltd, address: "1 Test Street, Testville", email: privacy@shop.test, country: FR}
  authority: {name: CNIL, website: "https://www.cnil.fr"}
languages: [en, fr]
purposes:
  - key: necessary
    title: {en: Running the shop, fr: Fonctionnement}
    summary: {en: Keeps your basket together., fr: Garde votre panier.}
    detail: {en: The basket needs a cookie., fr: Le panier a besoin d’un cookie.}
    category: D
  - key: audience
    title: {en: Audience measurement, fr: Mesure d’audience}
    summary: {en: We count visits to mend broken pages., fr: Nous comptons les visites.}
    detail: {en: Pages that you open are counted., fr: Les pages ouvertes sont comptées.}
    category: B
  - key: media
    title: {en: Videos, fr: Vidéos}
    summary: {en: We show videos from other sites., fr: Nous montrons des vidéos.}
    detail: {en: The video site learns that you watch., fr: Le site de vidéos apprend que vous regardez.}
    category: E
services:
  - use: cookieprefs
    purpose: necessary
  - use: matomo
    purpose: audience
    vendor: site
  - use: hotjar
    purpose: audience
  - use: youtube
    purpose: media
"""

POLICY_EN = """\
# Cookie policy

Last updated: 1 November 2026

## What are cookies?

Small texts that a site leaves in your browser.

## Which cookies do we use?

[[services]]

## How do you decide?

[[how]]
"""

POLICY_FR = """\
# Politique relative aux cookies

Dernière mise à jour : 1 novembre 2026

## Que sont les cookies ?

De petits textes qu’un site laisse dans votre navigateur.

## Quels cookies utilisons-nous ?

[[services]]

## Comment décidez-vous ?

[[how]]
"""

FILES = {"site.yaml": SITE, "policy.en.md": POLICY_EN, "policy.fr.md": POLICY_FR}
"""The operator's files, by name."""


def write(folder: Path, site: str = SITE) -> Path:
    """Write the operator's files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, "site.yaml": site}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


_known: dict[tuple[tuple[str, bytes], ...], Policy] = {}


def policy(folder: Path) -> Policy:
    """The policy that a folder's files state, which must be without fault; the same files are read but once."""
    files = (one for one in folder.iterdir() if one.suffix in (".yaml", ".md"))
    found = tuple(sorted((one.name, one.read_bytes()) for one in files))
    if found not in _known:
        reading = actions.read_site_file(folder)
        assert reading.policy, [str(fault) for fault in reading.faults]
        _known[found] = reading.policy
    return _known[found]


RIGHT_TO_LEFT = {"ar": "كلمات الموقع", "he": "מילים של האתר"}
"""What stands for every text of the site in languages that run right to left."""

_TEXT = re.compile(r'\{en: ("[^"]*"|[^,}]+), fr: ("[^"]*"|[^}]+)\}')


def with_languages(*codes: str, site: str = SITE) -> str:
    """The site file in these languages, the first being its default; English stands for most of them."""
    site = site.replace("languages: [en, fr]", f"languages: [{', '.join(codes)}]")

    def told(found: re.Match[str]) -> str:
        is_address = found[1].startswith('"https:')
        known = {"fr": found[2]} if is_address else {"fr": found[2], **RIGHT_TO_LEFT}
        each = (f"{code}: {known.get(code, found[1])}" for code in codes)
        return f"{{{', '.join(each)}}}"

    return _TEXT.sub(told, site)


def with_language(folder: Path, code: str) -> str:
    """The site file in English, French and one language more; the policy in that one is written."""
    if code in ("en", "fr"):
        return SITE
    (folder / f"policy.{code}.md").write_text(POLICY_EN, encoding="utf-8")
    return with_languages("en", "fr", code)


def with_service(name: str, purpose: str, site: str = SITE) -> str:
    """The site file with one more service from the library."""
    return f"{site}  - use: {name}\n    purpose: {purpose}\n"


def without_service(name: str, site: str = SITE) -> str:
    """The site file with one service of the library less."""
    before, _, after = site.partition(f"  - use: {name}\n")
    return before + after[after.find("  - use:") :] if "  - use:" in after else before
