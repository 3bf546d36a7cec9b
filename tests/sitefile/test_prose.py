"""Policy text as it is pasted: title, date, headings, links, tables, and what is left out."""

from datetime import date

import pytest

from tests.sitefile.prose import outline, problems, prose_of, soup_of

BLANK = "\N{NO-BREAK SPACE}"
END = "\n\n[[services]]\n"

PASTED = [
    "# Our cookies\n\nLast updated: 3 May 2026\n\nWe keep notes.",
    "Our cookies\n===========\n\nLast updated: May 3, 2026\n\nWe keep notes.",
    "Our cookies   \n====   \nLast updated: 2026-05-03   \n\nWe keep notes.",
    f"#{BLANK}Our cookies{BLANK}\n{BLANK}\nLast{BLANK}updated:{BLANK}3 May{BLANK}2026{BLANK}\n\nWe keep notes.",
    "Last updated: 3 May 2026\n\n# Our cookies\n\nWe keep notes.",
    "# Our cookies #\n\n*Effective date: 3 May 2026*\n\nWe keep notes.",
    "# Our *cookies*\n\n**Effective as of** May 3rd, 2026.\n\nWe keep notes.",
    "\n\n\n# Our   cookies\n\n\n\n##### Last updated: 3 May 2026\n\n\nWe keep notes.",
    f"# Our cookies\n\n{BLANK}{BLANK} Last updated: 3 May 2026\n\n    We keep notes.",
]


@pytest.mark.parametrize("text", PASTED, ids=range(len(PASTED)))
def test_title_and_date_are_taken_out_however_they_are_pasted(text):
    prose = prose_of(text + END)
    assert (prose.title, prose.effective) == ("Our cookies", date(2026, 5, 3))
    assert [(one.html, one.marker) for one in prose.parts] == [("<p>We keep notes.</p>", ""), ("", "services")]


def test_a_text_without_a_date_has_none():
    assert prose_of("# Our cookies\n\nWe keep notes." + END).effective is None


def test_a_day_told_in_a_sentence_is_no_date_of_the_text():
    prose = prose_of("# Our cookies\n\nThe shop opened on 3 May 2021 in Gent, and has kept notes since." + END)
    assert prose.effective is None
    assert "3 May 2021" in prose.parts[0].html


def test_a_date_far_down_is_left_where_it_is():
    text = "# Our cookies\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\nLast updated: 3 May 2026" + END
    assert prose_of(text).effective is None


def test_a_date_that_reads_two_ways_is_left_with_a_warning():
    text = "# Our cookies\n\nLast updated: 04/05/2026" + END
    assert prose_of(text).effective is None
    assert soup_of(text).p.get_text() == "Last updated: 04/05/2026"
    assert [(line, column) for line, column, _ in problems(text)] == [(3, 1)]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Cookie Policy"),
        ("fr", "Politique relative aux cookies"),
        ("pt-BR", "Política de cookies"),
        ("fi", "Evästekäytäntö"),
        ("nb", "Cookie Policy"),
    ],
)
def test_a_text_without_a_title_gets_one_and_a_warning(language, title):
    assert prose_of("We keep notes." + END, language).title == title
    assert problems("We keep notes." + END, language)[0][2].startswith(
        f"the text has no title, so that the page is called “{title}”"
    )


def test_a_first_level_heading_further_down_is_no_title():
    text = "Words.\n\n# Our cookies" + END
    assert prose_of(text).title == "Cookie Policy"
    assert soup_of(text).h2.get_text() == "Our cookies"


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# T\n\n## A\n\n### B\n\n## C", ["h2", "h3", "h2"]),
        ("# T\n\n# A\n\n## B", ["h2", "h3"]),
        ("# T\n\n### A\n\n#### B", ["h2", "h3"]),
        ("# T\n\n# A\n\n###### B", ["h2", "h6"]),
        ("T\n=\n\nA\n-\n\nB\n-", ["h2", "h2"]),
        ("# T\n\n##\n\n## A", ["h2"]),
    ],
)
def test_the_highest_headings_of_the_body_are_of_the_second_level(text, headings):
    assert [one.name for one in soup_of(text + END).find_all(["h1", "h2", "h3", "h4", "h5", "h6"])] == headings


def test_each_heading_has_an_id_of_its_own_and_of_ours():
    text = "# T\n\n## Où cela vaut\n\n## Où cela vaut\n\n## Your GDPR rights\n\n## ???\n\n## Γειά" + END
    assert [one["id"] for one in soup_of(text).find_all("h2")] == [
        "cookieprefs-text-ou-cela-vaut",
        "cookieprefs-text-ou-cela-vaut--2",
        "cookieprefs-text-your-rights",
        "cookieprefs-text-section",
        "cookieprefs-text-γεια",
    ]


@pytest.mark.parametrize(
    ("address", "rel"),
    [
        ("https://www.cnil.fr/", ["noopener"]),
        ("//tracker.test/", ["noopener"]),
        ("https://teacorner.eu/privacy", None),
        ("https://WWW.teacorner.eu/", None),
        ("/privacy", None),
        ("#cookieprefs-panel", None),
        ("mailto:privacy@teacorner.eu", None),
    ],
)
def test_a_link_to_another_host_says_nothing_of_where_it_was_opened(address, rel):
    link = soup_of(f"# T\n\nSee [this]({address})." + END).a
    assert (link["href"].lower(), link.get("rel")) == (address.lower(), rel)


def test_a_link_without_words_shows_its_address():
    assert soup_of("# T\n\n[](https://www.cnil.fr/)" + END).a.get_text() == "https://www.cnil.fr/"


def test_a_link_that_would_run_a_script_is_no_link():
    assert soup_of("# T\n\n[click](javascript:alert%281%29) <javascript:x>" + END).find("a") is None


def test_a_table_has_headed_columns():
    soup = soup_of("# T\n\n| Name | Why |\n|:---|---:|\n| a | b |" + END)
    assert [(one.get_text(), one.attrs) for one in soup.select("table thead th")] == [
        ("Name", {"scope": "col"}),
        ("Why", {"scope": "col"}),
    ]
    assert [(one.get_text(), one.attrs) for one in soup.select("table tbody td")] == [("a", {}), ("b", {})]


def test_html_shows_as_it_was_written_and_gives_a_warning():
    text = "# T\n\nBuy <b onclick=x()>now</b>\n\n<script>alert(1)</script>" + END
    assert soup_of(text).p.get_text() == "Buy <b onclick=x()>now</b>"
    assert soup_of(text).find(["b", "script"]) is None
    assert problems(text)[0] == (
        3,
        5,
        "HTML is not read, and shows as it is written; write it in Markdown, without the angle brackets",
    )


def test_a_picture_becomes_a_link_and_gives_a_warning():
    text = "# T\n\nA ![cup](https://pictures.test/cup.png)" + END
    assert soup_of(text).find("img") is None
    assert (soup_of(text).a.get_text(), soup_of(text).p.get_text()) == ("cup", "A cup")
    assert problems(text)[0][:2] == (3, 3)


def test_hard_blanks_go_from_between_words_and_stay_before_signs():
    text = f"# T\n\nNos{BLANK}cookies{BLANK}: «{BLANK}oui{BLANK}» ou 5{BLANK}%" + END
    assert soup_of(text, "fr").p.get_text() == f"Nos cookies{BLANK}: «{BLANK}oui{BLANK}» ou 5{BLANK}%"


@pytest.mark.parametrize("text", ["", "\n \n", f"{BLANK}\n\n{BLANK}"])
def test_a_text_of_nothing_is_a_fault(text):
    assert prose_of(text) is None
    assert problems(text) == [
        (1, 1, "the policy text is empty; write the policy, beginning with `# ` and its title")
    ]


def test_the_source_is_kept():
    assert prose_of("# T\n\nWords." + END).source == "# T\n\nWords." + END


def test_prose_keeps_its_order_around_what_is_generated():
    text = "# T\n\n## A\n\n[[how]]\n\n## B\n\n[[services]]\n\n## C\n\n[[domains]]\n"
    assert outline(text) == ["A", "[[how]]", "B", "[[services]]", "C", "[[domains]]"]
