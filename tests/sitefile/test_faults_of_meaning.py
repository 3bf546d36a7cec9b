"""What the site file's values mean together: references, keys, and what the law asks of them."""

import pytest

from cookieprefs.sitefile.library import read_library
from cookieprefs.sitefile.merge import listed
from cookieprefs.sitefile.refusal import Setting
from cookieprefs.sitefile.yaml_tree import Tree
from tests.sitefile.folder import SITE, at, broken, reading

NECESSARY = """\
    regime: strictly_necessary
    necessity_reason: {en: No basket without it., fr: Pas de panier sans lui.}
"""

MEANINGS = [
    (
        "    purpose: audience",
        "    purpose: ◆audiense",
        "Counter is for the purpose `audiense`, which is not among your purposes; did you mean `audience`",
    ),
    ("    vendor: counter", "    vendor: ◆countr", "whom nobody knows; did you mean `counter`"),
    ("    vendor: counter", "    vendor: ◆nobody", "whom nobody knows; write one of `site`, `counter`"),
    (
        "  - key: counter\n    name: Counter\n",
        "  - key: ◆cookieprefs\n    name: Counter\n",
        "two services have the key `cookieprefs`: the other stands in line 35",
    ),
    (
        "  - key: audience",
        "  - key: ◆necessary",
        "two purposes have the key `necessary`: the other stands in line 21",
    ),
    (
        "services:\n",
        "  - {key: ◆counter, name: C, privacy_policy: https://c.eu}\nservices:\n",
        "two vendors have the key `counter`",
    ),
    (
        "  - key: counter\n    name: Counter Ltd",
        "  - key: ◆site\n    name: Counter Ltd",
        "`site` means the site's own",
    ),
    (
        NECESSARY,
        "    regime: ◆strictly_necessary\n",
        "Basket is called strictly necessary without a reason; write `necessity_reason:`",
    ),
    ("services:\n", "services:\n  - use: ◆matomoo\n", "`matomoo` is not in the library; did you mean `matomo`?"),
    ("services:\n", "services:\n  - use: ◆zzz\n", "`zzz` is not in the library; write one of `cookieprefs`"),
    ("services:\n", "services:\n  - {use: matomo, purpose: ◆media}\n", "Matomo is for the purpose `media`"),
    (
        "  lifetime: 6 months",
        "  lifetime: ◆23 hours",
        "decisions would count for less than a day; write `6 months`",
    ),
    ("  lifetime: 6 months", "  lifetime: ◆14 months", "no decision may count for longer than 13 months"),
    ("  lifetime: 6 months", "  lifetime: ◆396 days", "no decision may count for longer than 13 months"),
]

SHARED = [
    (
        "  domains: [teacorner.eu, www.teacorner.eu]\n",
        "  domains: [www.teacorner.eu]\n  cookie_domain: ◆teacorner.eu\n",
        "`teacorner.eu` would get the decision as well, and is not among `domains`; add it there, or delete",
    ),
    (
        "  domains: [teacorner.eu, www.teacorner.eu]\n",
        "  cookie_domain: teacorner.eu\n  domains: [teacorner.eu, ◆tea.eu]\n",
        "browsers keep `tea.eu` apart from `teacorner.eu`, which is your `cookie_domain`; delete this domain",
    ),
    (
        "  domains: [teacorner.eu, www.teacorner.eu]\n",
        "  cookie_domain: teacorner.eu\n  domains: [teacorner.eu, ◆myteacorner.eu]\n",
        "browsers keep `myteacorner.eu` apart",
    ),
    (
        "  domains: [teacorner.eu, www.teacorner.eu]\n",
        "  domains: [teacorner.eu]\n  cookie_domain: ◆https://teacorner.eu/\n",
        "is more than a domain; write `teacorner.eu`",
    ),
    (
        "  domains: [teacorner.eu, www.teacorner.eu]\n",
        "  domains: [teacorner.eu]\n  cookie_domain: ◆eu\n",
        "is no domain",
    ),
]

VAGUE = [
    ("{en: Counting visits,", "{en: ◆Marketing,", '"Marketing" does not say what is done'),
    ("{en: Counting visits,", "{en: ◆Marketing purposes,", '"Marketing purposes" does not say'),
    ("fr: Compter les visites}", "fr: ◆Fins marketing}", '"Fins marketing" does not say'),
    (
        "We count which pages are opened.",
        "◆We use cookies to improve your experience.",
        '"improve your experience"',
    ),
    ("We count which pages are opened.", "◆Improving our services for you", '"Improving our services"'),
    ("Nous comptons les pages ouvertes.", "◆Pour améliorer votre expérience.", '"améliorer votre expérience"'),
    ("So that we find broken links.", "◆For better service", '"better service"'),
]


@pytest.mark.parametrize(("old", "new", "sentence"), MEANINGS + SHARED + VAGUE)
def test_what_cannot_be_meant_is_named_at_its_cause(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.errors]


@pytest.mark.parametrize(
    "summary",
    [
        "We count visits and pages to improve your experience.",
        "Ads for our own teas on other sites, and marketing by e-mail.",
        "Remember your language and currency",
    ],
)
def test_a_purpose_that_says_what_is_done_may_also_say_what_for(tmp_path, summary):
    assert reading(tmp_path, SITE.replace("We count which pages are opened.", f"'{summary}'")).policy


def test_a_service_past_what_a_cookie_holds_is_named(tmp_path):
    service = "  - {{key: {key}, name: N, purpose: audience, vendor: site, description: {{en: D, fr: D}}}}\n"
    keys = [f"{number:02}" + "k" * 38 for number in range(90)]
    found = reading(tmp_path, SITE + "".join(service.format(key=key) for key in keys))
    assert [one.problem for one in found.errors] == ["with N the choices no longer fit in a cookie of 3500 bytes"]
    assert found.errors[0].line == SITE.count("\n") + 1 + 83


def test_strictly_necessary_services_take_no_room_in_the_cookie(tmp_path):
    service = (
        "  - {{key: {key}, name: N, purpose: necessary, vendor: site, description: {{en: D, fr: D}},"
        " regime: strictly_necessary, necessity_reason: {{en: R, fr: R}}}}\n"
    )
    keys = [f"{number:02}" + "k" * 38 for number in range(90)]
    assert reading(tmp_path, SITE + "".join(service.format(key=key) for key in keys)).policy


def test_everything_wrong_is_told_at_once(tmp_path):
    site = SITE
    for old, new in [
        ("  key: shop", "  key: Shop"),
        ("https://teacorner.eu/privacy", "http://teacorner.eu/privacy"),
        ("country: BE", "country: UK"),
        ("[teacorner.eu, www.teacorner.eu]", "[https://teacorner.eu, www.teacorner.eu/]"),
        ("lifetime: 6 months", "lifetime: 2 years"),
        ("category: D", "category: Z"),
        ("{en: Counting visits, fr: Compter les visites}", "{en: Marketing}"),
        ("purpose: audience", "purpose: nothing"),
        ("vendor: counter", "vendor: nobody"),
        ("kind: localStorage", "kynd: localStorage"),
        ("lifetime: 13 months", "lifetime: thirteen"),
        ("party: third", "party: fourth"),
        (NECESSARY, "    regime: strictly_necessary\n"),
    ]:
        assert old in site
        site = site.replace(old, new, 1)
    found = reading(tmp_path, site, fr=None, en="[[nothing]]")
    lines = [one.line for one in found.errors if one.file.endswith("site.yaml")]
    assert lines == [2, 4, 4, 5, 10, 17, 25, 27, 39, 46, 47, 53, 54, 55]
    assert [one.line for one in found.errors if one.file.endswith("policy.en.md")] == [1]


@pytest.mark.parametrize(("line", "expected"), [("  cookie_domain: teacorner.eu\n", "teacorner.eu"), ("", "")])
def test_one_domain_may_share_the_decision_with_all_below_it(tmp_path, line, expected):
    site = SITE.replace("  privacy_policy:", f"{line}  privacy_policy:", 1)
    assert reading(tmp_path, site).policy.site.cookie_domain == expected


def test_a_faulty_service_hides_none_of_its_other_faults(tmp_path):
    site = SITE.replace("    purpose: audience", "    purpose: nothing").replace("data: [usage]", "data: [use]")
    assert [(one.line, one.problem.split(" ")[0]) for one in reading(tmp_path, site).errors] == [
        (47, "Counter"),
        (50, '"use"'),
    ]


def test_faulty_languages_are_told_once_and_not_for_each_text(tmp_path):
    found = reading(tmp_path, SITE.replace("[en, fr]", "english"))
    assert [one.line for one in found.errors] == [15]


def test_a_language_without_a_policy_text_is_named_where_it_is_listed_and_falls_back(tmp_path):
    site, place = broken("[en, fr]", "[en, ◆fr]")
    found = reading(tmp_path, site, fr=None)
    problem = "there is no policy text in `fr`, so its visitors read the one in `en`"
    assert at(found.faults, place) == [f"{problem}; write it in {tmp_path}/policy.fr.md, or delete the language"]
    assert list(found.policy.texts) == ["en"]


def test_the_first_language_must_have_its_text(tmp_path):
    site, place = broken("[en, fr]", "[◆fr, en]")
    found = reading(tmp_path, site, fr=None)
    assert at(found.errors, place) == [
        f"there is no policy text in `fr`; write it in {tmp_path}/policy.fr.md, or delete the language"
    ]


def test_a_plain_text_will_do_where_the_site_has_one_language(tmp_path):
    site = SITE.replace("[en, fr]", "[en]").replace(
        "{en: Counting visits, fr: Compter les visites}", "Counting visits"
    )
    assert reading(tmp_path, site, fr=None).policy.catalogue.purpose("audience").title == {"en": "Counting visits"}


def test_a_fault_reads_as_file_line_column_problem_and_cure(tmp_path):
    found = reading(tmp_path, SITE.replace("  key: shop", "  key: Shop"))
    assert str(found.errors[0]) == (
        f'{tmp_path}/site.yaml:2:8: `key`: "Shop" is no key; write such as `shop`: up to 40 of a-z, 0-9, '
        "`-` and `_`"
    )


def test_faulty_languages_leave_the_library_s_texts_whole(tmp_path):
    site = SITE.replace("[en, fr]", "english") + "  - {use: cookieprefs, key: choices, purpose: necessary}\n"
    assert [one.line for one in reading(tmp_path, site).errors] == [15]


def test_a_purpose_is_to_be_written_where_there_is_none(tmp_path):
    site = SITE[: SITE.index("purposes:")] + SITE[SITE.index("vendors:") :]
    found = [f"{one.problem}; {one.cure}" for one in reading(tmp_path, site).errors]
    assert "`purposes` is missing; write `purposes:` and at least one below it" in found
    assert sum(one.endswith("not among your purposes; write it under `purposes:`") for one in found) == 2


def test_a_service_of_a_faulty_library_file_is_refused_with_what_is_wrong_there(tmp_path):
    (tmp_path / "pixel.yaml").write_text("key: pixel\nname: Pixel\n")
    tree = Tree("site.yaml", "services:\n  - use: pixel\n")
    library = read_library(tmp_path)
    _, (fault,) = listed(tree.data["services"][0], tree, ("services", 0), Setting(), library)
    assert (fault.line, fault.column) == (2, 10)
    assert fault.problem.startswith("the library's file for `pixel` is faulty (library/pixel.yaml:1:1: ")
