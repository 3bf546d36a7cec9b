"""Published versions: what changed from one to the next, and about what visitors are asked again (L-33)."""

from dataclasses import replace

import pytest

from cookieprefs.core.catalogue import DataKind, Loader
from cookieprefs.core.changes import asked_again, changes, next_version
from cookieprefs.core.policy import Controller, Rules
from cookieprefs.core.regime import Regime
from tests.core.builders import NOW, a_cookie, a_policy, a_purpose, a_service, a_site, a_text, a_vendor, a_version

OPT_OUT, EXEMPT, NECESSARY = Regime.EXEMPT_WITH_OPTOUT, Regime.EXEMPT, Regime.STRICTLY_NECESSARY
CONSENT = Regime.CONSENT
PURPOSES = (a_purpose("measure"), a_purpose("watch"))
VENDORS = (a_vendor("acme"), a_vendor("other"))
COUNTING = Loader(adapter="google", types=("analytics_storage",))


def from_one_to_the_next(before, after):
    """The changes between policies of one service each, which else differ in nothing."""
    old, new = (a_policy(one, purposes=PURPOSES, vendors=VENDORS) for one in (before, after))
    return [(str(change), set(change.asks_again)) for change in changes(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({}, {"vendor": "other"}, "Matomo now comes from Other."),
        ({}, {"purpose": "watch"}, "Matomo is now used for another purpose: Watch."),
        ({}, {"data": (DataKind.LOCATION,)}, "Matomo now uses more kinds of data."),
        ({"recipients": ("A",)}, {"recipients": ("A", "B", "C")}, "Matomo now shares data with B, C."),
        ({"countries": ("FR",)}, {"countries": ("FR", "US")}, "Matomo now processes data in more countries: US."),
        ({}, {"sale_or_share": True}, "Matomo now uses or shares your data more widely."),
        ({}, {"targeted_ads": True}, "Matomo now uses or shares your data more widely."),
        ({"regime": NECESSARY}, {}, "Matomo now asks for your consent."),
        ({"regime": EXEMPT}, {}, "Matomo now asks for your consent."),
        ({"regime": OPT_OUT}, {}, "Matomo now asks for your consent."),
        ({"regime": EXEMPT}, {"regime": EXEMPT, "regimes": {"FR": CONSENT}}, "Matomo now asks for your consent."),
    ],
)
def test_what_makes_an_earlier_yes_too_narrow_asks_again(before, after, sentence):
    assert from_one_to_the_next(a_service(**before), a_service(**after)) == [(sentence, {"matomo"})]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({}, {"description": {"en": "Counts visits."}}, "The description of Matomo changed."),
        ({"data": (DataKind.LOCATION,)}, {}, "The description of Matomo changed."),
        ({"recipients": ("A",)}, {}, "The description of Matomo changed."),
        ({"countries": ("FR", "US")}, {"countries": ("US",)}, "The description of Matomo changed."),
        ({"sale_or_share": True, "targeted_ads": True}, {}, "The description of Matomo changed."),
        ({}, {"regime": OPT_OUT}, "Different rules now apply to Matomo."),
        ({"regime": EXEMPT}, {"regime": OPT_OUT}, "Different rules now apply to Matomo."),
        ({}, {"regimes": {"FR": EXEMPT}}, "Different rules now apply to Matomo."),
        ({"regime": NECESSARY}, {"regime": NECESSARY, "vendor": "other"}, "Matomo now comes from Other."),
    ],
)
def test_what_narrows_or_rewords_a_service_is_told_and_asks_nobody(before, after, sentence):
    assert from_one_to_the_next(a_service(**before), a_service(**after)) == [(sentence, set())]


@pytest.mark.parametrize(
    ("before", "after", "widening"),
    [
        ([], [a_cookie(lifetime="session")], "Matomo now keeps data on your device for longer."),
        ([a_cookie()], [a_cookie(lifetime="2 years")], "Matomo now keeps data on your device for longer."),
        (
            [a_cookie()],
            [a_cookie(), a_cookie("_more", lifetime="2 years")],
            "Matomo now keeps data on your device for longer.",
        ),
        ([a_cookie()], [a_cookie(shared=True)], "Matomo now uses or shares your data more widely."),
        ([a_cookie()], [a_cookie(), a_cookie("_more", lifetime="1 day")], None),
        ([a_cookie(shared=True)], [a_cookie(shared=True), a_cookie("_more", "1 day", shared=True)], None),
        ([a_cookie()], [], None),
    ],
)
def test_other_cookies_ask_again_only_if_kept_for_longer_or_read_by_others(before, after, widening):
    found = from_one_to_the_next(a_service(cookies=tuple(before)), a_service(cookies=tuple(after)))
    told = ("The list of cookies of Matomo changed.", set())
    assert found == ([(widening, {"matomo"}), told] if widening else [told])


@pytest.mark.parametrize(
    ("before", "after", "sentence", "asks"),
    [
        (COUNTING, replace(COUNTING, options={"measurement_id": "G-1"}), "is now loaded in another way", False),
        (None, COUNTING, "is now loaded in another way", False),
        (COUNTING, None, "is now loaded in another way", False),
        (COUNTING, replace(COUNTING, types=()), "is now loaded in another way", False),
        (replace(COUNTING, is_advanced=True), COUNTING, "is now loaded in another way", False),
        (replace(COUNTING, types=()), COUNTING, "now uses or shares your data more widely", True),
        (COUNTING, replace(COUNTING, types=("ad_storage",)), "now uses or shares your data more widely", True),
        (COUNTING, replace(COUNTING, is_advanced=True), "now uses or shares your data more widely", True),
    ],
)
def test_another_loader_asks_again_only_if_a_yes_grants_more_or_the_vendor_hears_before_it(
    before, after, sentence, asks
):
    found = from_one_to_the_next(a_service(loader=before), a_service(loader=after))
    assert found == [(f"Matomo {sentence}.", {"matomo"} if asks else set())]


def site_changes(**fields):
    old = a_policy("matomo", "youtube", a_service("basket", regime=NECESSARY))
    return [(str(one), set(one.asks_again)) for one in changes(old, replace(old, site=a_site(**fields)))]


def test_more_domains_ask_again_about_all_and_fewer_about_nothing():
    assert site_changes(domains=("new.example",)) == [
        ("The consent now also covers new.example.", {"matomo", "youtube"}),
        ("The consent no longer covers shop.example.", set()),
    ]


@pytest.mark.parametrize(("before", "after"), [("", "shop.example"), ("shop.example", "")])
def test_a_choice_remembered_on_other_hosts_asks_again_about_all(before, after):
    old = a_policy("matomo", site=a_site(cookie_domain=before))
    (found,) = changes(old, replace(old, site=a_site(cookie_domain=after)))
    assert str(found) == "The choice is now remembered on other hosts of the site."
    assert found.asks_again == {"matomo"}


def test_another_controller_asks_again_about_all_and_another_address_about_nothing():
    moved = replace(a_site().controller, address="2 Street")
    other = Controller(name="Buyer Inc", address="2 Street", email="privacy@buyer.example")
    assert site_changes(controller=moved) == [("The contact details changed.", set())]
    assert site_changes(controller=other) == [
        ("Buyer Inc is now responsible for the site.", {"matomo", "youtube"}),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rules": Rules(continued_navigation=True)}, "The rules for asking and keeping decisions changed."),
        ({"texts": {"en": a_text(html="<p>Other words.</p>")}}, "The text of the policy changed."),
        (
            {"purposes": (a_purpose(title={"en": "Counting"}),)},
            "The wording of the purpose “Counting” changed.",
        ),
        ({"site": a_site(name="The big shop")}, "The names or order of what is listed changed."),
        ({"purposes": (a_purpose(), a_purpose("new"))}, "The names or order of what is listed changed."),
    ],
)
def test_other_words_and_rules_are_told_and_ask_nobody(fields, sentence):
    found = changes(a_policy("matomo"), a_policy("matomo", **fields))
    assert [(str(one), set(one.asks_again)) for one in found] == [(sentence, set())]


def test_a_service_of_a_purpose_that_nobody_described_is_told_by_its_key():
    old = a_policy("matomo", purposes=PURPOSES)
    new = a_policy(a_service(purpose="lost"), purposes=PURPOSES)
    assert str(changes(old, new)[0]) == "Matomo is now used for another purpose: lost."


def test_nothing_changed_is_no_change():
    assert changes(a_policy("matomo"), a_policy("matomo")) == ()


def test_new_services_ask_where_there_is_a_switch_and_those_gone_are_told():
    old = a_policy("matomo")
    new = a_policy("youtube", a_service("basket", regime=NECESSARY))
    assert [(str(one), set(one.asks_again)) for one in changes(old, new)] == [
        ("Youtube is new.", {"youtube"}),
        ("Basket is new.", set()),
        ("Matomo is no longer used.", set()),
    ]


def test_the_first_version_asks_about_all_that_may_be_refused():
    version = a_version("matomo", a_service("basket", regime=NECESSARY))
    (change,) = changes(None, version.policy)
    assert (str(change), change.asks_again) == ("This is the first version.", {"matomo"})
    assert (version.number, version.consent_revision, version.text_revision) == (1, 1, 1)
    assert version.since == {"matomo": 1, "basket": 1}


def test_a_new_service_raises_the_consent_revision_and_begins_with_it():
    version = a_version("matomo", "youtube", after=a_version("matomo"))
    assert (version.number, version.consent_revision, version.text_revision) == (2, 2, 1)
    assert version.since == {"matomo": 1, "youtube": 2}


def test_other_words_raise_the_text_revision_alone():
    version = a_version("matomo", after=a_version("matomo"), texts={"en": a_text(html="<p>New.</p>")})
    assert (version.number, version.consent_revision, version.text_revision) == (2, 1, 2)
    assert version.since == {"matomo": 1}


def test_a_service_that_comes_back_is_a_new_one():
    without = a_version("youtube", after=a_version("matomo", "youtube"))
    assert a_version("matomo", "youtube", after=without).since == {"matomo": 2, "youtube": 1}


def test_a_new_service_that_asks_nothing_raises_no_consent_revision():
    version = a_version("matomo", a_service("basket", regime=NECESSARY), after=a_version("matomo"))
    assert version.consent_revision == 1
    assert version.since == {"matomo": 1, "basket": 1}


def test_the_operator_may_ask_again_where_no_rule_sees_why():
    first = a_version("matomo", "youtube", a_service("basket", regime=NECESSARY))
    wished = asked_again(first.policy, frozenset({"matomo", "basket", "nothing-of-ours"}))
    assert [str(one) for one in wished] == ["You are asked again about Matomo."]
    version = next_version(first, first.policy, now=NOW, found=wished)
    assert version.consent_revision == 2
    assert version.since == {"matomo": 2, "youtube": 1, "basket": 1}


def test_a_version_names_the_services_whose_answer_must_be_newer():
    version = a_version("matomo", "youtube", after=a_version("matomo"))
    assert [[one.key for one in version.asked_since(revision)] for revision in (0, 1, 2)] == [
        ["matomo", "youtube"],
        ["youtube"],
        [],
    ]


def test_a_site_speaks_its_first_language_by_default():
    assert a_site(languages=("fr", "en")).default_language == "fr"
