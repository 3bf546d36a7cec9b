"""A faultless folder as the core's values."""

from datetime import date

import pytest

from cookieprefs.core.catalogue import Cookie, DataKind, Kind, Party, Source, Vendor
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.policy import SIX_MONTHS, THREE_YEARS, Authority, Controller, FirstRefusal, Rules, Site
from cookieprefs.core.regime import Regime
from tests.sitefile.folder import SITE, reading

ONLY_LIBRARY = SITE[: SITE.index("services:\n")] + "services:\n  - {use: cookieprefs, purpose: necessary}\n"
OWN_DESCRIPTION = "{en: Our own counter., fr: Notre compteur.}"


@pytest.fixture
def policy(tmp_path):
    return reading(tmp_path).policy


def test_the_site_is_who_the_file_says(policy):
    privacy = "https://teacorner.eu/privacy"
    assert policy.site == Site(
        key="shop",
        name="Tea Corner",
        domains=("teacorner.eu", "www.teacorner.eu"),
        controller=Controller(
            name="Tea Corner BV", address="Kade 1, Gent", email="privacy@teacorner.eu", country="BE"
        ),
        authority=Authority(name="APD", website="https://www.autoriteprotectiondonnees.be"),
        privacy_policy={"en": privacy, "fr": privacy},
        languages=("en", "fr"),
    )


def test_the_rules_are_those_of_the_file(tmp_path):
    site = SITE.replace("lifetime: 6 months", "lifetime: 1 year", 1).replace("3 years", "5 years")
    rules = reading(tmp_path, site).policy.rules
    assert rules == Rules(lifetime=parse_lifetime("1 year"), proof_kept=parse_lifetime("5 years"))


@pytest.mark.parametrize("written", ["without_id", "pseudonymous", "aggregate"])
def test_what_is_kept_of_a_first_refusal_is_what_the_file_says(tmp_path, written):
    site = SITE.replace("  proof_kept", f"  first_refusal: {written}\n  proof_kept")
    assert reading(tmp_path, site).policy.rules.first_refusal == written


def test_what_the_file_leaves_out_has_a_default(tmp_path):
    site = SITE.replace("  key: shop\n", "")
    site = site[: site.index("consent:")] + site[site.index("purposes:") :]
    policy = reading(tmp_path, site).policy
    assert policy.site.key == "site"
    assert policy.rules == Rules(
        lifetime=SIX_MONTHS,
        proof_kept=THREE_YEARS,
        first_refusal=FirstRefusal.WITHOUT_ID,
        continued_navigation=False,
    )
    assert policy.catalogue.purpose("audience").category == "X"
    assert policy.catalogue.service("counter").regime is Regime.CONSENT
    (basket,) = policy.catalogue.service("cookieprefs").cookies
    assert (basket.kind, basket.party, basket.shared, basket.path) == (Kind.COOKIE, Party.FIRST, False, "/")


def test_a_service_is_as_it_was_written(policy):
    service = policy.catalogue.service("counter")
    assert service.regimes == {"FR": Regime.EXEMPT_WITH_OPTOUT}
    assert service.data == (DataKind.USAGE,)
    assert service.cookies == (
        Cookie(
            name="_count*",
            kind=Kind.LOCAL_STORAGE,
            lifetime=parse_lifetime("13 months"),
            party=Party.THIRD,
            shared=True,
            holds={"en": "A number.", "fr": "Un numéro."},
        ),
    )


def test_the_vendors_are_those_that_services_name_and_the_site_itself(policy):
    assert policy.catalogue.vendors == (
        Vendor(
            key="site",
            name="Tea Corner BV",
            privacy_policy="https://teacorner.eu/privacy",
            address="Kade 1, Gent",
            country="BE",
        ),
        Vendor(key="counter", name="Counter Ltd", privacy_policy="https://counter.ie/privacy"),
    )


def test_a_service_of_the_library_brings_its_cookies_and_its_vendor(tmp_path):
    site = SITE + "  - {use: matomo, purpose: audience}\n  - {use: hotjar, purpose: audience}\n"
    catalogue = reading(tmp_path, site).policy.catalogue
    assert "_pk_id.*" in [one.name for one in catalogue.service("matomo").cookies]
    assert catalogue.service("matomo").vendor == "site"
    assert catalogue.vendor(catalogue.service("hotjar").vendor).privacy_policy.startswith("https://")


def test_what_the_file_says_goes_before_what_the_library_says(tmp_path):
    site = SITE + f"  - {{use: matomo, key: count, name: Count, description: {OWN_DESCRIPTION}, cookies: []}}\n"
    service = reading(tmp_path, site).policy.catalogue.service("count")
    assert (service.name, service.cookies) == ("Count", ())
    assert service.description == {"en": "Our own counter.", "fr": "Notre compteur."}
    assert service.regime is Regime.CONSENT


def test_a_vendor_of_the_library_can_be_named_by_a_service_of_the_site(tmp_path):
    site = SITE.replace("    vendor: counter", "    vendor: hotjar")
    library_vendor = reading(tmp_path, SITE + "  - {use: hotjar, purpose: audience}\n").policy.catalogue
    key = library_vendor.service("hotjar").vendor
    catalogue = reading(tmp_path, site.replace("vendor: hotjar", f"vendor: {key}")).policy.catalogue
    assert catalogue.vendor(key) == library_vendor.vendor(key)


def test_a_vendor_of_the_file_goes_before_the_library_s_of_the_same_key(tmp_path):
    key = (
        reading(tmp_path, SITE + "  - {use: hotjar, purpose: audience}\n")
        .policy.catalogue.service("hotjar")
        .vendor
    )
    own = f"  - {{key: {key}, name: Ours, privacy_policy: https://ours.eu}}\nservices:\n"
    site = SITE.replace("services:\n", own) + "  - {use: hotjar, purpose: audience}\n"
    assert reading(tmp_path, site).policy.catalogue.vendor(key).name == "Ours"


def test_library_texts_stand_in_the_languages_of_the_site_only(tmp_path):
    site = SITE.replace("[en, fr]", "[fr]") + "  - {use: matomo, purpose: audience}\n"
    service = reading(tmp_path, site, en=None).policy.catalogue.service("matomo")
    assert set(service.description) == {"fr"}
    assert {code for one in service.cookies for code in one.holds} == {"fr"}


def test_a_library_text_that_lacks_a_language_falls_back_to_english(tmp_path):
    site = ONLY_LIBRARY.replace("[en, fr]", "[fi]").replace("fr:", "fi:")
    found = reading(tmp_path, site, en=None, fr=None, fi="# Cookies\n\n[[services]]\n")
    assert found.errors == ()
    assert set(found.policy.catalogue.service("cookieprefs").description) == {"en"}


def test_our_own_cookies_live_as_long_as_a_decision_counts(tmp_path):
    site = ONLY_LIBRARY.replace("lifetime: 6 months", "lifetime: 1 year", 1)
    cookies = reading(tmp_path, site).policy.catalogue.service("cookieprefs").cookies
    assert {one.lifetime for one in cookies} == {parse_lifetime("1 year")}


@pytest.mark.parametrize(
    ("first_refusal", "when"),
    [("without_id", "once something was accepted"), ("pseudonymous", "a refusal too"), ("aggregate", "accepted")],
)
def test_our_id_cookie_says_when_it_is_set(tmp_path, first_refusal, when):
    site = ONLY_LIBRARY.replace("  proof_kept", f"  first_refusal: {first_refusal}\n  proof_kept")
    choice, subject = reading(tmp_path, site).policy.catalogue.service("cookieprefs").cookies
    assert (choice.name, subject.name) == ("cookieprefs", "cookieprefs_id")
    assert set(subject.holds) == {"en", "fr"}
    assert when in subject.holds["en"]
    assert "the version of the policy" in choice.holds["en"]


def test_our_own_cookies_written_out_stay_as_they_are_written(tmp_path):
    written = "cookies: [{name: cookieprefs_id, lifetime: 1 day, holds: {en: Mine., fr: Le mien.}}]"
    site = ONLY_LIBRARY.replace("purpose: necessary}", f"purpose: necessary, {written}}}")
    site = site.replace("  proof_kept", "  first_refusal: pseudonymous\n  proof_kept")
    (cookie,) = reading(tmp_path, site).policy.catalogue.service("cookieprefs").cookies
    assert (cookie.lifetime, cookie.holds["en"]) == (parse_lifetime("1 day"), "Mine.")


def test_a_fact_keeps_where_and_when_it_was_read(tmp_path):
    source = "source: {address: https://counter.ie/cookies, read_on: 2026-05-03}"
    found = reading(tmp_path, SITE.replace("kind: localStorage", source))
    (cookie,) = found.policy.catalogue.service("counter").cookies
    assert cookie.source == Source(address="https://counter.ie/cookies", read_on=date(2026, 5, 3))


def test_the_policy_texts_stand_by_language(policy):
    assert {code: (text.title, text.effective) for code, text in policy.texts.items()} == {
        "en": ("Cookies at Tea Corner", date(2026, 5, 3)),
        "fr": ("Cookies at Tea Corner", date(2026, 5, 3)),
    }
