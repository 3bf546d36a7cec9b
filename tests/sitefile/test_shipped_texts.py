"""The texts that visitors read without an operator writing them: whole in five languages, and alike in each."""

import re
from collections import Counter
from datetime import date

import pytest

from cookieprefs.sitefile.headings import asks_for_the_list
from cookieprefs.sitefile.production import check_for_production
from cookieprefs.sitefile.read import read
from cookieprefs.sitefile.vague import vague_phrase
from cookieprefs.web.translations import say, speaking
from tests.sitefile.shipped import LANGUAGES, STARTER, parsed, policy, texts

TEXTS = dict(texts())
SENTENCES = {place: words for place, words in TEXTS.items() if not place.endswith(("title", "privacy_policy"))}
OTHERS = LANGUAGES[1:]
# What is the same in every language: names with signs in them, domains, figures, and companies.
NAMES = re.compile(
    r"__?\w[\w-]*|(?:[a-z0-9-]+\.)+(?:com|net|ms)\b|\bhttps\b|\d+|\b(?:NID|IP)\b"
    r"|Google(?: Analytics| Ads| LLC)?|Matomo|Meta(?: Platforms, Inc\.)?|Facebook|Instagram|TikTok|Vimeo|YouTube"
    r"|LinkedIn|Microsoft(?: Corporation)?|Clarity|Bing|Hotjar|Intercom|Stripe(?:, Inc\.)?|Cloudflare"
)
NOTHING_SAID = re.compile(
    r"your experience|user experience|our (services|website|partners)|marketing purposes|business purposes"
    r"|various purposes|and (so on|more)\b|etc\."
    r"|votre expérience|expérience utilisateur|nos (services|partenaires)"
    r"|fins (de )?(marketing|commerciales|diverses)|à diverses fins"
    r"|\w*erlebnis|unsere (dienste|partner)\b|usw\.|marketingzwecke|diverse zwecke"
    r"|su experiencia|experiencia de usuario|nuestros (servicios|socios)|fines (comerciales|diversos)"
    r"|tua esperienza|esperienza utente|nostri (servizi|partner)|ecc\.|scopi (commerciali|vari)",
    re.IGNORECASE,
)
# Visitors are spoken to as the interface speaks to them: Sie, vous, usted, tu.
ANOTHER_TONE = {
    "fr": r"\b([Tt]u|[Tt]oi|[Tt]es)\b",
    "de": r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir|euch|eure\w*)\b",
    "es": r"\b([Tt]ú|[Tt]u|[Tt]us|[Vv]osotros|[Vv]uestr\w*)\b",
    "it": r"\b(Lei|Suo|Sua|Suoi|Sue|[Vv]oi|[Vv]ostr\w*)\b",
}
SLIPS = {
    "en": r"['\"]",
    "fr": "['\"\u201c\u201d]|[^\u00a0\u202f][;?!»]|[^\u00a0\u202f]:(?=\\s)|«[^\u00a0\u202f]",
    "de": r"['\"«»”]|“\w|\w„",
    "es": r"['\"“”„]|(?<!¿)\b(qué|cómo|cuál)\b[^¿?]*\?$",
    "it": r"['\"“”„]|\b(un|l|dell|all|sull|dall|nell) ’",
}

every_text = pytest.mark.parametrize("place", TEXTS)
every_language = pytest.mark.parametrize("language", LANGUAGES)
other_languages = pytest.mark.parametrize("language", OTHERS)


def test_the_texts_are_found():
    assert len(TEXTS) > 150
    assert {"matomo description", "stripe necessity_reason", "own_cookies", "site purposes media summary"} <= set(
        TEXTS
    )


@every_text
def test_a_text_is_in_five_languages_and_in_each_another(place):
    words = TEXTS[place]
    assert set(words) == set(LANGUAGES)
    assert all(text == text.strip() for text in words.values())
    assert len(set(words.values())) == len(LANGUAGES), words


@pytest.mark.parametrize("place", SENTENCES)
def test_a_sentence_ends_and_names_the_same_in_each_language(place):
    words = SENTENCES[place]
    if not place.startswith("importing"):
        assert all(text.endswith(".") for text in words.values())
    named = {code: Counter(NAMES.findall(text)) for code, text in words.items()}
    assert all(set(found) == set(named["en"]) for found in named.values()), named


@every_text
def test_a_text_says_something(place):
    for text in TEXTS[place].values():
        assert vague_phrase(text, allowed=1) is None
        assert not NOTHING_SAID.search(text), text


@pytest.mark.parametrize("place", SENTENCES)
def test_a_text_is_set_and_speaks_as_its_language_does(place):
    for code, text in SENTENCES[place].items():
        assert not re.search(SLIPS[code], text), text
        assert not re.search(ANOTHER_TONE.get(code, r"$^"), text), text


def test_the_starter_speaks_all_of_them_and_has_a_policy_in_each():
    assert parsed(STARTER / "site.yaml")["languages"] == list(LANGUAGES)
    assert {path.name for path in STARTER.glob("*.md")} == {f"policy.{code}.md" for code in LANGUAGES}


def test_check_finds_nothing_in_the_starter_but_its_name_and_what_nobody_could_verify():
    reading = read(STARTER)
    assert reading.errors == ()
    assert [str(one) for one in reading.warnings if "unverified" not in one.problem] == []
    found = check_for_production(reading.policy, STARTER)
    assert found
    assert all(one.problem.endswith(("leads nowhere", "is of the starter site")) for one in found)


@every_language
def test_a_policy_has_its_date_its_title_and_its_parts_in_order(language):
    text = read(STARTER).policy.texts[language]
    assert text.effective == date(2026, 11, 23)
    with speaking(language):
        assert text.title.lower() == say("Cookie Policy").lower()
    assert [one.marker for one in text.parts if one.marker] == ["services", "how"]
    assert "[[" not in "".join(one.html for one in text.parts)


@other_languages
def test_a_policy_is_built_as_the_english_one(language):
    assert shape(policy(language)) == shape(policy("en"))
    same = set(policy(language).split("\n")) & set(policy("en").split("\n"))
    assert same <= {"", "[[services]]", "[[how]]"}


def shape(text):
    """What each block of a text is, with the marks, links and figures in it that have no language."""
    return [
        (
            re.match(r"(#+ |- |\[\[\w+\]\]$)?", line)[0],
            line.count("**"),
            re.findall(r"\[\[\w+\]\]", line),
            [re.sub(r"example/.*", "example/", link) for link in re.findall(r"\]\(([^)]*)\)", line)],
        )
        for line in text.split("\n")
    ]


@every_language
def test_a_policy_asks_for_the_list_where_the_list_stands(language):
    lines = policy(language).split("\n")
    heading = next(line for line in reversed(lines[: lines.index("[[services]]")]) if line.startswith("## "))
    assert asks_for_the_list(heading.removeprefix("## "))
    others = [line.removeprefix("## ") for line in lines if line.startswith("## ") and line != heading]
    assert not [one for one in others if asks_for_the_list(one)]


@every_language
@pytest.mark.parametrize("button", ["Accept all", "Refuse all", "Choose", "Cookie Preferences"])
def test_a_policy_calls_the_buttons_what_they_are_called(language, button):
    with speaking(language):
        name = say(button)
    assert f"*{name}*" in policy(language) or f"«\u00a0{name}\u00a0»" in policy(language)


@every_language
def test_a_policy_leads_to_the_privacy_policy_in_its_language(language):
    address = parsed(STARTER / "site.yaml")["site"]["privacy_policy"][language]
    assert f"]({address})" in policy(language)


@other_languages
def test_a_policy_is_set_and_speaks_as_its_language_does(language):
    for line in policy(language).split("\n"):
        words = re.sub(r"\]\([^)]*\)", "]", line)
        assert not re.search(ANOTHER_TONE[language], words), line
        assert not re.search(r"['\"]|  ", words), line
    questions = [line for line in policy(language).split("\n") if line.startswith("## ")]
    assert all(line.endswith("?") for line in questions)
    assert all(line.startswith("## ¿") == (language == "es") for line in questions)
