"""What is allowed and yet worth a word: warnings, which stop nothing."""

import pytest

from tests.sitefile.folder import SITE, TEXT, at, broken, reading

WARNED = [
    ("  lifetime: 6 months", "  lifetime: ◆179 days", "visitors would be asked again within 180 days"),
    ("  lifetime: 6 months", "  lifetime: ◆20 days", "visitors would be asked again within 180 days"),
    ("  lifetime: 6 months", "  lifetime: ◆13 months", "decisions would count for more than a year"),
    ("navigation: false", "navigation: ◆true", "which EU law does not accept (EDPB Guidelines 05/2020 §86)"),
    (
        "vendors:\n",
        (
            "  - {key: ◆ads, title: {en: Ads, fr: Annonces}, summary: {en: Shows ads, fr: Montre},"
            " detail: {en: It shows ads., fr: Montre.}}\nvendors:\n"
        ),
        "no service is for the purpose `ads`",
    ),
    (
        "services:\n  - key: cookieprefs",
        "services:\n  ◆- key: basket",
        "the cookies that keep the visitor's choices",
    ),
    ("    data: [usage]\n", "    data: ◆[]\n", "Counter stores something, and no kind of data is named"),
    (
        "services:\n",
        "services:\n  - {use: matomo, regime: ◆strictly_necessary, necessity_reason: {en: R, fr: R}}\n",
        "Matomo is called strictly necessary, and Matomo is known to need consent; write `regime: consent`",
    ),
    (
        "    regime: strictly_necessary\n    necessity_reason: {en: No basket without it.,",
        "    regime: ◆strictly_necessary\n    necessity_reason: {en: R,",
        "Basket is called strictly necessary, and `_pk_id.*` of Matomo is known to need consent",
    ),
    ("services:\n", "services:\n  - {use: ◆hotjar, purpose: audience}\n", "facts of Hotjar are unverified"),
    (
        "title: {en: Counting visits,",
        "title: {◆de: Zählen, en: Counting visits,",
        "no visitor sees the texts in `de`; add `de` to `languages`, or delete its texts",
    ),
    (
        "title: {en: Counting visits, fr: Compter les visites}",
        "title: ◆{en: Counting visits}",
        "`title`: the text is missing in `fr`, and shows in `en` there; write `fr: …`",
    ),
    (
        "{en: Counts visits., fr: Compte les visites.}",
        "◆{en: Counts visits.}",
        "`description`: the text is missing in `fr`, and shows in `en` there; write `fr: …`",
    ),
    (
        "https://teacorner.eu/privacy",
        "◆{en: https://teacorner.eu/privacy}",
        "`privacy_policy`: the text is missing in `fr`, and shows in `en` there; write `fr: …`",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WARNED)
def test_what_is_worth_a_word_is_a_warning_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    found = reading(tmp_path, site.replace("{name: basket, ", "{name: _pk_id.7, "))
    assert found.policy
    assert any(sentence in one for one in at(found.warnings, place)), [str(one) for one in found.faults]


@pytest.mark.parametrize("flag", ["sale_or_share", "targeted_ads"])
@pytest.mark.parametrize(
    ("first_refusal", "warns"), [("without_id", False), ("pseudonymous", False), ("aggregate", True)]
)
def test_opt_outs_that_are_only_counted_are_warned_of(tmp_path, flag, first_refusal, warns):
    site, place = broken("  proof_kept: 3", f"  first_refusal: ◆{first_refusal}\n  proof_kept: 3")
    found = reading(tmp_path, site.replace("    data: [usage]", f"    {flag}: true\n    data: [usage]"))
    said = [one for one in at(found.warnings, place) if "a first opt-out of Counter is only counted" in one]
    assert bool(said) is warns


def test_counting_alone_is_no_reason_to_warn(tmp_path):
    assert reading(tmp_path, SITE.replace("  proof_kept", "  first_refusal: aggregate\n  proof_kept")).faults == ()


@pytest.mark.parametrize("lifetime", ["6 months", "180 days", "1 year", "365 days"])
def test_a_lifetime_that_authorities_accept_gives_no_warning(tmp_path, lifetime):
    assert reading(tmp_path, SITE.replace("lifetime: 6 months", f"lifetime: {lifetime}", 1)).faults == ()


def test_a_folder_without_faults_gives_no_warning(tmp_path):
    assert reading(tmp_path).faults == ()


def test_a_policy_text_in_no_language_of_the_site_gives_a_warning(tmp_path):
    found = reading(tmp_path, de=TEXT)
    assert [(one.file, one.problem) for one in found.faults] == [
        (f"{tmp_path}/policy.de.md", "no visitor sees this text")
    ]


def test_warnings_for_a_language_are_told_once(tmp_path):
    found = reading(tmp_path, SITE.replace("[en, fr]", "[en]"), fr=None)
    assert [one.problem for one in found.faults] == ["no visitor sees the texts in `fr`"]


def test_a_text_that_lacks_several_languages_is_warned_of_once(tmp_path):
    found = reading(tmp_path, SITE.replace("[en, fr]", "[en, fr, de, fi]"), de=TEXT, fi=TEXT)
    about_titles = [one for one in found.warnings if one.problem.startswith("`title`")]
    assert [(one.problem, one.cure) for one in about_titles] == [
        ("`title`: the text is missing in `de`, `fi`, and shows in `en` there", "write `de: …`, `fi: …`")
    ] * 2


def test_the_library_s_texts_in_english_are_not_warned_of(tmp_path):
    site = SITE.replace("[en, fr]", "[fi, en]")
    site = site[: site.index("purposes:")]
    site += "purposes:\n  - {key: necessary, title: {fi: Kauppa}, summary: {fi: Kori.}, detail: {fi: Kori.}}\n"
    site += "services:\n  - {use: cookieprefs, purpose: necessary}\n"
    found = reading(tmp_path, site, fr=None, fi=TEXT)
    assert [one.problem for one in found.warnings if "missing in `en`" in one.problem] == [
        f"`{key}`: the text is missing in `en`, and shows in `fi` there" for key in ("title", "summary", "detail")
    ]
    assert set(found.policy.catalogue.service("cookieprefs").description) == {"en"}
