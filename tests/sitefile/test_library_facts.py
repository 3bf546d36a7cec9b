"""The services that come with the package: each file is whole, and every fact in it names where it was read."""

import ast
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML

import cookieprefs
from cookieprefs.core.catalogue import KEY, DataKind, Kind, Party
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.regime import Regime

LIBRARY = Path(cookieprefs.__file__).parent / "library"
FILES = sorted(LIBRARY.glob("*.yaml"))

# The vendor's own hosts: a fact may be cited from these, or from a host under them, and from nowhere else.
HOSTS_OF_VENDORS = {
    "cookieprefs": (),
    "google-ads": ("google.com", "business.safety.google"),
    "google-analytics": ("google.com", "business.safety.google"),
    "google-maps": ("google.com", "business.safety.google"),
    "google-tag-manager": ("google.com",),
    "hotjar": ("hotjar.com", "contentsquare.com"),
    "intercom": ("intercom.com",),
    "linkedin-insight": ("linkedin.com", "learn.microsoft.com"),
    "matomo": ("matomo.org",),
    "meta-pixel": ("facebook.com",),
    "microsoft-advertising": ("microsoft.com",),
    "microsoft-clarity": ("microsoft.com",),
    "stripe": ("stripe.com",),
    "tiktok-pixel": ("tiktok.com",),
    "vimeo": ("vimeo.com",),
    "youtube": ("google.com", "business.safety.google"),
}
PURPOSES = {"necessary", "audience", "advertising", "media", "support", "preferences"}
ALWAYS = {"key", "name", "purpose", "vendor", "description", "data", "recipients", "countries", "hosts"}
ALWAYS |= {"sale_or_share", "targeted_ads", "regime", "cookies", "sources"}
SOMETIMES = {"safeguard", "retention", "opt_out", "necessity_reason", "loader"}
OF_A_VENDOR = {"key", "name", "address", "country", "privacy_policy"}
OF_A_COOKIE = {"name", "kind", "lifetime", "party", "shared", "holds"}
EEA = re.compile("AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK")

LIFETIMES_KNOWN = [
    ("matomo", "_pk_id.*", "13 months"),
    ("matomo", "_pk_ses.*", "30 minutes"),
    ("matomo", "_pk_ref.*", "6 months"),
    ("matomo", "_pk_cvar.*", "30 minutes"),
    ("matomo", "mtm_consent", "30 years"),
    ("google-analytics", "_ga", "2 years"),
    ("google-analytics", "_ga_*", "2 years"),
    ("google-ads", "_gcl_au", "90 days"),
    ("google-ads", "IDE", "13 months"),
    ("meta-pixel", "_fbp", "90 days"),
    ("meta-pixel", "_fbc", "90 days"),
    ("microsoft-advertising", "_uetsid", "1 day"),
    ("microsoft-advertising", "_uetvid", "13 months"),
    ("microsoft-clarity", "_clck", "1 year"),
    ("microsoft-clarity", "_clsk", "1 day"),
    ("tiktok-pixel", "_ttp", "13 months"),
    ("linkedin-insight", "li_fat_id", "30 days"),
    ("linkedin-insight", "bcookie", "1 year"),
    ("linkedin-insight", "lidc", "1 day"),
    ("hotjar", "_hjSessionUser_*", "365 days"),
    ("hotjar", "_hjSession_*", "30 minutes"),
    ("youtube", "VISITOR_INFO1_LIVE", "6 months"),
    ("youtube", "YSC", "session"),
    ("vimeo", "vuid", "2 years"),
    ("google-maps", "NID", "6 months"),
    ("intercom", "intercom-id-*", "9 months"),
    ("intercom", "intercom-session-*", "1 week"),
    ("stripe", "__stripe_mid", "1 year"),
    ("stripe", "__stripe_sid", "30 minutes"),
    ("cookieprefs", "cookieprefs", "6 months"),
    ("cookieprefs", "cookieprefs_id", "6 months"),
]


def parsed(path):
    yaml = YAML(typ="safe")
    yaml.version = (1, 2)
    return yaml.load(path.read_text("utf-8"))


SERVICES = {path.stem: parsed(path) for path in FILES}


def is_of_vendor(address, key):
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(
        host == own or host.endswith("." + own) for own in HOSTS_OF_VENDORS[key]
    )


def sources_of(service):
    yield from service["sources"]
    yield from (cookie["source"] for cookie in service["cookies"] if "source" in cookie)


@pytest.fixture(params=SERVICES)
def service(request):
    return SERVICES[request.param]


def test_the_library_holds_these_services_and_no_others():
    assert set(SERVICES) == set(HOSTS_OF_VENDORS)


@pytest.mark.parametrize("stem", SERVICES)
def test_a_key_is_the_name_of_its_file(stem):
    assert SERVICES[stem]["key"] == stem
    assert KEY.fullmatch(stem)


def test_a_service_has_every_key_and_no_unknown_one(service):
    assert ALWAYS <= set(service) <= ALWAYS | SOMETIMES


def test_a_vendor_is_the_site_itself_or_wholly_named(service):
    vendor = service["vendor"]
    if vendor != "site":
        assert set(vendor) == OF_A_VENDOR
        assert all(vendor.values())
        assert vendor["privacy_policy"].startswith("https://")


def test_one_vendor_reads_the_same_in_every_file():
    seen = {}
    for service in SERVICES.values():
        if service["vendor"] != "site":
            vendor = service["vendor"]
            assert seen.setdefault(vendor["key"], vendor) == vendor


def test_a_service_of_the_site_itself_gives_nothing_to_others(service):
    if service["vendor"] == "site":
        assert (service["recipients"], service["countries"], service["hosts"]) == ([], [], [])
        assert not any(cookie["shared"] for cookie in service["cookies"])
    else:
        assert service["vendor"]["name"] in service["recipients"]
        assert service["countries"]
        assert service["hosts"]


def test_every_word_from_a_closed_list_is_on_it(service):
    assert service["purpose"] in PURPOSES
    assert service["data"]
    assert set(service["data"]) <= set(DataKind)
    assert service["regime"] in {Regime.CONSENT, Regime.STRICTLY_NECESSARY}
    assert isinstance(service["sale_or_share"], bool)
    assert isinstance(service["targeted_ads"], bool)


def test_what_is_necessary_says_why_and_nothing_else_does(service):
    is_necessary = service["regime"] == Regime.STRICTLY_NECESSARY
    assert is_necessary == ("necessity_reason" in service) == (service["purpose"] == "necessary")


def test_a_transfer_out_of_the_eea_names_its_safeguard_and_nothing_else_does(service):
    assert all(re.fullmatch("[A-Z]{2}", country) for country in service["countries"])
    assert all(map(EEA.fullmatch, service["countries"])) == ("safeguard" not in service)


def test_a_host_is_a_bare_name(service):
    assert all(re.fullmatch(r"(\*\.)?([a-z0-9-]+\.)+[a-z]+", host) for host in service["hosts"])
    assert len(set(service["hosts"])) == len(service["hosts"])


def test_an_opt_out_is_a_page_of_the_vendor(service):
    if "opt_out" in service:
        assert is_of_vendor(service["opt_out"], service["key"])


def test_a_cookie_has_every_key_and_no_unknown_one(service):
    expected = OF_A_COOKIE if service["key"] == "cookieprefs" else {*OF_A_COOKIE, "source"}
    assert bool(service["cookies"]) == (service["key"] != "google-tag-manager")  # which has only what it loads
    for cookie in service["cookies"]:
        assert set(cookie) == expected
        assert cookie["kind"] in set(Kind)
        assert cookie["party"] in set(Party)
        assert isinstance(cookie["shared"], bool)


def test_no_two_cookies_have_one_name_and_kind(service):
    names = [(cookie["kind"], cookie["name"]) for cookie in service["cookies"]]
    assert len(set(names)) == len(names)


def test_no_pattern_takes_in_cookies_of_everybody(service):
    assert all(len(cookie["name"].replace("*", "")) >= 4 for cookie in service["cookies"] if "*" in cookie["name"])


def test_what_lies_under_another_domain_names_that_domain(service):
    for cookie in service["cookies"]:
        if cookie["party"] == Party.THIRD:
            assert all(re.search(r"\((\w+\.)+\w+\)\.$", text) for text in cookie["holds"].values()), cookie["name"]


def test_every_lifetime_reads_as_one(service):
    for cookie in service["cookies"]:
        parse_lifetime(cookie["lifetime"])
        if cookie["kind"] == Kind.SESSION_STORAGE:
            assert cookie["lifetime"] == "session"
    if "retention" in service:
        assert parse_lifetime(service["retention"]).seconds


@pytest.mark.parametrize(("key", "name", "lifetime"), LIFETIMES_KNOWN)
def test_a_well_known_cookie_has_its_well_known_lifetime(key, name, lifetime):
    cookies = {cookie["name"]: cookie for cookie in SERVICES[key]["cookies"] if cookie["kind"] == Kind.COOKIE}
    assert cookies[name]["lifetime"] == lifetime


def test_google_analytics_4_has_no_cookies_of_the_version_before_it():
    names = {cookie["name"] for cookie in SERVICES["google-analytics"]["cookies"]}
    assert names == {"_ga", "_ga_*"}


def test_a_source_is_a_page_of_the_vendor(service):
    for source in sources_of(service):
        assert is_of_vendor(source["address"], service["key"]), source["address"]
        assert set(source) <= {"address", "read_on"}


def test_a_source_was_read_on_a_day_that_has_been_or_not_at_all(service):
    for source in sources_of(service):
        if "read_on" in source:
            assert type(source["read_on"]) is date
            assert date(2026, 1, 1) <= source["read_on"] <= date.today()


def test_every_vendor_but_the_site_has_sources(service):
    assert bool(service["sources"]) == (service["key"] != "cookieprefs")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_leaves_work_for_later(path):
    assert not re.search(r"\bTODO\b", path.read_text("utf-8"))


def test_the_package_of_the_files_is_one_sentence():
    body = ast.parse((LIBRARY / "__init__.py").read_text("utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
