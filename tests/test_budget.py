"""What a first visit downloads stays within its budget: the starter site in French, with everything turned on."""

import pytest

from benchmarks import starter
from benchmarks.first_visit import BUDGET, weigh_ours

PURPOSES = {
    "en": "Audience measurement",
    "fr": "Mesure d",
    "de": "Reichweitenmessung",
    "es": "Medición de la audiencia",
    "it": "Misurazione del pubblico",
}
"""By the title of one purpose of the starter's: what its script says in each language."""


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    """What `embed.js` of the starter site is in each of its languages."""
    with starter.published("https://maison-tilleul.example") as app:
        client = app.test_client()
        return {code: client.get(f"/embed.js?lang={code}").text for code in PURPOSES}


def test_a_first_visit_downloads_no_more_than_its_budget() -> None:
    first, _ = weigh_ours()
    assert first <= BUDGET


@pytest.mark.parametrize("language", PURPOSES)
def test_what_a_first_visit_downloads_is_in_one_language(scripts: dict[str, str], language: str) -> None:
    assert PURPOSES[language] in scripts[language]
    others = [name for code, name in PURPOSES.items() if code != language]
    assert not [name for name in others if name in scripts[language]]
