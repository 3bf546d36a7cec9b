"""How services are loaded: what the site file says of it, the faults in that, and the loader that comes of it."""

import pytest

from cookieprefs.core.catalogue import Loader
from cookieprefs.sitefile.library import shipped
from cookieprefs.sitefile.loader_entry import FORMS, PROTOCOLS
from cookieprefs.web.assets import folder
from tests.sitefile.folder import SITE, at, broken, reading
from tests.sitefile.test_library import ENTRY, library_of

ADS = """\
  - key: ads
    title: {en: Ads, fr: Annonces}
    summary: {en: Shows ads elsewhere., fr: Montre des annonces ailleurs.}
    detail: {en: It shows ads., fr: Montre des annonces.}
    category: F
vendors:
"""
WITH_ADS = SITE.replace("vendors:\n", ADS)
COUNTING = SITE.replace("Pour trouver les liens rompus.}\n", "Pour trouver les liens rompus.}\n    category: B\n")
GOOGLE_ADS = ("ad_storage", "ad_user_data", "ad_personalization")


def with_service(entry, site=SITE):
    """The site with one more service, written in braces."""
    return broken("services:\n", f"services:\n  - {{{entry}}}\n", site)


def loaders(folder, entry, site=SITE):
    """The loaders by service of the site with one more service."""
    found = reading(folder, site.replace("services:\n", f"services:\n  - {{{entry}}}\n"))
    assert found.policy, [str(one) for one in found.errors]
    return {one.key: one.loader for one in found.policy.catalogue.services if one.loader}


@pytest.mark.parametrize(
    ("entry", "loader"),
    [
        (
            "use: matomo, url: https://stats.example.org, site_id: 1",
            Loader(adapter="matomo", options={"url": "https://stats.example.org/", "site_id": "1"}),
        ),
        (
            "use: matomo, url: 'http://localhost:8080/stats/', site_id: aB3",
            Loader(adapter="matomo", options={"url": "http://localhost:8080/stats/", "site_id": "aB3"}),
        ),
        ("use: matomo", Loader(adapter="matomo")),
        (
            "use: google-analytics, measurement_id: G-1A2B3C4D5E",
            Loader(adapter="google", options={"measurement_id": "G-1A2B3C4D5E"}, types=("analytics_storage",)),
        ),
        (
            "use: google-analytics, measurement_id: G-1A2B3C4D5E, consent_mode: advanced",
            Loader(
                adapter="google",
                options={"measurement_id": "G-1A2B3C4D5E"},
                types=("analytics_storage",),
                is_advanced=True,
            ),
        ),
        (
            "use: google-analytics, consent_mode: basic, consent_types: []",
            Loader(adapter="google"),
        ),
        (
            "use: google-analytics, consent_types: [analytics_storage, functionality_storage]",
            Loader(adapter="google", types=("analytics_storage", "functionality_storage")),
        ),
        (
            "use: google-tag-manager, container_id: GTM-1A2B3C4",
            Loader(adapter="google", options={"container_id": "GTM-1A2B3C4"}),
        ),
        (
            "use: microsoft-clarity, project_id: ab12cd34ef",
            Loader(adapter="clarity", options={"project_id": "ab12cd34ef"}, types=("analytics_storage",)),
        ),
        ("use: hotjar, purpose: audience, hotjar_id: 123", Loader(adapter="hotjar", options={"hotjar_id": "123"})),
        (
            "use: intercom, purpose: audience, app_id: abcd1234",
            Loader(adapter="intercom", options={"app_id": "abcd1234"}),
        ),
        (
            (
                "key: chat, name: Chat, purpose: audience, vendor: site, script: 'https://chat.example.org/x.js?v=1',"
                " description: {en: Chats., fr: Discute.}"
            ),
            Loader(adapter="plain", options={"script": "https://chat.example.org/x.js?v=1"}),
        ),
    ],
)
def test_what_is_written_becomes_the_loader(tmp_path, entry, loader):
    (found,) = loaders(tmp_path, entry).values()
    assert found == loader


@pytest.mark.parametrize(
    ("entry", "adapter", "options", "types"),
    [
        ("use: google-ads, conversion_id: AW-123456789", "google", {"conversion_id": "AW-123456789"}, GOOGLE_ADS),
        ("use: microsoft-advertising, tag_id: 4000123", "uet", {"tag_id": "4000123"}, ("ad_storage",)),
        ("use: meta-pixel, pixel_id: 1234567890", "meta", {"pixel_id": "1234567890"}, ()),
        ("use: tiktok-pixel, pixel_id: C4A1B2C3", "tiktok", {"pixel_id": "C4A1B2C3"}, ()),
        ("use: linkedin-insight, partner_id: 12345", "linkedin", {"partner_id": "12345"}, ()),
    ],
)
def test_services_for_advertising_have_their_loaders_too(tmp_path, entry, adapter, options, types):
    (found,) = loaders(tmp_path, f"{entry}, purpose: ads", WITH_ADS).values()
    assert found == Loader(adapter=adapter, options=options, types=types)


def test_without_a_library_entry_or_a_script_nothing_is_known_of_the_loading(tmp_path):
    assert loaders(tmp_path, "use: youtube, purpose: audience") == {}


OPTIONS = [
    (
        "use: matomo, site_id: ◆1",
        "Matomo has `site_id` and no `url`; write `url` too, or neither where your pages",
    ),
    ("use: matomo, url: ◆'https://stats.eu/'", "Matomo has `url` and no `site_id`; write `site_id` too"),
    ("use: matomo, url: ◆'http://stats.eu/', site_id: 1", '`url`: "http://stats.eu/" is not safe from being'),
    (
        "use: matomo, url: ◆'https://stats.eu/?a=b', site_id: 1",
        "is more than a folder; leave out what stands after",
    ),
    ("use: matomo, url: ◆'https://me@stats.eu/', site_id: 1", "is more than an address"),
    ("use: matomo, url: ◆stats, site_id: 1", '`url`: "stats" is no web address'),
    ("use: matomo, url: 'https://stats.eu/', site_id: ◆'1;2'", "has not the form that the vendor gives out"),
    ("use: matomo, url: 'https://stats.eu/', site_id: ◆[1]", "`site_id`: a list stands where a text belongs"),
    ("use: google-analytics, measurement_id: ◆UA-1234-1", "write such as `G-1A2B3C4D5E`"),
    ("use: google-analytics, measurement_id: ◆G-1a2b3c", "write such as `G-1A2B3C4D5E`"),
    ("use: google-analytics, site_id: ◆1", "Google Analytics 4 takes no `site_id`; write one of `measurement_id`"),
    ("use: google-tag-manager, container_id: ◆G-1A2B3C4", "write such as `GTM-1A2B3C4`"),
    ("use: hotjar, purpose: audience, hotjar_id: ◆x12", '`hotjar_id`: "x12" has not the form'),
    ("use: microsoft-clarity, project_id: ◆'a\"b'", '`project_id`: "a"b" has not the form'),
    ("use: youtube, purpose: audience, script: ◆'https://x.eu/x.js'", "YouTube takes no `script`; delete it"),
    ("use: stripe, purpose: necessary, app_id: ◆abc", "Stripe takes no `app_id`; delete it"),
    ("use: matomo, ◆loader: {adapter: plain}", "`loader` is no key that is known here"),
]
IN_FULL = [
    (
        "    vendor: counter\n",
        "    vendor: counter\n    script: ◆http://x.eu/x.js\n",
        '`script`: "http://x.eu/x.js"',
    ),
    (
        "    vendor: counter\n",
        "    vendor: counter\n    site_id: ◆1\n",
        "Counter takes no `site_id`; write one of",
    ),
    (
        "    vendor: counter\n",
        "    vendor: counter\n    script: https://x.eu/x.js\n    consent_mode: ◆advanced\n",
        "Counter knows no consent mode; delete it: nothing loads before consent",
    ),
    (
        "    vendor: counter\n",
        "    vendor: counter\n    consent_types: ◆[ad_storage]\n",
        "Counter knows no consent types; delete it",
    ),
]
MODES = [
    ("use: google-analytics, measurement_id: G-1A2B, consent_mode: ◆advance", "did you mean `advanced`?"),
    ("use: google-analytics, consent_mode: ◆advanced", "Google Analytics 4 is loaded by your own pages"),
    ("use: matomo, consent_mode: ◆advanced", "Matomo knows no consent mode"),
    ("use: matomo, consent_types: ◆[analytics_storage]", "Matomo knows no consent types; delete it"),
    ("use: google-analytics, consent_types: ◆[analytic_storage]", "did you mean `analytics_storage`"),
    ("use: google-analytics, consent_types: ◆[security_storage]", "knows no consent type"),
    (
        "use: google-analytics, consent_types: ◆[analytics_storage, ad_user_data]",
        "Google Analytics 4 is not for advertising, and its yes would allow `ad_user_data`; delete them",
    ),
    ("use: microsoft-clarity, consent_types: ◆[ad_storage]", "Microsoft Clarity is not for advertising"),
]


@pytest.mark.parametrize(("entry", "sentence"), OPTIONS + MODES)
def test_what_cannot_be_meant_is_named_at_its_place(tmp_path, entry, sentence):
    site, place = with_service(entry)
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.faults]


@pytest.mark.parametrize(("old", "new", "sentence"), IN_FULL)
def test_a_service_in_full_may_name_its_script_and_nothing_else(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.faults]


def test_a_service_for_advertising_may_be_given_the_types_for_it(tmp_path):
    (found,) = loaders(
        tmp_path, "use: google-analytics, purpose: ads, consent_types: [ad_storage]", WITH_ADS
    ).values()
    assert found.types == ("ad_storage",)


def test_a_service_for_advertising_is_not_among_those_that_count(tmp_path):
    """V-03: no yes to counting grants what advertising needs."""
    site, place = with_service("use: google-ads, purpose: ◆audience", COUNTING)
    (sentence,) = at(reading(tmp_path, site).errors, place)
    assert sentence.startswith(
        "Google Ads allows `ad_storage`, `ad_user_data`, `ad_personalization`, and its purpose"
    )


@pytest.mark.parametrize(
    "entry",
    [
        "use: google-analytics, measurement_id: G-1A2B, consent_mode: ◆advanced",
        "use: microsoft-clarity, project_id: ab12, consent_mode: ◆advanced",
    ],
)
def test_advanced_mode_is_warned_of(tmp_path, entry):
    """V-02."""
    site, place = with_service(entry)
    found = reading(tmp_path, site)
    assert found.policy
    (sentence,) = at(found.warnings, place)
    assert (
        "reads and stores on the device before consent, whatever it is told (EDPB Guidelines 2/2023)" in sentence
    )


def test_a_cookie_may_be_partitioned_and_have_a_domain(tmp_path):
    site = SITE.replace(
        "        party: third\n", "        party: third\n        partitioned: true\n        domain: a.eu\n"
    )
    counter = reading(tmp_path, site).policy.catalogue.service("counter")
    assert [(one.is_partitioned, one.domain) for one in counter.cookies] == [(True, "a.eu")]


def test_every_adapter_has_its_file_and_every_file_is_an_adapter():
    assert {one.stem for one in (folder("static") / "adapters").glob("*.js")} == set(PROTOCOLS)


def test_the_library_grants_only_types_that_the_vendor_knows():
    for service in shipped().services.values():
        if service.loader:
            assert set(service.loader.types) <= set(PROTOCOLS[service.loader.adapter].types)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "value", ["", " ", "a b", "x'><script>", "https://x.eu/\n<b>", None, ["a"], True, "é", "x" * 300]
)
def test_no_form_of_an_option_takes_what_could_break_out_of_it(form, value):
    with pytest.raises(Exception, match="refused"):
        FORMS[form](value)


@pytest.mark.parametrize(
    "loader",
    [
        "{adapter: nobody, options: {}}",
        "{adapter: plain, options: {x: word}}",
        "{adapter: plain, options: {url: x}}",
    ],
)
def test_a_library_file_names_what_there_is(tmp_path, loader):
    library = library_of(tmp_path, pixel=ENTRY + f"loader: {loader}\n")
    assert library.services == {}
    assert library.faults
