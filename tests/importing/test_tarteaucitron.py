"""tarteaucitron's calls in a page, and its places there."""

import pytest

from cookieprefs.importing.tarteaucitron_names import KINDS, LIBRARY, OPTIONS, PLACEHOLDERS
from cookieprefs.sitefile.library import shipped
from tests.importing import packages
from tests.importing.drafts import given, imported


@pytest.fixture(scope="module")
def boutique():
    return given("page.html")


def test_what_was_pushed_and_what_has_a_place_is_in_use(boutique):
    assert list(boutique.services) == [
        "cookieprefs",
        "google-analytics",
        "matomo",
        "meta-pixel",
        "crisp",
        "ours",
        "youtube",
        "dailymotion",
    ]


def test_numbers_come_along(boutique):
    assert boutique.services["google-analytics"]["measurement_id"] == "G-1A2B3C4D5E"
    assert boutique.services["meta-pixel"]["pixel_id"] == "1234567890"
    assert boutique.services["matomo"]["url"] == "https://stats.boutique.example/"
    assert boutique.services["matomo"]["site_id"] == "7"


def test_options_with_the_same_meaning_come_along(boutique):
    assert boutique.data["consent"] == {"lifetime": "365 days", "do_not_track": True}
    assert boutique.data["site"]["privacy_policy"] == "https://boutique.example/confidentialite"
    assert boutique.data["site"]["domains"] == ["boutique.example"]
    assert boutique.data["languages"] == ["fr"]


def test_a_service_of_the_operators_own_says_what_it_is(boutique):
    own = boutique.services["ours"]
    assert own["name"] == "Notre tchat"
    assert own["purpose"] == "support"
    assert [one["name"] for one in own["cookies"]] == ["chat_id", "chat_seen"]


@pytest.mark.parametrize("line", ["- use: matomo", "- key: crisp", "- key: ours"])
def test_what_ran_without_being_asked_for_waits_for_a_yes(boutique, line):
    assert "there it ran without being asked for; here it waits for a yes" in boutique.above(line)


def test_what_has_no_place_here_is_told(boutique):
    assert "# - settings of single services: gtagMore" in boutique.text


def test_comments_and_texts_of_a_script_are_no_calls(boutique):
    assert "hotjar" not in boutique.text


@pytest.mark.parametrize(
    ("script", "use", "said"),
    [
        ("tarteaucitron.user.gtagUa = 'UA-1-1'; tarteaucitron.job.push('gtag')", "google-analytics", "UA-1-1"),
        ("tarteaucitron.user.matomoId = 4; tarteaucitron.job.push('matomo')", "matomo", "needs its fellow"),
        ("tarteaucitron.user.hotjarId = ID; tarteaucitron.job.push('hotjar')", "hotjar", "- use: hotjar"),
    ],
)
def test_a_number_that_cannot_be_one_is_not_taken(script, use, said):
    page = imported(script)
    assert set(page.services[use]) == {"use", "purpose"}
    assert said in page.text


@pytest.mark.parametrize("option", ["highPrivacy: false", "serviceDefaultState: true"])
def test_loading_without_a_choice_is_not_taken_over(option):
    page = imported(f"tarteaucitron.init({{{option}}}); tarteaucitron.job = ['youtube'];")
    assert "# - there every service ran without a choice" in page.text
    assert "regime" not in page.services["youtube"]


def test_two_of_its_services_may_be_one_of_ours():
    page = imported("tarteaucitron.job.push('youtube'); tarteaucitron.job.push('youtubeplaylist');")
    assert list(page.services) == ["cookieprefs", "youtube"]
    assert "# markup: {tarteaucitron: {youtubeplaylist: youtube}}" in page.text


def test_the_names_are_those_of_the_package():
    known = packages.tarteaucitron_services()
    assert LIBRARY.keys() <= known.keys()
    assert set(PLACEHOLDERS.values()) <= known.keys()
    for kind, keys in KINDS.items():
        wanted = {
            key for key, (type_, asks, _) in known.items() if (not asks if kind == "unasked" else type_ == kind)
        }
        assert set(keys.split()) == wanted - (set() if kind == "unasked" else LIBRARY.keys())


def test_a_place_bears_the_class_that_the_package_looks_for():
    for mark, key in PLACEHOLDERS.items():
        assert mark in packages.tarteaucitron_services()[key][2]


def test_numbers_stand_where_the_package_looks_for_them():
    for key, names in OPTIONS.items():
        loader = shipped().services[LIBRARY[key]].loader
        assert set(names.values()) <= set(loader.options)
        assert all(f"tarteaucitron.user.{name}" in packages.tarteaucitron_services()[key][2] for name in names)
