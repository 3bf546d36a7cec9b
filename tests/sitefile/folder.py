"""A whole, faultless folder of an operator's, and how a test breaks one thing in it."""

from pathlib import Path

from cookieprefs.sitefile import Fault, Reading
from cookieprefs.sitefile.read import read

HERE = "◆"
"""Stands in a broken snippet right before the place that the fault has to name."""

SITE = """\
site:
  key: shop
  name: Tea Corner
  domains: [teacorner.eu, www.teacorner.eu]
  privacy_policy: https://teacorner.eu/privacy
  controller:
    name: Tea Corner BV
    address: Kade 1, Gent
    email: privacy@teacorner.eu
    country: BE
    data_protection_officer: ""
  authority:
    name: APD
    website: https://www.autoriteprotectiondonnees.be
languages: [en, fr]
consent:
  lifetime: 6 months
  proof_kept: 3 years
  continued_navigation: false
purposes:
  - key: necessary
    title: {en: Necessary, fr: Nécessaire}
    summary: {en: Keeps your basket together., fr: Garde votre panier.}
    detail: {en: The basket and the payment need it., fr: Le panier et le paiement en ont besoin.}
    category: D
  - key: audience
    title: {en: Counting visits, fr: Compter les visites}
    summary: {en: We count which pages are opened., fr: Nous comptons les pages ouvertes.}
    detail: {en: So that we find broken links., fr: Pour trouver les liens rompus.}
vendors:
  - key: counter
    name: Counter Ltd
    privacy_policy: https://counter.ie/privacy
services:
  - key: cookieprefs
    name: Basket
    purpose: necessary
    vendor: site
    regime: strictly_necessary
    necessity_reason: {en: No basket without it., fr: Pas de panier sans lui.}
    description: {en: Keeps the basket., fr: Garde le panier.}
    data: [online_identifier]
    cookies:
      - {name: basket, lifetime: session, holds: {en: A number., fr: Un numéro.}}
  - key: counter
    name: Counter
    purpose: audience
    vendor: counter
    description: {en: Counts visits., fr: Compte les visites.}
    data: [usage]
    regimes: {FR: exempt_with_optout}
    cookies:
      - name: _count*
        kind: localStorage
        lifetime: 13 months
        party: third
        shared: true
        holds: {en: A number., fr: Un numéro.}
    exemption:
      publisher_only: true
      measurement_only: true
      anonymous_statistics: true
      no_cross_reference: true
      no_cross_site_identifier: true
      no_transfer: true
"""

TEXT = """\
# Cookies at Tea Corner

Last updated: 3 May 2026

We keep a few notes on your device.

## Where they are listed

[[services]]
"""

TEXTS = {"en": TEXT, "fr": TEXT.replace("Last updated", "Mise à jour")}


def written(folder: Path, site: str | bytes = SITE, **texts: str | bytes | None) -> Path:
    """The folder with the faultless files, but for those that are given; `None` leaves one out."""
    for name, content in {"site.yaml": site, **_files(TEXTS | texts)}.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def reading(folder: Path, site: str | bytes = SITE, **texts: str | bytes | None) -> Reading:
    """What reading such a folder gives."""
    return read(written(folder, site, **texts))


def broken(old: str, new: str, text: str = SITE) -> tuple[str, tuple[int, int]]:
    """The text with one snippet changed, and the place that `new` marks in it."""
    assert text.count(old) >= 1, f"{old!r} is not in the sample"
    changed = text.replace(old, new, 1)
    assert changed.count(HERE) == 1, "mark one place"
    before = changed[: changed.index(HERE)]
    return changed.replace(HERE, ""), (before.count("\n") + 1, len(before) - before.rfind("\n"))


def at(faults: tuple[Fault, ...], place: tuple[int, int]) -> list[str]:
    """The sentences of the faults at a place."""
    return [f"{one.problem}; {one.cure}" for one in faults if (one.line, one.column) == place]


def _files(texts: dict[str, str | bytes | None]) -> dict[str, str | bytes | None]:
    return {f"policy.{language.replace('_', '-')}.md": text for language, text in texts.items()}
