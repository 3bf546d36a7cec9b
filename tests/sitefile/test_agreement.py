"""Prose that says that browsing on is consent, against the setting that says whether it is."""

import pytest

from tests.sitefile.prose import problems

END = "\n\n[[services]]\n"

SAYING = [
    ("en", "They are set if you ", "continue your navigation by opening another page."),
    ("en", "You agree by ", "continuing to browse our pages."),
    ("en", "You agree if you ", "keep browsing."),
    ("en", "You agree when you open ", "a second page."),
    ("en", "You agree if you ", "continue\nto use this website."),
    ("fr", "Vous acceptez en ", "poursuivant votre navigation."),
    ("fr", "Vous acceptez si vous ", "continuez à naviguer."),
    ("fr", "Vous acceptez en ouvrant ", "une deuxième page."),
    ("de", "Sie stimmen zu, wenn Sie ", "weitersurfen."),
    ("de", "Wenn Sie hier ", "weiter surfen, stimmen Sie zu."),
    ("es", "Usted acepta si ", "continúa navegando."),
    ("it", "Acconsenti se ", "continui la navigazione."),
    ("nl", "U gaat akkoord als u ", "verder surft."),
    ("pt", "Aceita se ", "continuar a navegar."),
    ("pl", "Zgoda przez ", "dalsze korzystanie ze strony."),
]


@pytest.mark.parametrize(("language", "before", "phrase"), SAYING)
def test_a_text_that_says_so_gives_a_warning_while_the_setting_is_off(language, before, phrase):
    found = problems(f"# T\n\n{before}{phrase}{END}", language)
    assert [(line, column) for line, column, _ in found] == [(3, len(before) + 1)]
    assert "the text says that browsing on is consent" in found[0][2]


@pytest.mark.parametrize(("language", "before", "phrase"), SAYING)
def test_it_gives_none_while_the_setting_is_on(language, before, phrase):
    assert problems(f"# T\n\n{before}{phrase}{END}", language, continued_navigation=True) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Continuing to browse is not consent."),
        ("en", "We do not take continued browsing for a yes."),
        ("en", "You can continue. Browsing is free."),
        ("fr", "Poursuivre votre navigation ne vaut pas accord."),
        ("de", "Weitersurfen gilt nicht als Zustimmung."),
        ("en", "We continue to use Matomo."),
    ],
)
def test_a_text_that_denies_it_gives_none(language, text):
    assert problems(f"# T\n\n{text}{END}", language) == []


def test_a_setting_that_the_text_does_not_tell_gives_a_warning():
    found = problems("# T\n\nWords." + END, continued_navigation=True)
    assert [said.split(";")[0] for _, _, said in found] == [
        "browsing on counts as consent, and the text does not say so"
    ]


def test_a_marker_for_how_consent_is_given_tells_it():
    assert problems("# T\n\n[[how]]" + END, continued_navigation=True) == []
