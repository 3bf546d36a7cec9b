"""Where what is generated goes: markers, and headings that ask for the services."""

import pytest

from tests.sitefile.prose import outline, problems, soup_of

END = "\n\n[[services]]\n"

FAULTY = [
    ("# T\n\n[[servces]]", (3, 1), "`[[servces]]` is no marker; did you mean `services`?"),
    ("# T\n\nAll in [[zzz]].", (3, 8), "`[[zzz]]` is no marker; write one of `services`, `domains`, `how`"),
    ("# T\n\n[[]]", (3, 1), "`[[]]` is no marker"),
    (
        "# T\n\nThese: [[services]]",
        (3, 8),
        "`[[services]]` stands within something else; write it on a line of its own",
    ),
    ("# T\n\nSo [[how]] then", (3, 4), "`[[how]]` stands within something else"),
    ("# T\n\n- [[services]]", (3, 3), "`[[services]]` stands within something else"),
    ("# T\n\n- one\n\n  [[services]]", (5, 3), "`[[services]]` stands within something else"),
    ("# T\n\n> [[how]]", (3, 3), "`[[how]]` stands within something else"),
    ("# T\n\n## [[services]]", (3, 4), "`[[services]]` stands within something else"),
    ("# T\n\n| a |\n|---|\n| [[services]] |", (5, 3), "`[[services]]` stands within something else"),
    ("# T\n\n[[services]]\n\n[[services]]", (5, 1), "`[[services]]` stands here a second time; delete it"),
]


@pytest.mark.parametrize(("text", "place", "sentence"), FAULTY)
def test_a_marker_that_cannot_be_followed_is_a_fault(text, place, sentence):
    found = [said for line, column, said in problems(text) if (line, column) == place]
    assert any(sentence in one for one in found), problems(text)


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\nBefore.\n[[services]]\nAfter.",
        "# T\n\nBefore.\n\n  [[ Services ]]  \n\nAfter.",
        "# T\n\n- Before.\n[[services]]\nAfter.",
        "# T\n\n> Before.\n[[services]]\nAfter.",
        "# T\n\n| Before. |\n|---|\n[[services]]\nAfter.",
        "# T\n\nBefore.\n\n[[services]]\n---\n\nAfter.",
    ],
)
def test_a_marker_on_a_line_of_its_own_parts_the_text(text):
    assert problems(text) == []
    before, after = soup_of(text).get_text().split("Before.")[1:], soup_of(text).services
    assert before
    assert after.find_next(string="After.") or after.find_next("p").get_text() == "After."


@pytest.mark.parametrize(
    "text", ["`[[what]]`", "```\n[[what]]\n```", "[[1]](https://teacorner.eu/notes)", "a[[1]](#x)"]
)
def test_brackets_in_code_and_links_are_no_markers(text):
    assert problems(f"# T\n\n{text}{END}") == []


def test_domains_within_a_sentence_are_named_in_its_language():
    text = "# T\n\nIt holds for [[domains]] and *[[ Domains ]]*." + END
    names = "teacorner.eu and www.teacorner.eu"
    assert soup_of(text).p.get_text() == f"It holds for {names} and {names}."
    assert "teacorner.eu et www.teacorner.eu" in soup_of(text, "fr").p.get_text()


def test_domains_in_a_list_are_named_too():
    assert soup_of("# T\n\n- [[domains]]" + END).li.get_text().strip() == "teacorner.eu and www.teacorner.eu"


ASKING = [
    ("en", "What cookies do we use?"),
    ("en", "3. What types of cookies do we use?"),
    ("en", "Which cookies and similar technologies do we use?"),
    ("en", "Which cookies are used on this website?"),
    ("en", "What cookies does this site use?"),
    ("en", "List of cookies"),
    ("en", "Cookies we use"),
    ("fr", "Quels cookies utilisons-nous\N{NO-BREAK SPACE}?"),
    ("fr", "Quels sont les cookies que nous utilisons ?"),
    ("fr", "Liste des cookies"),
    ("de", "Welche Cookies verwenden wir?"),
    ("de", "Welche Cookies setzen wir ein?"),
    ("de", "Überblick über die verwendeten Cookies"),
    ("es", "¿Qué cookies utilizamos?"),
    ("es", "¿Cuáles son las cookies que usamos?"),
    ("es", "Lista de cookies"),
    ("it", "Quali cookie utilizziamo?"),
    ("it", "Elenco dei cookie"),
    ("nl", "Welke cookies gebruiken wij?"),
    ("pt", "Que cookies utilizamos?"),
    ("pt", "Quais são os cookies que utilizamos?"),
    ("pl", "Jakich plików cookies używamy?"),
    ("pl", "Jakie pliki cookie stosujemy?"),
    ("sv", "Vilka kakor använder vi?"),
    ("da", "Hvilke cookies bruger vi?"),
]


@pytest.mark.parametrize(("language", "heading"), ASKING)
def test_services_go_under_the_heading_that_asks_for_them(language, heading):
    text = f"# T\n\n## First\n\nWords.\n\n## {heading}\n\nWords.\n\n## Last\n\nWords.\n"
    assert outline(text, language) == ["First", heading, "[[services]]", "Last"]
    assert problems(text, language) == []


def test_services_go_below_the_prose_and_the_parts_of_their_section():
    text = "# T\n\n## What cookies do we use?\n\nWords.\n\n### Ours\n\nMore.\n\n## Last\n"
    assert outline(text) == ["What cookies do we use?", "Ours", "[[services]]", "Last"]


def test_a_marker_goes_before_a_heading_that_asks():
    text = "# T\n\n## What cookies do we use?\n\n## Last\n\n[[services]]\n"
    assert outline(text) == ["What cookies do we use?", "Last", "[[services]]"]


NOT_ASKING = [
    "What are cookies?",
    "How do we use cookies?",
    "What do we use cookies for?",
    "What are cookies used for?",
    "What are cookies and how do we use them?",
    "How can you control the use of cookies?",
    "Que sont les cookies ?",
    "Comment utilisons-nous les cookies ?",
    "Was sind Cookies und wie verwenden wir sie?",
    "Wofür verwenden wir Cookies?",
    "¿Qué son las cookies y cómo las utilizamos?",
    "¿Para qué utilizamos cookies?",
    "Che cosa sono i cookie e come li utilizziamo?",
    "Wat zijn cookies en hoe gebruiken we ze?",
    "Que são cookies e como os utilizamos?",
    "Co to są pliki cookies?",
]


@pytest.mark.parametrize("heading", NOT_ASKING)
def test_without_marker_and_asking_heading_services_go_to_the_end_with_a_warning(heading):
    text = f"# T\n\n## {heading}\n\nWords.\n\n## Last\n\nWords.\n"
    assert outline(text) == [heading, "Last", "[[services]]"]
    assert [said.split(";")[0] for _, _, said in problems(text)] == [
        "nothing says where the list of services belongs, so that it goes to the end"
    ]
