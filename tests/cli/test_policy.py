"""`cookieprefs policy`: what was published, each version as it was, and what lies between two."""

import pytest


@pytest.fixture
def twice_published(shop):
    """A shop whose second version shares more and says it in other words, and whose third asks about Matomo."""
    shop.edit("site.yaml", "- use: vimeo", "- use: vimeo\n    recipients: [Northwind Ads]")
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    shop.run("publish")
    shop.run("publish", "--ask-again", "matomo")
    return shop


def test_list_has_the_newest_first_with_what_changed(twice_published):
    lines = twice_published.run("policy", "list").stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert [line.split(",")[0] for line in heads] == ["Version 3", "Version 2", "Version 1"]
    assert heads[1].endswith("UTC, consent revision 2, text revision 1")
    assert lines[-1].strip() == "This is the first version."


def test_list_as_json(twice_published):
    found = twice_published.json("policy", "list", "--json")
    assert [one["number"] for one in found] == [3, 2, 1]
    assert [one["consent_revision"] for one in found] == [3, 2, 1]
    assert found[1]["changes"][0]["asks_again"] == ["vimeo"]


def test_show_has_numbers_services_by_purpose_and_the_text(twice_published):
    lines = twice_published.run("policy", "show").stdout.splitlines()
    assert lines[0].startswith("Version 3 of Maison Tilleul, published ")
    assert lines[1] == "Consent revision 3, text revision 1"
    media = lines.index(next(line for line in lines if line.endswith("(media)")))
    assert any(line.startswith("  Vimeo (vimeo): consent, asked since revision 2; ") for line in lines[media:])
    assert any(line.startswith("  Matomo (matomo): consent, asked since revision 3; ") for line in lines)
    assert any(line.startswith("  Stripe (stripe): strictly necessary; ") for line in lines)
    assert "# Cookie policy" in lines[lines.index("policy.en.md:") :]


def test_show_of_an_earlier_version_is_that_version(twice_published):
    text = twice_published.run("policy", "show", "1").stdout
    assert text.startswith("Version 1 of ")
    assert "A cookie is a short note" in text


def test_show_speaks_the_language_asked_for(shop):
    text = shop.run("policy", "show", "--language", "fr").stdout
    assert "Strictement nécessaire (necessary)" in text
    assert "policy.fr.md:\n# Politique" in text


def test_show_names_the_languages_there_are(shop):
    result = shop.run("policy", "show", "--language", "nl")
    assert result.exit_code == 2
    assert "version 1 has no 'nl', but en, fr, de, es, it" in result.stderr


def test_show_as_json_is_the_whole_version(shop):
    found = shop.json("policy", "show", "--json")
    assert found["number"] == 1
    assert found["policy"]["texts"].keys() == {"en", "fr", "de", "es", "it"}
    assert found["since"]["matomo"] == 1


def test_a_version_that_is_not_there_is_a_sentence(shop):
    result = shop.run("policy", "show", "7")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no version 7; this lists them all: cookieprefs policy list\n"


def test_diff_has_the_changes_in_words_who_is_asked_and_the_texts_line_by_line(twice_published):
    lines = twice_published.run("policy", "diff", "1", "2").stdout.splitlines()
    assert lines[:4] == [
        "From version 1 to 2:",
        "  Vimeo now shares data with Northwind Ads.",
        "  The text of the policy changed.",
        "Visitors are asked again about Vimeo.",
    ]
    assert lines[4:6] == ["--- policy.en.md (version 1)", "+++ policy.en.md (version 2)"]
    assert [line[:25] for line in lines if line.startswith(("-A", "+A"))] == [
        "-A cookie is a short note",
        "+A cookie is a small note",
    ]


def test_diff_goes_to_the_last_version_and_names_what_an_operator_wished_for(twice_published):
    lines = twice_published.run("policy", "diff", "1").stdout.splitlines()
    assert lines[0] == "From version 1 to 3:"
    assert "  You are asked again about Matomo." in lines
    assert "Visitors are asked again about Matomo and Vimeo." in lines


def test_diff_of_a_version_with_itself_is_nothing(twice_published):
    assert twice_published.run("policy", "diff", "2", "2").stdout == "Nothing changed from version 2 to 2.\n"


def test_diff_wants_the_earlier_version_first(twice_published):
    result = twice_published.run("policy", "diff", "2", "1")
    assert result.exit_code == 2
    assert "version 2 is the later one; write the earlier one first" in result.stderr
