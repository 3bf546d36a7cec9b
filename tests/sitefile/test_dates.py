"""The day since which a text holds, as the EU's languages write it."""

from datetime import date

import pytest

from cookieprefs.sitefile.dates import date_line

LINES = [
    ("bg", "Последна актуализация: 22 февруари 2021 г."),  # noqa: RUF001
    ("cs", "Poslední aktualizace: 22. února 2021"),
    ("da", "Sidst opdateret: 22. februar 2021"),
    ("de", "Stand: 22. Februar 2021"),
    ("el", "Τελευταία ενημέρωση: 22 Φεβρουαρίου 2021"),
    ("en", "Last updated: February 22, 2021"),
    ("en", "Effective as of the 22nd of February, 2021."),
    ("en", "Version of 22 Feb. 2021"),
    ("en", "2021-02-22"),
    ("en", "Last updated: 22/02/2021"),
    ("es", "Última actualización: 22 de febrero de 2021"),
    ("et", "Viimati uuendatud: 22. veebruar 2021"),
    ("fi", "Päivitetty 22. helmikuuta 2021"),
    ("fr", "Dernière mise à jour : 22 février 2021"),
    ("fr", "En vigueur depuis le 22 FEVRIER 2021"),
    ("ga", "Nuashonraithe: 22 Feabhra 2021"),
    ("hr", "Zadnje ažuriranje: 22. veljače 2021."),
    ("hu", "Utolsó frissítés: 2021. február 22."),
    ("it", "Ultimo aggiornamento: 22 febbraio 2021"),
    ("lt", "Atnaujinta: 2021 m. vasario 22 d."),
    ("lv", "Atjaunināts: 2021. gada 22. februāris"),
    ("mt", "Aġġornat: 22 ta’ Frar 2021"),
    ("nl", "Laatst bijgewerkt op 22 februari 2021"),
    ("pl", "Ostatnia aktualizacja: 22 lutego 2021 r."),
    ("pt", "Última atualização: 22 de fevereiro de 2021"),
    ("ro", "Ultima actualizare: 22 februarie 2021"),
    ("sk", "Posledná aktualizácia: 22. februára 2021"),
    ("sl", "Posodobljeno: 22. februar 2021"),
    ("sv", "Senast uppdaterad: 22 februari 2021"),
    ("ja", "最終更新日：2021年2月22日"),  # noqa: RUF001
    ("en", "Dernière mise à jour : 22 février 2021"),
    ("pt-BR", "Atualizado em 22 de fevereiro de 2021"),
]


@pytest.mark.parametrize(("language", "line"), LINES)
def test_a_line_with_a_date_is_read(language, line):
    assert date_line(line, language).day == date(2021, 2, 22)


@pytest.mark.parametrize(("language", "day"), [("fr", date(2021, 4, 3)), ("de", date(2021, 4, 3)), ("en", None)])
def test_figures_alone_mean_day_and_month_but_in_english_where_they_stay_open(language, day):
    assert date_line("03/04/2021", language).day == day


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Last updated",
        "Last updated: February 2021",
        "Last updated: February 30, 2021",
        "Last updated: 2021-13-45",
        "Call us on 22 02 2021 99",
        "On 22 February 2021 we opened our second shop in the old town.",
        "The shop of ours that you know opened on 22 February 2021",
        "Version 3 of 2021",
        "Last updated: 22 February 2021 or thereabouts, as far as we know" + " indeed" * 40,
        "May 1 2 3 2021",
        "0000-00-00",
        "٢٢ February 2021 : ٢",
    ],
)
def test_a_line_that_states_no_date_of_the_text_is_none(line):
    assert date_line(line, "en") is None


@pytest.mark.parametrize("language", ["xx", "en-XX", ""])
def test_a_language_without_months_of_its_own_reads_those_of_others(language):
    assert date_line("Last updated: 22 February 2021", language).day == date(2021, 2, 22)
